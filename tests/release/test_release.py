"""The archives of a release, unpacked and used as a team would use them: without cargo, and with its own forms.

The environment names the output of `sam build` (BUILD), its architecture (ARCHITECTURE), and the folder with the programs
of the tool (PROGRAMS).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import unittest
import zipfile
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "infra"), str(ROOT / "tests/sam")]

import release  # noqa: E402
from template import Parser, Translator, yaml_parse  # noqa: E402

BUILD = Path(os.environ["BUILD"])
ARCHITECTURE = os.environ["ARCHITECTURE"]
PROGRAMS = Path(os.environ["PROGRAMS"])
TARGET = "x86_64-unknown-linux-gnu"

FORM = {
    "version": 1,
    "title": "Your team",
    "fields": [{"type": "text", "name": name, "label": name} for name in ("company_name", "job_title")],
}


class Moto:
    """AWS, emulated at a free port."""

    def __init__(self):
        command = [Path(sys.executable).parent / "moto_server", "--host", "127.0.0.1", "--port", "0"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        line = next(line for line in self.process.stderr if "Running on " in line)
        # A host name, because moto would take an IP address in a template URL for the name of a bucket.
        self.url = f"http://localhost:{line.strip().rsplit(':', 1)[1]}"
        # The log must be read, or the server blocks when the pipe is full.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def stop(self):
        self.process.kill()
        self.process.wait()


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.archive = release.functions(BUILD, ARCHITECTURE, cls.folder)
        with zipfile.ZipFile(cls.archive) as archive:
            archive.extractall(cls.folder)
        cls.root = cls.archive.with_suffix("")
        # A team's own form, in place of the examples.
        for form in (cls.root / "infra/forms").glob("*.json"):
            if not form.name.endswith(".schema.json"):
                form.unlink()
        (cls.root / "infra/forms/profile.json").write_text(json.dumps(FORM))

        stripped = cls.folder / "stripped"
        stripped.mkdir()
        for program in ("profiling", "profiling-ssm"):
            subprocess.run(["strip", "-o", stripped / program, PROGRAMS / program], check=True)
        cls.tool_archive = release.tool(stripped, TARGET, cls.folder)
        with tarfile.open(cls.tool_archive) as archive:
            archive.extractall(cls.folder, filter="data")
        cls.tools = cls.folder / cls.tool_archive.name.removesuffix(".tar.gz")

        cls.moto = Moto()
        cls.addClassCleanup(cls.moto.stop)
        # No other program is on the path: no cargo, no cargo-lambda, no Docker.
        path = cls.folder / "bin"
        path.mkdir()
        (path / "sam").symlink_to(Path(sys.executable).parent / "sam")
        cls.environment = {
            "PATH": str(path),
            "HOME": str(cls.folder),
            "SAM_CLI_TELEMETRY": "0",
            "AWS_ENDPOINT_URL": cls.moto.url,
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMIexample",
        }

    def run_in_release(self, *command):
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
        return done.returncode, done.stdout + done.stderr

    def client(self, service):
        keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMIexample"}
        return boto3.client(service, endpoint_url=self.moto.url, region_name="eu-central-1", **keys)

    def test_sam_deploys_the_release_with_one_command_and_without_cargo(self):
        self.assertIsNone(shutil.which("cargo", path=self.environment["PATH"]))
        bucket = "artifacts"
        s3 = self.client("s3")
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        # moto supports neither the creation of SAM's own bucket nor the transform of a SAM template.
        status, output = self.run_in_release(
            *("sam", "deploy", "--parameter-overrides", "Auth0Domains=example.eu.auth0.com"),
            *("--no-resolve-s3", "--s3-bucket", bucket, "--no-execute-changeset"),
        )
        self.assertEqual(0, status, output)
        self.assertIn("Changeset created successfully", output)

        template = yaml_parse(s3.get_object(Bucket=bucket, Key=self.key_of_template(s3, bucket))["Body"].read().decode())
        generated = Translator({}, Parser()).translate(template, {"Auth0Domains": "example.eu.auth0.com"})
        content = {
            name: resource["Properties"].get("Code", resource["Properties"].get("Content"))
            for name, resource in generated["Resources"].items()
            if resource["Type"] in ("AWS::Lambda::Function", "AWS::Lambda::LayerVersion")
        }
        self.assertEqual(3, len(content))
        for name, place in content.items():
            uploaded = s3.get_object(Bucket=place["S3Bucket"], Key=place["S3Key"])["Body"].read()
            path = self.folder / f"{name}.zip"
            path.write_bytes(uploaded)
            with zipfile.ZipFile(path) as archive:
                if name in release.FUNCTIONS:
                    self.assertEqual(["bootstrap"], archive.namelist())
                    self.assertEqual(0o100755, archive.getinfo("bootstrap").external_attr >> 16)
                    self.assertEqual((BUILD / name / "bootstrap").read_bytes(), archive.read("bootstrap"))
                else:
                    names = [name for name in archive.namelist() if not name.endswith(".schema.json")]
                    self.assertEqual(["profile.json"], names)
                    self.assertEqual(FORM, json.loads(archive.read("profile.json")))

    def key_of_template(self, s3, bucket):
        (key,) = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket)["Contents"] if each["Key"].endswith(".template")]
        return key

    def test_the_tool_checks_the_release_and_the_forms_of_the_team(self):
        status, output = self.run_in_release(str(self.tools / "profiling"), "check")
        self.assertIn("0 errors", output)
        self.assertEqual(0, status, output)
        form = self.root / "infra/forms/broken.json"
        form.write_text("{")
        self.addCleanup(form.unlink)
        status, output = self.run_in_release(str(self.tools / "profiling"), "check")
        self.assertEqual(1, status, output)
        self.assertIn("infra/forms/broken.json", output)

    def test_the_tool_builds_the_action_with_and_without_a_plan(self):
        source = (self.root / "infra/auth0/actions/progressive-profiling.js").read_bytes()
        built = self.root / "infra/auth0/build/progressive-profiling.js"
        # An upgrade must not replace the file that a team has built, and nobody must deploy one without the team's plan.
        self.assertFalse(built.exists())
        self.assertIn("/infra/auth0/build/", (self.root / ".gitignore").read_text().splitlines())
        status, output = self.run_in_release(str(self.tools / "profiling"), "action")
        self.assertEqual(0, status, output)
        self.addCleanup(shutil.rmtree, built.parent)
        self.assertEqual(source, built.read_bytes())
        plan = self.root / "infra/auth0/plan.json"
        plan.write_text(json.dumps({"version": 1, "rules": [{"name": "team", "form": "profile", "ask": ["company_name"]}]}))
        self.addCleanup(plan.unlink)
        status, output = self.run_in_release(str(self.tools / "profiling"), "action")
        self.assertEqual(0, status, output)
        self.assertIn("infra/auth0/plan.json (1 rule)", output)
        self.assertIn(b'"name":"team","form":"profile"', built.read_bytes())

    def test_the_tool_creates_the_secret(self):
        status, output = self.run_in_release(str(self.tools / "profiling"), "secret", "new")
        self.assertEqual(0, status, output)
        parameter = self.client("ssm").get_parameter(Name="/progressive-profiling/session-secret", WithDecryption=True)
        self.assertEqual("SecureString", parameter["Parameter"]["Type"])
        self.assertNotIn(parameter["Parameter"]["Value"], output)

    def test_a_template_is_for_one_architecture(self):
        for architecture in release.MACHINES:
            with self.subTest(architecture):
                parameter = yaml_parse(release.template(architecture))["Parameters"]["Architecture"]
                self.assertEqual((architecture, [architecture]), (parameter["Default"], parameter["AllowedValues"]))

    def test_the_template_builds_nothing_and_every_path_in_it_exists(self):
        template = (self.root / "template.yaml").read_text()
        self.assertNotIn("BuildMethod", template)
        paths = re.findall(r"^ +(?:CodeUri|ContentUri): (.+)$", template, re.MULTILINE)
        self.assertEqual(3, len(paths))
        for path in paths:
            self.assertTrue((self.root / path).exists(), path)

    def test_programs_for_another_architecture_are_rejected(self):
        (other,) = release.MACHINES.keys() - {ARCHITECTURE}
        with self.assertRaisesRegex(SystemExit, f"is not a program for {other}"):
            release.functions(BUILD, other, self.folder / "other")

    def test_the_stages_have_the_architecture_of_the_release(self):
        stages = (self.root / "samconfig.toml").read_text()
        self.assertEqual([ARCHITECTURE] * 3, re.findall(r'^  "Architecture=(\w+)",$', stages, re.MULTILINE))

    def test_every_link_of_a_document_leads_to_a_file_of_the_release(self):
        links = 0
        for document in self.root.rglob("*.md"):
            for target in re.findall(r"\]\(([^)\s:#]+)(?:#[^)]*)?\)", document.read_text()):
                links += 1
                with self.subTest(document.name, target=target):
                    self.assertTrue((document.parent / target).exists())
        self.assertGreater(links, 100)

    def test_the_bill_of_materials_names_the_architecture(self):
        bill = json.loads((self.root / "sbom.cdx.json").read_text())
        target = {"arm64": "aarch64-unknown-linux-gnu", "x86_64": "x86_64-unknown-linux-gnu"}[ARCHITECTURE]
        self.assertEqual([{"name": "cargo:target", "value": target}], bill["metadata"]["properties"])

    def test_the_same_input_results_in_the_same_bytes(self):
        again = release.functions(BUILD, ARCHITECTURE, self.folder / "again")
        self.assertEqual(self.archive.read_bytes(), again.read_bytes())
        stripped = self.folder / "stripped"
        again = release.tool(stripped, TARGET, self.folder / "again")
        self.assertEqual(self.tool_archive.read_bytes(), again.read_bytes())

    def test_the_tool_for_windows_is_a_zip_file_of_programs(self):
        programs = self.folder / "windows"
        programs.mkdir()
        for name in ("profiling.exe", "profiling-ssm.exe"):
            (programs / name).write_bytes(b"MZ")
        archive = release.tool(programs, "x86_64-pc-windows-msvc", self.folder / "windows")
        self.assertEqual(".zip", archive.suffix)
        with zipfile.ZipFile(archive) as opened:
            names = {Path(name).name for name in opened.namelist()}
        self.assertEqual({"profiling.exe", "profiling-ssm.exe", "LICENSE"}, names)


if __name__ == "__main__":
    unittest.main()
