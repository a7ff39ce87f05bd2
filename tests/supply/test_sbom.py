"""What infra/sbom.py says of the functions, held against cargo and the schema of CycloneDX."""

import functools
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing

ROOT = Path(__file__).parents[2]
OURS = {
    "profiling-form",
    "profiling-forms",
    "profiling-pages",
    "profiling-service",
    "profiling-session",
    "profiling-submit",
}
NOT_RUST = {"progressive-profiling-action", "progressive-profiling-forms"}


def output(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@functools.cache
def printed(architecture):
    return output(sys.executable, "infra/sbom.py", architecture)


class Bill:
    """The same for each architecture."""

    def setUp(self):
        self.bill = json.loads(printed(self.architecture))
        self.components = self.bill["components"]
        self.rust = [one for one in self.components if one["name"] not in NOT_RUST]

    def built(self, edges="normal"):
        """Name and version of all that cargo compiles into a function."""
        found = set()
        for package in ("profiling-form", "profiling-submit"):
            tree = output(
                *("cargo", "tree", "--locked", "--package", package, "--edges", edges),
                *("--target", self.target, "--prefix", "none", "--format", "{p}"),
            )
            lines = re.sub(r" \(.*", "", tree, flags=re.MULTILINE).splitlines()
            found |= {tuple(line.split(" v")) for line in lines}
        return found

    def test_it_is_cyclonedx(self):
        self.assertEqual(("CycloneDX", "1.6"), (self.bill["bomFormat"], self.bill["specVersion"]))
        validator = JsonStrictValidator(SchemaVersion.V1_6)
        self.assertIsNone(validator.validate_str(printed(self.architecture)))

    def test_it_names_what_cargo_compiles_and_the_parts_that_are_not_rust(self):
        rust = [(one["name"], one["version"]) for one in self.rust]
        self.assertEqual(sorted(self.built()), rust)
        self.assertEqual(NOT_RUST, {one["name"] for one in self.components[len(rust) :]})

    def test_what_only_the_compiler_runs_is_marked(self):
        required = {(one["name"], one["version"]) for one in self.rust if one["scope"] == "required"}
        self.assertEqual(self.built("normal,no-proc-macro"), required)
        self.assertEqual({"required", "excluded"}, {one["scope"] for one in self.rust})

    def test_each_component_has_a_version_a_licence_and_a_purl(self):
        for one in self.components:
            self.assertRegex(one["version"], r"^\d+\.\d+\.\d+", one["name"])
            licence = one["licenses"][0]["expression"]
            self.assertEqual([], get_spdx_licensing().validate(licence).errors, one["name"])
            kind = "generic" if one["name"] in OURS | NOT_RUST else "cargo"
            self.assertEqual(f"pkg:{kind}/{one['name']}@{one['version']}", one["purl"])

    def test_each_package_of_others_has_its_checksum(self):
        lock = (ROOT / "Cargo.lock").read_text(encoding="utf-8")
        for one in self.rust:
            if one["name"] not in OURS:
                (checksum,) = (entry["content"] for entry in one["hashes"])
                entry = f'name = "{one["name"]}"\nversion = "{one["version"]}"\n'
                self.assertEqual(checksum, lock.split(entry)[1].split('"')[3], one["name"])

    def test_it_has_the_one_tls_library_and_nothing_of_the_emulator(self):
        names = {one["name"] for one in self.components}
        self.assertLessEqual({"ring", "rustls", "jsonwebtoken", "aws-sdk-ssm"}, names)
        self.assertFalse({"aws-lc-rs", "openssl-sys", "schemars", "axum", "reqwest"} & names)

    def test_everything_is_part_of_something_that_is_shipped(self):
        edges = {one["ref"]: one["dependsOn"] for one in self.bill["dependencies"]}
        whole = self.bill["metadata"]["component"]["bom-ref"]
        self.assertEqual({whole} | {one["bom-ref"] for one in self.components}, edges.keys())
        reached, waiting = set(), [whole]
        while waiting:
            ref = waiting.pop()
            waiting += [] if ref in reached else edges[ref]
            reached.add(ref)
        self.assertEqual(edges.keys(), reached)


class Arm64(Bill, unittest.TestCase):
    architecture, target = "arm64", "aarch64-unknown-linux-gnu"

    def test_it_is_what_is_printed_when_nothing_is_said_and_the_same_each_time(self):
        self.assertEqual(printed("arm64"), output(sys.executable, "infra/sbom.py"))


class X86(Bill, unittest.TestCase):
    architecture, target = "x86_64", "x86_64-unknown-linux-gnu"
