#!/usr/bin/env python3
"""Prints the software bill of materials of the deployed code as CycloneDX 1.6: `infra/sbom.py [ARCHITECTURE]`.

ARCHITECTURE is that of the template: arm64 (the default) or x86_64. The packages, features and dependencies are those
that cargo builds each function with, from `cargo tree`. (cargo-cyclonedx uses the features of the whole workspace, and
so lists packages that only the emulator needs.) Macros, which only the compiler runs, have the scope "excluded". Build
scripts are not listed.

The output for a commit is reproducible: it contains no time and no random serial number.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = ("profiling-form", "profiling-submit")
TARGETS = {"arm64": "aarch64-unknown-linux-gnu", "x86_64": "x86_64-unknown-linux-gnu"}
ACTION = "infra/auth0/actions/progressive-profiling.js"
LINE = re.compile(r"(\d+)(\S+) v(\S+)(?: \(proc-macro\))?( \(/.*?\))?\|(.*?)\|(?: \(\*\))?")


def cargo(*arguments):
    command = ["cargo", *arguments, "--locked"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def packages(function, target, edges):
    """The packages in a function: (name, version) -> (license, True for a package of this workspace, dependencies)."""
    found, path = {}, []
    tree = cargo(
        *("tree", "--package", function, "--target", target, "--edges", edges),
        *("--prefix", "depth", "--format", "{p}|{l}|"),
    )
    for line in tree.splitlines():
        depth, name, version, ours, license = LINE.fullmatch(line).groups()
        # When cargo lists a package again, it omits the dependencies.
        found.setdefault((name, version), (license, bool(ours), set()))
        path[int(depth) :] = [(name, version)]
        if len(path) > 1:
            found[path[-2]][2].add((name, version))
    return found


def checksums():
    """The SHA-256 checksum of each downloaded package, from Cargo.lock."""
    entry = re.compile(r'name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(.+)"')
    lock = (ROOT / "Cargo.lock").read_text(encoding="utf-8")
    return {(name, version): checksum for name, version, checksum in entry.findall(lock)}


def component(kind, name, version, license, purl, **more):
    return {
        "type": kind,
        "bom-ref": purl,
        "name": name,
        "version": version,
        # Older packages have a slash instead of OR.
        "licenses": [{"expression": re.sub(r"\s*/\s*", " OR ", license)}],
        "purl": purl,
        **more,
    }


def sha256(text):
    return {"hashes": [{"alg": "SHA-256", "content": text}]}


def purl(name, version, ours):
    # The packages of this workspace are generic, because their names on crates.io belong to others.
    return f"pkg:generic/{name}@{version}" if ours else f"pkg:cargo/{name}@{version}"


def bill(architecture):
    target = TARGETS[architecture]
    found, at_run_time = {}, set()
    for function in FUNCTIONS:
        for key, (license, ours, dependencies) in packages(function, target, "normal").items():
            found.setdefault(key, (license, ours, set()))[2].update(dependencies)
        at_run_time |= packages(function, target, "normal,no-proc-macro").keys()

    refs = {key: purl(*key, ours) for key, (_, ours, _) in found.items()}
    sums = checksums()
    components = []
    for key, (license, ours, _) in sorted(found.items()):
        kind = "application" if key[0] in FUNCTIONS else "library"
        more = {"scope": "required" if key in at_run_time else "excluded"}
        if not ours:
            more |= sha256(sums[key])
        components.append(component(kind, *key, license, refs[key], **more))
    dependencies = [
        {"ref": refs[key], "dependsOn": sorted(refs[other] for other in others)}
        for key, (_, _, others) in sorted(found.items())
    ]

    # The components of this project that are not Rust have the version of the workspace.
    version, license = next((key[1], found[key][0]) for key in found if key[0] in FUNCTIONS)
    # The source of the Action. Without a plan, the same bytes are deployed.
    code = hashlib.sha256((ROOT / ACTION).read_bytes()).hexdigest()
    for kind, name, more in (
        ("application", "progressive-profiling-action", sha256(code)),
        ("data", "progressive-profiling-forms", {}),
    ):
        components.append(component(kind, name, version, license, purl(name, version, True), **more))
        dependencies.append({"ref": components[-1]["bom-ref"], "dependsOn": []})

    name = "progressive-profiling"
    whole = component("application", name, version, license, purl(name, version, True))
    shipped = [one["bom-ref"] for one in components if one["name"] in FUNCTIONS or name in one["name"]]
    dependencies.append({"ref": whole["bom-ref"], "dependsOn": sorted(shipped)})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": whole,
            "properties": [{"name": "cargo:target", "value": target}],
        },
        "components": components,
        "dependencies": dependencies,
    }


if __name__ == "__main__":
    if sys.argv[2:] or not set(sys.argv[1:]) <= TARGETS.keys():
        sys.exit(__doc__.splitlines()[0])
    json.dump(bill(*sys.argv[1:] or ["arm64"]), sys.stdout, indent=2)
    print()
