"""How the cost of a request grows, in instructions: `tests/bench/growth` prints it as Markdown and draws it.

Instructions hardly hang on what the machine does besides, so each point is measured once. docs/growth.md says what
follows for whoever writes forms.
"""

import argparse
import base64
import json
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from support.functions import SECRET, environment, events, instructions, token
from support.plot import svg
from support.servers import Ssm, certificate
from support.trend import exponent, final_exponent, further, verdict

ROOT = Path(__file__).parents[2]
LANGUAGES = ["en", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "sv", "tr"]
# A request's cost is the difference of two runs with so many requests.
FEW, MANY = 5, 15
START, GET, POST, ERRORS = "start", "GET", "POST", "POST with errors"
STATUS = {GET: 200, POST: 303, ERRORS: 422}
# Two bytes in UTF-8, six in a body.
COMBINING_ACUTE = "\u0301"


@dataclass(frozen=True)
class Point:
    """One thing to measure: a start, or a request of this kind, with these forms and these secrets."""

    group: str
    unit: str
    kind: str
    value: int
    forms: dict
    answers: dict
    secrets: str = SECRET
    # What a series is called, where the kind does not say it.
    name: str = ""

    @property
    def series(self):
        return self.group, self.unit, self.name or self.kind


def text(words, languages):
    return {language: f"{words} ({language})" for language in languages}


def field(number, languages=("en",), longest=100):
    return {
        **{"name": f"f{number}", "type": "text", "required": True, "max_length": longest},
        **{"label": text(f"Question {number}", languages), "hint": text("What is meant by it.", languages)},
    }


def fields(count, **options):
    return [field(number, **options) for number in range(count)]


def form(languages=("en",), **content):
    return {"version": 1, "languages": list(languages), "title": text("About you", languages), **content}


def answers(count, said=None):
    """An answer to each field; from `said` on they are empty."""
    return {f"f{number}": "Aurora" if said is None or number < said else "" for number in range(count)}


def by_fields():
    for count in (2, 10, 50, 100, 200):
        forms = {"profile": form(fields=fields(count))}
        for kind, said in ((GET, 0), (POST, count), (ERRORS, 0)):
            yield Point("Fields on a page", "fields", kind, count, forms, answers(count, said))


def by_steps(group, each, counts):
    for count in counts:
        every = fields(count * each)
        steps = [{"fields": every[first : first + each]} for first in range(0, count * each, each)]
        forms = {"profile": form(steps=steps)}
        last = {".step": str(count - 1)}
        for kind, said in ((GET, 0), (POST, None), (ERRORS, (count - 1) * each)):
            sent = {**last, **answers(count * each, said)}
            yield Point(group, "steps", kind, count, forms, sent)


def by_forms():
    profile = json.loads((ROOT / "infra/forms/profile.json").read_text(encoding="utf-8"))
    for count in (1, 4, 16, 64, 128):
        forms = {"profile": profile} | {f"other-{number}": profile for number in range(1, count)}
        for kind in (START, GET):
            yield Point("Forms in the folder", "forms", kind, count, forms, {})


def by_languages():
    for count in (1, 2, 6, 12):
        languages = LANGUAGES[:count]
        forms = {"profile": form(languages, fields=fields(10, languages=languages))}
        for kind in (START, GET):
            yield Point("Languages of ten fields", "languages", kind, count, forms, {})


def by_secrets():
    """The token is signed by the last one, so that all of them are tried."""
    forms = {"profile": form(fields=fields(2))}
    for count in (1, 2, 4, 8):
        others = [f"{number}-{SECRET}" for number in range(1, count)]
        for kind in (GET, POST):
            secrets = "\n".join([*others, SECRET])
            yield Point("Secrets in the parameter", "secrets", kind, count, forms, answers(2), secrets)


def by_body():
    group, unit = "One answer", "characters"
    forms = {"profile": form(fields=fields(1, longest=1_000))}
    for count in (100, 250, 500, 1_000):
        yield Point(group, unit, POST, count, forms, {"f0": "a" * count}, name="signed")
    forms = {"profile": form(fields=fields(1, longest=50))}
    for count in (100, 1_000, 10_000, 30_000, 60_000):
        yield Point(group, unit, ERRORS, count, forms, {"f0": "a" * count}, name="too long, shown again")
    # Accents without end on one letter, which what brings a text into NFC has to put in order together.
    for count in (100, 1_000, 3_000, 10_000):
        sent = {"f0": "a" + COMBINING_ACUTE * count}
        yield Point(group, unit, ERRORS, count, forms, sent, name="accents, too long")


def series():
    yield from by_fields()
    yield from by_steps("Steps of ten fields", 10, (1, 2, 4, 6, 8, 10))
    yield from by_steps("Steps of one field", 1, (1, 10, 50, 100, 200))
    yield from by_forms()
    yield from by_languages()
    yield from by_secrets()
    yield from by_body()


class Growth:
    def __init__(self, functions, folder):
        self.functions = functions
        self.folder = Path(folder)
        self.files = certificate(self.folder)
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
        body = urlencode({"state": "hKFo2SBLb1ZfZ3RwQ2hXdzZtVDdTZ2VnSGE", "session_token": self.token, **point.answers})
        event["body"] = base64.b64encode(body.encode()).decode()
        return json.dumps(event).encode()

    def cost(self, point):
        """Instructions to the first poll, or of one request more. A status other than expected is an error."""
        which = "submit" if point.kind in (POST, ERRORS) else "form"
        command, surroundings = [str(self.functions / f"profiling-{which}/bootstrap")], self.environment(point)
        if point.kind == START:
            return instructions(command, surroundings, [])
        sent = (self.event(point), STATUS[point.kind])
        few, many = (instructions(command, surroundings, [sent] * count) for count in (FEW, MANY))
        return (many - few) / (MANY - FEW)

    def measure(self):
        """Of each series its (value, cost), in order."""
        points = list(series())
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            costs = list(pool.map(self.cost, points))
        found = {}
        for point, cost in zip(points, costs):
            found.setdefault(point.series, []).append((point.value, cost))
        return found


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def written(number):
    """With two digits, and no minus before a zero."""
    return f"{round(number, 2) + 0:.2f}"


def summary(found):
    rows = []
    for (group, unit, name), points in found.items():
        more = further(points)
        rows.append(
            [f"{group}: {name}", written(exponent(points)), written(final_exponent(points))]
            + [f"{round(more[0]):,}", f"{round(more[-1]):,}", verdict(points)]
        )
    return table(["", "exponent", "of the largest two", "a further one, at first", "at last", "verdict"], rows)


def report(found):
    print("## In short\n")
    print(summary(found))
    print("## All of it\n")
    # Series with the same values share a table.
    shared = {}
    for (group, unit, name), points in found.items():
        values = tuple(value for value, _ in points)
        shared.setdefault((group, unit, values), []).append((name, [cost for _, cost in points]))
    for (group, unit, values), columns in shared.items():
        # A series by itself has its name above the table.
        alone = len(columns) == 1
        print(f"**{group}: {columns[0][0]}**\n" if alone else f"**{group}**\n")
        head, rows = [unit], [[f"{value:,}"] for value in values]
        for name, costs in columns:
            head += ["instructions" if alone else name, "for each"]
            for row, value, cost in zip(rows, values, costs):
                row += [f"{cost:,.0f}", f"{cost / value:,.0f}"]
        print(table(head, rows))


def drawing(found):
    title = "Instructions by what a request or a start has to do with"
    described = (f"{group}, {name}: {written(final_exponent(points))}" for (group, _, name), points in found.items())
    description = f"Log-log plots; dashed is linear growth. Exponents between the largest two: {'; '.join(described)}."
    plots = [(f"{group}: {name}", unit, points) for (group, unit, name), points in found.items()]
    return svg(title, description, plots)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("functions", type=Path, help="folder with the binaries")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="where to draw it, as SVG")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = Growth(arguments.functions.resolve(), folder).measure()
    report(found)
    if arguments.plot:
        arguments.plot.write_text(drawing(found), encoding="utf-8")


if __name__ == "__main__":
    main()
