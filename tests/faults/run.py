#!/usr/bin/env python3
"""Seeds each fault in a copy of the sources. The test that the fault names must fail.

`tests/faults/run.py [WORD]` seeds only the faults with WORD in their name. The copy is in target/faults; dependencies
are shared with the part `unit`.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "target/faults"
# The tests of one crate alone are built quickest. The others need the whole workspace, so that its packages have the
# features that `unit` has built.
SUITES = {
    **{crate: ("--package", f"profiling-{crate}", "--lib") for crate in ("session", "forms", "pages", "service")},
    "lambda": ("--workspace", "--lib"),
    **{name: ("--workspace", "--test", name) for name in ("journey", "attacks", "action")},
}


def content(name):
    """Returns the content of a file for the copy. The packages of the workspace get another version.

    Cargo identifies a package by its version and its path in the workspace. With the same version, it
    would use the build with a fault as the build of the real sources.
    """
    data = (ROOT / name).read_bytes()
    if name == "Cargo.toml":
        return re.sub(rb'(\[workspace\.package\]\nversion = "[^"]+)', rb"\1-faults", data)
    if name == "Cargo.lock":
        return re.sub(rb'(name = "[^"]+"\nversion = "[^"]+)"\n(?!source)', rb'\1-faults"\n', data)
    return data


def copy_sources():
    """Copies the files of git. Unchanged files keep their modification time, which cargo compares."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    names = {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}
    for old in COPY.rglob("*"):
        if old.is_file() and str(old.relative_to(COPY)) not in names:
            old.unlink()
    for name in names:
        target, data = COPY / name, content(name)
        if not target.exists() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def build(suite):
    """Builds a suite. Returns its programs, or None and the output if it does not compile."""
    command = ["cargo", "test", "--locked", *SUITES[suite], "--no-run", "--message-format", "json-render-diagnostics"]
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(ROOT / "target"),
        # The packages of the workspace are built repeatedly.
        "CARGO_INCREMENTAL": "1",
        "CARGO_PROFILE_DEV_DEBUG": "0",
    }
    run = subprocess.run(command, cwd=COPY, env=environment, capture_output=True, text=True)
    messages = (json.loads(line) for line in run.stdout.splitlines() if line.startswith("{"))
    programs = [message["executable"] for message in messages if message.get("executable")]
    return (programs, "") if run.returncode == 0 else (None, run.stderr)


def test(programs, names):
    """Runs tests by their exact names. Returns the results by name, and the output."""
    output = ""
    for program in programs:
        command = [program, "--exact", *names]
        output += subprocess.run(
            command, cwd=COPY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ).stdout
    return dict(re.findall(r"^test (\S+) \.\.\. (ok|FAILED)$", output, re.MULTILINE)), output


def seed(fault, programs):
    """Seeds one fault. Returns None if its test detects it, otherwise the problem.

    `programs` are those of the suite without faults. They read the Action when they run.
    """
    file = COPY / fault.file
    source = file.read_text(encoding="utf-8")
    if source.count(fault.text) != 1:
        return f"{fault.file} contains the text {source.count(fault.text)} times instead of once: {fault.text}"
    file.write_text(source.replace(fault.text, fault.replacement), encoding="utf-8")
    try:
        if fault.file.endswith(".rs"):
            programs, output = build(fault.suite)
        if programs is None:
            return f"it does not compile:\n{output}"
        results, output = test(programs, [fault.test])
    finally:
        file.write_text(source, encoding="utf-8")
    if results.get(fault.test) == "FAILED" and "test result: FAILED" in output:
        # A failure begins with a line that names its case.
        found = re.search(rf"^{re.escape(fault.case)}(,|$)", output, re.MULTILINE)
        return None if found or not fault.case else f"{fault.test} fails, but not for the case: {fault.case}"
    if results:
        return f"{fault.test} passes with this fault in {fault.file}"
    return f"{fault.test} did not run:\n{output}"


def main(word=""):
    selected = [fault for fault in FAULTS if word in fault.name]
    copy_sources()
    # A test that also fails without a fault detects nothing.
    programs = {}
    for suite in sorted({fault.suite for fault in selected}):
        names = sorted({fault.test for fault in selected if fault.suite == suite})
        programs[suite], output = build(suite)
        if programs[suite] is None:
            sys.exit(output)
        results, output = test(programs[suite], names)
        if results != dict.fromkeys(names, "ok"):
            sys.exit(f"{output}\nWithout a fault, not all of these tests pass: {', '.join(names)}")
    missed = 0
    for fault in selected:
        start = time.monotonic()
        problem = seed(fault, programs[fault.suite])
        seconds = time.monotonic() - start
        missed += problem is not None
        print(f"{'found ' if problem is None else 'MISSED'} {seconds:5.1f} s  {fault.name}", flush=True)
        detected_by = f'{fault.test}: "{fault.case}"' if fault.case else fault.test
        print(f"               {problem or detected_by}", flush=True)
    print(f"\n{len(selected) - missed} passed, {missed} failed")
    sys.exit(missed > 0 or not selected)


if __name__ == "__main__":
    main(*sys.argv[1:2])
