"""Tests that the actions, stages, parts of tests/run and settings in the workflows exist and are used correctly."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import tomlkit
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TEXTS = {path.name: path.read_text() for path in WORKFLOWS}
PARSED = {name: yaml.safe_load(text) for name, text in TEXTS.items()}

# A full commit hash, followed by its version as a comment.
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def jobs():
    for name, workflow in PARSED.items():
        for job in workflow["jobs"].items():
            yield name, *job


def steps():
    for name, job, content in jobs():
        for step in content.get("steps", []):
            yield name, job, step


def settings():
    """Every `vars.NAME` and `secrets.NAME`."""
    return {name for text in TEXTS.values() for name in re.findall(r"\b(?:vars|secrets)\.(\w+)", text)}


class Workflows(unittest.TestCase):
    def test_all_workflows_are_tested(self):
        self.assertEqual(list(PARSED), ["ci.yml", "deploy.yml", "release.yml", "stage.yml"])

    def test_an_action_is_pinned_to_one_commit_with_its_version(self):
        used = {}
        for name, text in TEXTS.items():
            for uses in re.findall(r"^\s*(?:- )?uses: (.+)$", text, re.MULTILINE):
                if uses.startswith("./"):
                    self.assertTrue((ROOT / uses).is_file(), uses)
                else:
                    self.assertRegex(uses, rf"^{PINNED.pattern}$", name)
                    used.setdefault(uses.split("@")[0], set()).add(uses)
        self.assertIn("actions/checkout", used)
        for action, versions in used.items():
            self.assertEqual(len(versions), 1, action)

    def test_the_forms_are_checked_before_the_build(self):
        runs = [step.get("run", "") for step in PARSED["deploy.yml"]["jobs"]["build"]["steps"]]
        check = runs.index("cargo run --locked -- check")
        build = next(index for index, run in enumerate(runs) if run.startswith("sam build"))
        self.assertLess(check, build)

    def test_a_job_can_assume_an_aws_role_only_in_a_stage(self):
        jobs_with_identity = set()
        for name, job, content in jobs():
            self.assertIn("permissions", content, f"{name} {job}")
            # The identity of a release signs its attestation. No AWS role trusts it, because it has no environment.
            if content["permissions"].get("id-token") == "write" and name != "release.yml":
                jobs_with_identity.add((name, job))
                stage = content.get("environment") or content.get("with", {}).get("stage")
                self.assertTrue(stage, f"{name} {job}")
        self.assertEqual(
            jobs_with_identity,
            {("deploy.yml", "staging"), ("deploy.yml", "production"), ("stage.yml", "functions")},
        )

    def test_only_jobs_grant_permissions(self):
        for name, workflow in PARSED.items():
            self.assertEqual(workflow["permissions"], {}, name)

    def test_no_secret_is_available_while_packages_are_installed(self):
        for name, job, step in steps():
            if "tests/setup/" in step.get("run", ""):
                self.assertNotIn("env", step, f"{name} {job}")
        for name, job, content in jobs():
            self.assertNotIn("secrets.", str(content.get("env", "")), f"{name} {job}")
            runs = [step.get("uses", step.get("run", "")) for step in content.get("steps", [])]
            roles = [at for at, run in enumerate(runs) if "configure-aws-credentials" in run]
            installs = [at for at, run in enumerate(runs) if "tests/setup/" in run]
            if roles:
                self.assertLess(max(installs), min(roles), f"{name} {job}")

    def test_the_stages_are_sections_of_samconfig(self):
        sections = tomlkit.loads((ROOT / "samconfig.toml").read_text())
        stages = [content["with"]["stage"] for _, _, content in jobs() if "stage" in content.get("with", {})]
        self.assertEqual(stages, ["staging", "production"])
        names = set()
        for stage in stages:
            # `sam deploy` and `sam list stack-outputs` read the stack name here.
            names.add(sections[stage]["global"]["parameters"]["stack_name"])
            self.assertIn("deploy", sections[stage])
        self.assertEqual(len(names), 2)

    def test_the_action_is_deployed_with_the_file_of_the_stage(self):
        step = next(step for _, _, step in steps() if "a0deploy" in step.get("run", ""))
        self.assertIn('-c "environments/$STAGE.json"', step["run"])
        self.assertEqual(step["env"]["STAGE"], "${{ inputs.stage }}")
        for stage in ["staging", "production"]:
            file = ROOT / f"infra/auth0/environments/{stage}.json"
            self.assertTrue(file.is_file(), file)
            settings = json.loads(file.read_text())["AUTH0_KEYWORD_REPLACE_MAPPINGS"]
            # A variable overrides the file, even if it is empty.
            self.assertEqual(settings.keys() & step["env"], {"FORM_URL", "SESSION_TOKEN_SECRET_PREVIOUS"})

    def test_the_action_is_deployed_as_the_build_has_it(self):
        tenant = (ROOT / "infra/auth0/tenant.yaml").read_text()
        (name,) = re.findall(r"^ +code: \./build/(.+)$", tenant, re.MULTILINE)
        scripts = [step.get("run", "") for _, _, step in steps()]
        commands = [script for script in scripts if "profiling" in script and " action " in script]
        self.assertEqual(commands, [f"cargo run --locked -- action --output target/sam/build/action/{name}"])
        built, packed = scripts.index(commands[0]), next(at for at, run in enumerate(scripts) if "-czf" in run)
        self.assertLess(built, packed)
        # Nothing builds into this folder afterwards, because `sam build` empties it.
        self.assertNotIn("sam build", " ".join(scripts[built:packed]))
        for job in [content for name, _, content in jobs() if name == "stage.yml"]:
            runs = [step.get("run", "") for step in job["steps"]]
            deploys = [at for at, run in enumerate(runs) if "a0deploy" in run]
            for at in deploys:
                unpack = next(run for run in runs[:at] if "tar -xzf" in run)
                self.assertLess(unpack.index("sha256sum --check"), unpack.index("tar -xzf"))
                self.assertIn("mv build/action infra/auth0/build", unpack)

    def test_sam_deploys_with_the_settings_of_the_stage(self):
        """Runs `sam deploy` until its first call to AWS, which fails."""
        script = next(step["run"] for _, _, step in steps() if "sam deploy" in step.get("run", ""))
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "build").mkdir()
            shutil.copy(ROOT / "template.yaml", Path(folder) / "build")
            shutil.copy(ROOT / "samconfig.toml", folder)
            environment = {
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "HOME": folder,
                "STAGE": "staging",
                "SAM_CLI_TELEMETRY": "0",
                "AWS_DEFAULT_REGION": "eu-central-1",
                "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIexample",
                # Nothing listens on this port.
                "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
            }
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", script],
                cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
            )
        self.assertIn("Could not connect to the endpoint URL", done.stdout + done.stderr)

    def test_production_follows_staging_and_staging_follows_the_tests(self):
        deploy = PARSED["deploy.yml"]["jobs"]
        self.assertIn("staging", deploy["production"]["needs"])
        self.assertEqual(sorted(deploy["staging"]["needs"]), ["build", "test"])
        self.assertEqual(deploy["staging"]["with"]["sha256"], deploy["production"]["with"]["sha256"])

    def test_the_build_is_validated_and_invoked_before_it_is_uploaded(self):
        runs = [step.get("run", step.get("uses", "")) for _, job, step in steps() if job == "build"]
        order = [
            next(at for at, run in enumerate(runs) if run.startswith(beginning))
            for beginning in ("sam validate --lint", "sam build", "tests/run local", "tar ", "actions/upload-artifact")
        ]
        self.assertEqual(order, sorted(order))

    def test_a_release_is_published_after_all_tests_and_only_the_last_job_can_write(self):
        release = PARSED["release.yml"]["jobs"]
        self.assertEqual(set(release["publish"]["needs"]), set(release) - {"publish"})
        writing = {name for name, job in release.items() if "write" in job["permissions"].values()}
        self.assertEqual(writing, {"publish"})
        self.assertNotIn("environment", release["publish"])

    def test_a_release_has_every_architecture(self):
        matrix = PARSED["release.yml"]["jobs"]["functions"]["strategy"]["matrix"]["include"]
        parameter = (ROOT / "template.yaml").read_text()
        for each in matrix:
            self.assertIn(each["architecture"], parameter)
        self.assertEqual({each["architecture"] for each in matrix}, {"arm64", "x86_64"})
    def test_ci_runs_each_part_that_runs_by_default_in_its_own_job(self):
        step = next(step for step in PARSED["ci.yml"]["jobs"]["parts"]["steps"] if step.get("id") == "list")
        array = re.search(r"^parts=\(\n(.*?)^\)", (ROOT / "tests/run").read_text(), re.MULTILINE | re.DOTALL)[1]
        # jq only makes JSON of the names, and is not needed here.
        command = re.search(r"names=\$\((.*?) \| jq ", step["run"])[1]
        names = subprocess.check_output(["bash", "-eo", "pipefail", "-c", command], cwd=ROOT, text=True).splitlines()
        self.assertEqual(names, re.findall(r"^  '(\w+) ", array, re.MULTILINE))
        self.assertIn("unit", names)
        self.assertNotIn("arm64", names)

    def test_all_parts_passed_requires_every_job_of_ci(self):
        jobs = PARSED["ci.yml"]["jobs"]
        required = jobs["all"]["needs"]
        # A matrix needs its list.
        self.assertEqual({*required, "parts", "all"}, set(jobs))
        [step] = jobs["all"]["steps"]
        for statuses in itertools.product(["success", "failure", "cancelled", "skipped"], repeat=len(required)):
            results = dict(zip(required, statuses, strict=True))
            variables = {
                name: results[re.fullmatch(r"\$\{\{ needs\.(\w+)\.result \}\}", value)[1]]
                for name, value in step["env"].items()
            }
            done = subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], env={**os.environ, **variables})
            self.assertEqual(done.returncode == 0, set(statuses) == {"success"}, results)

    def test_each_part_of_the_tests_in_a_workflow_exists(self):
        parts = re.findall(r"^  '(\w+) ", (ROOT / "tests/run").read_text(), re.MULTILINE)
        self.assertIn("unit", parts)
        for name, text in TEXTS.items():
            for part in re.findall(r"run: tests/run (\w+)", text):
                self.assertIn(part, parts, name)

    def test_each_setting_is_documented_and_no_other_is(self):
        documented = (ROOT / "docs/deploying.md").read_text()
        _, table = documented.split("| name | kind |", 1)
        rows = re.findall(r"^\| (.+?) \|", table.split("\n\n")[0], re.MULTILINE)[1:]
        names = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        self.assertEqual(names, settings())


if __name__ == "__main__":
    unittest.main()
