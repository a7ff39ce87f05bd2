"""Measures the cost of the functions: `tests/bench/run` prints the results of one run as Markdown.

Compares them with the floor, an empty lambda_http function with the same compiler profile, and the peer, the same two
handlers in JavaScript. docs/performance.md explains the figures and their targets.
"""

import argparse
import io
import json
import random
import shutil
import statistics
import tempfile
import zipfile
from pathlib import Path

from support.functions import SECRET, Function, environment, events, instructions
from support.servers import Ssm, certificates

ROOT = Path(__file__).parents[2]
STATUS = {"GET": 200, "POST": 303, "POST with errors": 422}
# The names of the three programs in the report.
NAMES = {"floor": "baseline", "ours": "this project", "peer": "Node.js"}
# The requests to each function.
KINDS = {"form": ["GET"], "submit": ["POST", "POST with errors"]}


class Bench:
    def __init__(self, functions, folder, rounds):
        self.folder = Path(folder)
        self.rounds = rounds
        self.files = certificates(ROOT, self.folder)
        self.environment = environment(ROOT, Ssm(SECRET, self.files), self.files)
        # Only the form that the peer serves, because every form is read at the start.
        forms = self.folder / "forms"
        forms.mkdir()
        shutil.copy(ROOT / "infra/forms/profile.json", forms)
        self.environment["FORMS_DIR"] = str(forms)
        self.events = events(ROOT)
        peer = functions / "peer"
        self.commands = {
            ("floor", "form"): [str(functions / "profiling-floor/bootstrap")],
            ("floor", "submit"): [str(functions / "profiling-floor/bootstrap")],
            ("ours", "form"): [str(functions / "profiling-form/bootstrap")],
            ("ours", "submit"): [str(functions / "profiling-submit/bootstrap")],
            ("peer", "form"): ["node", str(peer / "runtime.mjs"), str(peer / "form.mjs")],
            ("peer", "submit"): ["node", str(peer / "runtime.mjs"), str(peer / "submit.mjs")],
        }

    def status(self, who, kind):
        return 200 if who == "floor" else STATUS[kind]

    def start(self, who, which):
        return Function(self.commands[who, which], self.environment)

    def cold(self):
        """Processor and wall time in nanoseconds to the first poll and to the first response, by program and function."""
        found = {key: {"cpu_poll": [], "wall_poll": [], "cpu": [], "wall": []} for key in self.commands}
        # In turn, so that other load on the machine affects all programs; each round in a different order, because a
        # start depends on the state of the processor's caches.
        order = random.Random(1)
        for _ in range(self.rounds):
            for who, which in order.sample(list(self.commands), len(self.commands)):
                kind = KINDS[which][0]
                function = self.start(who, which)
                function.invoke(self.events[kind], self.status(who, kind))
                function.api.polls.get(timeout=60)
                row = found[who, which]
                row["cpu_poll"].append(function.cpu_to_poll)
                row["wall_poll"].append(function.wall_to_poll)
                row["cpu"].append(function.cpu())
                row["wall"].append(function.api.answered_at - function.began)
                function.stop()
        return found

    def warm(self, requests):
        """Processor time per request by round, all wall times and peak memory, by program, function and request."""
        found, running = {}, {key: self.start(*key) for key in self.commands}
        # Warm up just-in-time compilers.
        for who, which in running:
            for kind in KINDS[which]:
                for _ in range(requests * 4):
                    running[who, which].invoke(self.events[kind], self.status(who, kind))
        for _ in range(self.rounds):
            for (who, which), function in running.items():
                for kind in KINDS[which]:
                    row = found.setdefault((who, which, kind), {"cpu": [], "wall": []})
                    before = function.cpu()
                    status, event = self.status(who, kind), self.events[kind]
                    row["wall"] += [function.invoke(event, status) for _ in range(requests)]
                    row["cpu"].append((function.cpu() - before) / requests)
        for key, function in running.items():
            for kind in KINDS[key[1]]:
                found[*key, kind]["peak"] = function.peak()
            function.stop()
        return found

    def counted(self, requests):
        """Instructions to the first poll, to the first response, and of each further request."""
        found = {}
        for (who, which), command in self.commands.items():
            if who == "peer":
                continue
            count = lambda sent: instructions(command, self.environment, sent)  # noqa: E731
            start = count([])
            for kind in KINDS[which]:
                sent = (self.events[kind], self.status(who, kind))
                few, many = count([sent] * 5), count([sent] * (5 + requests))
                first = count([sent])
                found[who, which, kind] = {"poll": start, "first": first, "each": (many - few) / requests}
        return found


def zipped(path):
    """The size of a zip file with only this file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(path, "bootstrap")
    return len(buffer.getvalue())


def spread(values, scale):
    """The median and the quartiles."""
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle / scale:.2f} ({low / scale:.2f}–{high / scale:.2f})"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def report(functions, cold, warm, counted):
    median = statistics.median
    # The same binary for both functions.
    floor = median([value for which in KINDS for value in cold["floor", which]["cpu_poll"]])
    print("## Cold: processor time in ms, median and quartiles\n")
    rows = []
    for (who, which), row in cold.items():
        answer = median(row["cpu"])
        rows.append(
            [f"{NAMES[who]}, {which}", spread(row["cpu_poll"], 1e6), spread(row["cpu"], 1e6), f"{answer / floor:.2f}"]
            + [f"{median(row['wall_poll']) / 1e6:.1f}", f"{median(row['wall']) / 1e6:.1f}"]
        )
    head = ["", "to the first poll", "to the first response", "ratio to the baseline's first poll"]
    head += ["wall time to the first poll", "wall time to the first response"]
    print(table(head, rows))
    print("## Warm: processor time per request and wall time, in microseconds\n")
    rows = []
    for (who, which, kind), row in warm.items():
        ordered = sorted(row["wall"])
        rows.append(
            [f"{NAMES[who]}, {kind}", spread(row["cpu"], 1e3), f"{median(ordered) / 1e3:.0f}"]
            + [f"{ordered[int(len(ordered) * 0.99)] / 1e3:.0f}", f"{row['peak'] / 2**20:.1f}"]
        )
    print(table(["", "processor time", "wall time, median", "wall time, 99th percentile", "peak memory, MiB"], rows))
    if counted:
        print("## Instructions\n")
        rows = [
            [f"{NAMES[who]}, {kind}", f"{row['poll']:,}", f"{row['first']:,}", f"{row['each']:,.0f}"]
            for (who, _, kind), row in counted.items()
        ]
        print(table(["", "to the first poll", "to the first response", "each further request"], rows))
    print("## Targets\n")
    rows = []

    def bar(what, value, limit, unit=""):
        rows.append([what, f"{value:.2f}{unit}", f"≤ {limit}{unit}", "yes" if value <= limit else "NO"])

    for which in KINDS:
        ours, peer = (median(cold[who, which]["cpu"]) for who in ("ours", "peer"))
        bar(f"{which}: cold start with fetch, ratio to the baseline's start", ours / floor, 2.5)
        bar(f"{which}: cold start with fetch, ratio to Node.js", ours / peer, 0.1)
        bar(f"{which}: zip file", zipped(functions / f"profiling-{which}/bootstrap") / 1e6, 3, " MB")
        for kind in KINDS[which]:
            ours, peer = (median(warm[who, which, kind]["cpu"]) for who in ("ours", "peer"))
            bar(f"{kind}: processor time, ratio to Node.js", ours / peer, 0.2)
            bar(f"{kind}: peak memory", warm["ours", which, kind]["peak"] / 2**20, 24, " MiB")
            if counted and kind != "POST with errors":
                ours, least = (counted[who, which, kind]["each"] for who in ("ours", "floor"))
                bar(f"{kind}: instructions, ratio to the baseline", ours / least, 2)
    print(table(["figure", "value", "target", "met"], rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("functions", type=Path, help="folder with the binaries and the bundled peer")
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--instructions", type=int, default=50, metavar="REQUESTS", help="0 leaves them out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments.functions.resolve(), folder, arguments.rounds)
        cold, warm = bench.cold(), bench.warm(arguments.requests)
        counted = bench.counted(arguments.instructions) if arguments.instructions else {}
    report(arguments.functions.resolve(), cold, warm, counted)
    raw = {"cold": cold, "warm": warm, "counted": counted}
    print("<!-- " + json.dumps({k: {str(n): v["cpu"] for n, v in raw[k].items()} for k in ("cold", "warm")}) + " -->")


if __name__ == "__main__":
    main()
