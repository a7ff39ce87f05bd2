"""Measures how the cost of a request grows, in instructions: `tests/bench/growth` prints the results as Markdown.

Instruction counts hardly depend on the load of the machine, so each point is measured once. docs/growth.md explains the
results for authors of forms; `--write` updates its tables and its image. The exit status is 1 if something grows faster
than linearly.
"""

import argparse
import base64
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from support.functions import environment, events, instructions, token
from support.growing import GET, POST, ROOT, START, STATUS, series
from support.plot import svg
from support.servers import Ssm, certificates
from support.tables import Places, table
from support.trend import LINEAR, exponent, final_exponent, further, is_linear

# The cost of a request is the difference between two runs with these numbers of requests.
FEW, MANY = 5, 15
PLACES = Places("growth", "tests/bench/growth --write", {"docs/growth.md": ["summary", "all"]})
IMAGE = "docs/images/growth.svg"


class Growth:
    """Measures the functions at these paths, `form` and `submit`, with a folder for their input."""

    def __init__(self, functions, folder):
        self.functions = functions
        self.folder = Path(folder)
        self.files = certificates(ROOT, self.folder)
        self.events = events(ROOT)
        self.token = token(int(time.time()))

    def environment(self, point):
        """The environment of a function with the point's forms and secrets."""
        forms = Path(tempfile.mkdtemp(dir=self.folder))
        for name, content in point.forms.items():
            (forms / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        return {**environment(ROOT, Ssm(point.secrets, self.files), self.files), "FORMS_DIR": str(forms)}

    def event(self, point):
        if point.kind == GET:
            return self.events[GET]
        event = json.loads(self.events[POST])
        login = {"state": "hKFo2SBLb1ZfZ3RwQ2hXdzZtVDdTZ2VnSGE", "session_token": self.token}
        body = urlencode({**login, **point.answers}, doseq=True)
        event["body"] = base64.b64encode(body.encode()).decode()
        return json.dumps(event).encode()

    def cost(self, point):
        """The instructions to the first poll, or of one more request. Another status than expected is an error."""
        which = "form" if point.kind in (START, GET) else "submit"
        command, surroundings = [str(self.functions[which])], self.environment(point)
        if point.kind == START:
            return instructions(command, surroundings, [])
        sent = (self.event(point), STATUS[point.kind])
        few, many = (instructions(command, surroundings, [sent] * count) for count in (FEW, MANY))
        return (many - few) / (MANY - FEW)

    def measure(self):
        """The (value, cost) pairs of each series, in order."""
        points = list(series())
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            costs = list(pool.map(self.cost, points))
        found = {}
        for point, cost in zip(points, costs):
            found.setdefault(point.series, []).append((point.value, cost))
        return found


def written(number):
    """A number with two decimals, and no minus sign before a zero."""
    return f"{round(number, 2) + 0:.2f}"


def summary(found):
    rows = []
    for (group, unit, name), points in found.items():
        more = further(points)
        verdict = "linear or better" if is_linear(points) else "FASTER THAN LINEAR"
        rows.append(
            [f"{group}: {name}", written(exponent(points)), written(final_exponent(points))]
            + [f"{round(more[0]):,}", f"{round(more[-1]):,}", verdict]
        )
    head = ["", "exponent, all values", "exponent, largest two"]
    head += ["cost of one more, smallest two", "cost of one more, largest two", "verdict"]
    return table(head, rows)


def details(found):
    """The tables with all counts. Series with the same values share a table."""
    shared, written = {}, []
    for (group, unit, name), points in found.items():
        values = tuple(value for value, _ in points)
        shared.setdefault((group, unit, values), []).append((name, [cost for _, cost in points]))
    for (group, unit, values), columns in shared.items():
        # A single series has its name above the table.
        alone = len(columns) == 1
        head, rows = [unit], [[f"{value:,}"] for value in values]
        for name, costs in columns:
            head += ["instructions" if alone else name, "per unit"]
            for row, value, cost in zip(rows, values, costs):
                row += [f"{cost:,.0f}", f"{cost / value:,.0f}"]
        title = f"{group}: {columns[0][0]}" if alone else group
        written.append(f"**{title}**\n\n{table(head, rows)}")
    return "\n".join(written)


def drawing(found):
    title = "Instructions by the size of the input"
    described = (f"{group}, {name}: {written(final_exponent(points))}" for (group, _, name), points in found.items())
    description = f"Log-log plots; dashed is linear growth. Exponents between the largest two: {'; '.join(described)}."
    plots = [(f"{group}: {name}", unit, points) for (group, unit, name), points in found.items()]
    return svg(title, description, plots)


def exit_status(found):
    """Reports the series that grow faster than linearly, and returns the exit status."""
    faster = [f"{group}: {name}" for (group, _, name), points in found.items() if not is_linear(points)]
    if faster:
        print(f"FASTER THAN LINEAR, with an exponent above {LINEAR}: {'; '.join(faster)}", file=sys.stderr)
    return int(bool(faster))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("functions", type=Path, help="folder with the binaries")
    parser.add_argument("--write", action="store_true", help=f"write the tables into docs/growth.md, and draw {IMAGE}")
    arguments = parser.parse_args()
    functions = {which: arguments.functions.resolve() / f"profiling-{which}/bootstrap" for which in ("form", "submit")}
    with tempfile.TemporaryDirectory() as folder:
        found = Growth(functions, folder).measure()
    tables = {"summary": summary(found), "all": details(found)}
    if arguments.write:
        PLACES.write(ROOT, tables)
        (ROOT / IMAGE).write_text(drawing(found), encoding="utf-8")
    else:
        print(f"## In short\n\n{tables['summary']}\n## All of it\n\n{tables['all']}", end="")
    return exit_status(found)


if __name__ == "__main__":
    sys.exit(main())
