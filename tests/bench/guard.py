"""Holds what a request costs, and how large the functions are, against tests/bench/baseline.json.

`guard.py BUILD_DIR ARCHITECTURE` compares what `sam build` has made; `--write` makes it the baseline. Instructions do
not depend on what else the machine does. They do a little on its processor and its C library, hence the tolerance.
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
# More than this above the baseline is a failure; more than this below it wants a new baseline.
TOLERANCE = {"instructions": 0.05, "zipped bytes": 0.02}
REQUESTS = 20
# Of a form whose every step hangs on the one before: what is not linear in them is dear with so many.
STEPS = 200


def measured(build):
    """What is held, by name: of which kind, and how much."""
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
    """What is said of a figure, and whether it is a failure."""
    change = now / before - 1
    if now > round(before * (1 + TOLERANCE[kind])):
        return f"{change:+.1%}: more than {TOLERANCE[kind]:.0%} above the baseline", True
    if now < round(before * (1 - TOLERANCE[kind])):
        return f"{change:+.1%}: better; make it the baseline by --write", False
    return f"{change:+.1%}", False


def compare(figures, baseline):
    """A line for each figure, and whether one of them fails."""
    lines, failed = [], set(figures) != set(baseline)
    if failed:
        lines.append(f"not in both: {', '.join(sorted(set(figures) ^ set(baseline)))}")
    for name in figures.keys() & baseline.keys():
        kind, now = figures[name]
        said, fails = verdict(kind, now, baseline[name])
        failed |= fails
        lines.append(f"{'FAILED' if fails else 'ok    '} {name}: {now:,} {kind}, {said}")
    return sorted(lines), failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path, help="what `sam build` has made")
    parser.add_argument("architecture", choices=["x86_64", "arm64"])
    parser.add_argument("--write", action="store_true", help="make this the baseline")
    arguments = parser.parse_args()
    figures = measured(arguments.build.resolve())
    baselines = json.loads(BASELINE.read_text(encoding="utf-8"))
    if arguments.write:
        baselines[arguments.architecture] = {name: now for name, (_, now) in figures.items()}
        BASELINE.write_text(json.dumps(baselines, indent=2) + "\n", encoding="utf-8")
    if arguments.architecture not in baselines:
        print(f"there is no baseline for {arguments.architecture} yet: --write makes one")
        return 0
    lines, failed = compare(figures, baselines[arguments.architecture])
    print("\n".join(lines))
    if failed:
        print("If it is worth that, say why in the commit: tests/bench/guard.py … --write")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
