"""Compares the cost of a request and the size of the functions with tests/bench/baseline.json.

`guard.py BUILD_DIR ARCHITECTURE` compares the output of `sam build`; `--write` makes it the baseline. Instruction counts
do not depend on the load of the machine, but slightly on its processor and C library, so there is a tolerance.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench import KINDS, ROOT, STATUS, zipped
from growth import Growth
from support import growing
from support.functions import SECRET, environment, events, instructions
from support.servers import Ssm, certificates

BASELINE = Path(__file__).with_name("baseline.json")
FUNCTIONS = {"form": "FormFunction", "submit": "SubmitFunction"}
# A larger increase is a failure; a larger decrease needs a new baseline.
TOLERANCE = {"instructions": 0.05, "zipped bytes": 0.02}
REQUESTS = 20
# The steps of a form in which each step depends on the previous one: superlinear costs show with so many.
STEPS = 200


def measured(build):
    """The figures by name: unit and value."""
    figures = {}
    binaries = {which: build / name / "bootstrap" for which, name in FUNCTIONS.items()}
    with tempfile.TemporaryDirectory() as folder:
        files = certificates(ROOT, Path(folder))
        variables = environment(ROOT, Ssm(SECRET, files), files)
        sent = {kind: (event, STATUS[kind]) for kind, event in events(ROOT).items()}
        for which, binary in binaries.items():
            figures[f"{which}: zipped"] = ("zipped bytes", zipped(binary))
            figures[f"{which}: start and fetch"] = ("instructions", instructions([str(binary)], variables, []))
            for kind in KINDS[which]:
                few, many = (
                    instructions([str(binary)], variables, [sent[kind]] * count) for count in (5, 5 + REQUESTS)
                )
                figures[f"{kind}: a request"] = ("instructions", round((many - few) / REQUESTS))
        last = next(point for point in growing.by_conditional_steps([STEPS]) if point.kind == growing.POST)
        figures[f"POST of {STEPS} steps: a request"] = ("instructions", round(Growth(binaries, folder).cost(last)))
    return figures


def verdict(kind, now, before):
    """The message for a figure, and True if it is a failure."""
    change = now / before - 1
    if now > round(before * (1 + TOLERANCE[kind])):
        return f"{change:+.1%}: more than {TOLERANCE[kind]:.0%} above the baseline", True
    if now < round(before * (1 - TOLERANCE[kind])):
        return f"{change:+.1%}: better; make it the baseline with --write", False
    return f"{change:+.1%}", False


def compare(figures, baseline):
    """A line for each figure, and True if one of them fails."""
    lines, failed = [], set(figures) != set(baseline)
    if failed:
        lines.append(f"not in both: {', '.join(sorted(set(figures) ^ set(baseline)))}")
    for name in figures.keys() & baseline.keys():
        kind, now = figures[name]
        message, fails = verdict(kind, now, baseline[name])
        failed |= fails
        lines.append(f"{'FAILED' if fails else 'ok    '} {name}: {now:,} {kind}, {message}")
    return sorted(lines), failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path, help="output folder of `sam build`")
    parser.add_argument("architecture", choices=["x86_64", "arm64"])
    parser.add_argument("--write", action="store_true", help="make this the baseline")
    arguments = parser.parse_args()
    figures = measured(arguments.build.resolve())
    baselines = json.loads(BASELINE.read_text(encoding="utf-8"))
    if arguments.write:
        baselines[arguments.architecture] = {name: now for name, (_, now) in figures.items()}
        BASELINE.write_text(json.dumps(baselines, indent=2) + "\n", encoding="utf-8")
    if arguments.architecture not in baselines:
        print(f"there is no baseline for {arguments.architecture} yet: --write creates it")
        return 0
    lines, failed = compare(figures, baselines[arguments.architecture])
    print("\n".join(lines))
    if failed:
        print("If the change is worth it, run tests/bench/guard.py … --write and give the reason in the commit message")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
