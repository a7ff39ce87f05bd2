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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "target/faults"
RECORDS = ROOT / "target/faults-commands"
ENVIRONMENT = {
    **os.environ,
    "CARGO_TARGET_DIR": str(ROOT / "target"),
    # The packages of the workspace are built repeatedly.
    "CARGO_INCREMENTAL": "1",
    "CARGO_PROFILE_DEV_DEBUG": "0",
    "RUSTC_WORKSPACE_WRAPPER": str(ROOT / "tests/faults/rustc"),
    "RECORDS": str(RECORDS),
}
# The suites that are no unit tests of a library.
TESTS = ("journey", "attacks", "action")


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


def cargo_build(*targets):
    """Builds tests of the workspace. Returns the programs by suite, or None and the output if they do not compile."""
    command = ["cargo", "test", "--locked", "--workspace", *targets, "--no-run", "--message-format", "json-render-diagnostics"]
    run = subprocess.run(command, cwd=COPY, env=ENVIRONMENT, capture_output=True, text=True)
    if run.returncode != 0:
        return None, run.stderr
    messages = (json.loads(line) for line in run.stdout.splitlines() if line.startswith("{"))
    built = (message for message in messages if message.get("executable"))
    return {test["target"]["name"].removeprefix("profiling_"): test["executable"] for test in built}, ""


def build(suite):
    """Builds a suite. Returns its program, or None and the output if it does not compile."""
    if suite in TESTS:
        programs, output = cargo_build("--test", suite)
        return programs and programs[suite], output
    # cargo would build the library for the tests of all other packages, too. With the tests of this package only, the
    # dependencies would have other features, and cargo would compile them again.
    record = json.loads((RECORDS / f"profiling_{suite}.json").read_text(encoding="utf-8"))
    program = RECORDS / suite
    command, options = [], iter(record["command"])
    for option in options:
        if option == "--out-dir":
            next(options)
        elif not option.startswith(("--emit", "--error-format", "--json", "--diagnostic-width")):
            command.append(option)
    command += ["-o", str(program)]
    environment = {**os.environ, **record["environment"]}
    run = subprocess.run(command, cwd=record["folder"], env=environment, capture_output=True, text=True)
    return (program, "") if run.returncode == 0 else (None, run.stderr)


def test(program, names):
    """Runs tests by their exact names. Returns the results by name, and the output."""
    command = [program, "--exact", *names]
    output = subprocess.run(command, cwd=COPY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    return dict(re.findall(r"^test (\S+) \.\.\. (ok|FAILED)$", output, re.MULTILINE)), output


def seed(fault, program):
    """Seeds one fault. Returns None if its test detects it, otherwise the problem.

    `program` is the suite without faults. It reads the Action when it runs.
    """
    file = COPY / fault.file
    source = file.read_text(encoding="utf-8")
    if source.count(fault.text) != 1:
        return f"{fault.file} contains the text {source.count(fault.text)} times instead of once: {fault.text}"
    file.write_text(source.replace(fault.text, fault.replacement), encoding="utf-8")
    try:
        if fault.file.endswith(".rs"):
            program, output = build(fault.suite)
        if program is None:
            return f"it does not compile:\n{output}"
        results, output = test(program, [fault.test])
    finally:
        file.write_text(source, encoding="utf-8")
    if results.get(fault.test) == "FAILED" and "test result: FAILED" in output:
        # A failure begins with a line that names its case.
        found = re.search(rf"^{re.escape(fault.case)}(,|$)", output, re.MULTILINE)
        return None if found or not fault.case else f"{fault.test} fails, but not for the case: {fault.case}"
    if results:
        return f"{fault.test} passes with this fault in {fault.file}"
    return f"{fault.test} did not run:\n{output}"


def report(fault, program):
    """Seeds one fault and prints the result. Returns true if its test detects it."""
    start = time.monotonic()
    problem = seed(fault, program)
    seconds = time.monotonic() - start
    detected_by = f'{fault.test}: "{fault.case}"' if fault.case else fault.test
    title = f"{'found ' if problem is None else 'MISSED'} {seconds:5.1f} s  {fault.name}"
    print(f"{title}\n               {problem or detected_by}", flush=True)
    return problem is None


def main(word=""):
    selected = [fault for fault in FAULTS if word in fault.name]
    copy_sources()
    if not RECORDS.exists():
        # cargo records how it compiles only what has changed.
        for library in COPY.glob("shared/*/src/lib.rs"):
            library.touch()
    programs, output = cargo_build("--lib", *(f"--test={name}" for name in TESTS))
    if programs is None:
        sys.exit(output)
    # A test that also fails without a fault detects nothing.
    for suite in sorted({fault.suite for fault in selected}):
        names = sorted({fault.test for fault in selected if fault.suite == suite})
        results, output = test(programs[suite], names)
        if results != dict.fromkeys(names, "ok"):
            sys.exit(f"{output}\nWithout a fault, not all of these tests pass: {', '.join(names)}")
    # The faults of the Action and of the libraries run in parallel, because neither group reads the files that the other
    # changes. The suites of the whole workspace run last: they leave libraries with a fault behind, which only they build
    # again.
    groups = [[], [], []]
    for fault in selected:
        groups[0 if fault.suite == "action" else 2 if fault.suite in TESTS else 1].append(fault)
    action, libraries, workspace = groups

    def missed(faults):
        return sum(not report(fault, programs[fault.suite]) for fault in faults)

    with ThreadPoolExecutor() as pool:
        count = sum(pool.map(missed, (action, libraries)))
    count += missed(workspace)
    print(f"\n{len(selected) - count} passed, {count} failed")
    sys.exit(count > 0 or not selected)


if __name__ == "__main__":
    main(*sys.argv[1:2])
