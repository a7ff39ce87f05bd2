"""Tests the output of infra/sbom.py against cargo and the CycloneDX schema."""

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
def bill_for(architecture):
    return output(sys.executable, "infra/sbom.py", architecture)


class Bill:
    """The tests for each architecture."""

    def setUp(self):
        self.bill = json.loads(bill_for(self.architecture))
        self.components = self.bill["components"]
        self.rust = [one for one in self.components if one["name"] not in NOT_RUST]

    def built(self, edges="normal"):
        """The names and versions of the packages that cargo compiles into a function."""
        found = set()
        for package in ("profiling-form", "profiling-submit"):
            tree = output(
                *("cargo", "tree", "--locked", "--package", package, "--edges", edges),
                *("--target", self.target, "--prefix", "none", "--format", "{p}"),
            )
            lines = re.sub(r" \(.*", "", tree, flags=re.MULTILINE).splitlines()
            found |= {tuple(line.split(" v")) for line in lines}
        return found

    def test_the_output_is_valid_cyclonedx(self):
        self.assertEqual(("CycloneDX", "1.6"), (self.bill["bomFormat"], self.bill["specVersion"]))
        validator = JsonStrictValidator(SchemaVersion.V1_6)
        self.assertIsNone(validator.validate_str(bill_for(self.architecture)))

    def test_it_lists_the_packages_that_cargo_compiles_and_the_parts_that_are_not_rust(self):
        rust = [(one["name"], one["version"]) for one in self.rust]
        self.assertEqual(sorted(self.built()), rust)
        self.assertEqual(NOT_RUST, {one["name"] for one in self.components[len(rust) :]})

    def test_packages_that_only_the_compiler_runs_are_excluded(self):
        required = {(one["name"], one["version"]) for one in self.rust if one["scope"] == "required"}
        self.assertEqual(self.built("normal,no-proc-macro"), required)
        self.assertEqual({"required", "excluded"}, {one["scope"] for one in self.rust})

    def test_each_component_has_a_version_a_license_and_a_purl(self):
        for one in self.components:
            self.assertRegex(one["version"], r"^\d+\.\d+\.\d+", one["name"])
            license = one["licenses"][0]["expression"]
            self.assertEqual([], get_spdx_licensing().validate(license).errors, one["name"])
            kind = "generic" if one["name"] in OURS | NOT_RUST else "cargo"
            self.assertEqual(f"pkg:{kind}/{one['name']}@{one['version']}", one["purl"])

    def test_each_external_package_has_its_checksum(self):
        lock = (ROOT / "Cargo.lock").read_text(encoding="utf-8")
        for one in self.rust:
            if one["name"] not in OURS:
                (checksum,) = (entry["content"] for entry in one["hashes"])
                entry = f'name = "{one["name"]}"\nversion = "{one["version"]}"\n'
                self.assertEqual(checksum, lock.split(entry)[1].split('"')[3], one["name"])

    def test_it_lists_only_one_tls_library_and_no_package_of_the_emulator(self):
        names = {one["name"] for one in self.components}
        self.assertLessEqual({"ring", "rustls", "jsonwebtoken", "aws-sdk-ssm"}, names)
        self.assertFalse({"aws-lc-rs", "openssl-sys", "schemars", "axum", "reqwest"} & names)

    def test_every_component_is_a_dependency_of_a_deployed_part(self):
        edges = {one["ref"]: one["dependsOn"] for one in self.bill["dependencies"]}
        whole = self.bill["metadata"]["component"]["bom-ref"]
        self.assertEqual({whole} | {one["bom-ref"] for one in self.components}, edges.keys())
        reached, pending = set(), [whole]
        while pending:
            ref = pending.pop()
            pending += [] if ref in reached else edges[ref]
            reached.add(ref)
        self.assertEqual(edges.keys(), reached)


class Arm64(Bill, unittest.TestCase):
    architecture, target = "arm64", "aarch64-unknown-linux-gnu"

    def test_it_is_the_default_architecture_and_the_output_is_reproducible(self):
        self.assertEqual(bill_for("arm64"), output(sys.executable, "infra/sbom.py"))


class X86(Bill, unittest.TestCase):
    architecture, target = "x86_64", "x86_64-unknown-linux-gnu"
