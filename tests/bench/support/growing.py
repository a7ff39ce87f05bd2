"""The measurements of tests/bench/growth: forms, answers and secrets of growing size."""

import json
from dataclasses import dataclass
from pathlib import Path

from .functions import SECRET

ROOT = Path(__file__).parents[3]
LANGUAGES = ["en", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "sv", "tr"]
START, GET, POST, ERRORS, BACK = "start", "GET", "POST", "POST with errors", "POST back"
STATUS = {GET: 200, POST: 303, ERRORS: 422, BACK: 200}
# Two bytes in UTF-8, six in a body.
COMBINING_ACUTE = "\u0301"


@dataclass(frozen=True)
class Point:
    """A measurement: a start, or a request of this kind, with these forms and secrets."""

    group: str
    unit: str
    kind: str
    value: int
    forms: dict
    answers: dict
    secrets: str = SECRET
    # The name of the series, if it is not the kind.
    name: str = ""

    @property
    def series(self):
        return self.group, self.unit, self.name or self.kind


def text(words, languages=("en",)):
    return {language: f"{words} ({language})" for language in languages}


def field(number, languages=("en",), longest=100, **more):
    return {
        **{"name": f"f{number}", "type": "text", "required": True, "max_length": longest},
        **{"label": text(f"Question {number}", languages), "hint": text("What is meant by it.", languages)},
        **more,
    }


def fields(count, **options):
    return [field(number, **options) for number in range(count)]


def form(languages=("en",), **content):
    return {"version": 1, "languages": list(languages), "title": text("About you", languages), **content}


def options(count):
    return [{"value": f"option-{number}", "label": text(f"Option {number}")} for number in range(count)]


def answers(count, answered=None):
    """An answer to each field. Those from number `answered` on are empty."""
    return {f"f{number}": "Aurora" if answered is None or number < answered else "" for number in range(count)}


def by_fields():
    for count in (2, 10, 50, 100, 200):
        forms = {"profile": form(fields=fields(count))}
        for kind, answered in ((GET, 0), (POST, count), (ERRORS, 0)):
            yield Point("Fields on a page", "fields", kind, count, forms, answers(count, answered))


def by_conditions():
    """Every other field is asked if the answer to the field before it is "yes"."""
    for count in (2, 10, 50, 100, 200):
        choices = range(count // 2)
        questions = []
        for number in choices:
            questions += [
                {"name": f"c{number}", "type": "yes_no", "label": text(f"Choice {number}")},
                field(number, when={"field": f"c{number}", "equals": True}),
            ]
        forms = {"profile": form(fields=questions)}
        chosen = {f"c{number}": "yes" for number in choices}
        for kind, answered in ((GET, 0), (POST, None), (ERRORS, 0)):
            sent = {**chosen, **answers(len(choices), answered)}
            yield Point("Fields with conditions", "fields", kind, count, forms, sent)


def by_steps(group, each, counts, conditions=False):
    """Requests for the last step. With conditions, each step depends on the answer before it."""
    for count in counts:
        every = fields(count * each)
        steps = [{"fields": every[first : first + each]} for first in range(0, count * each, each)]
        if conditions:
            for number in range(1, count):
                steps[number]["when"] = {"field": f"f{number * each - 1}", "equals": "Aurora"}
        forms = {"profile": form(steps=steps)}
        last = {".step": str(count - 1)}
        for kind, answered in ((GET, 0), (POST, None), (ERRORS, (count - 1) * each), (BACK, None)):
            sent = {**last, **answers(count * each, answered), **({".go": "back"} if kind == BACK else {})}
            yield Point(group, "steps", kind, count, forms, sent)


def by_conditional_steps(counts=(2, 10, 50, 100, 200)):
    yield from by_steps("Steps with conditions", 1, counts, conditions=True)


def by_options():
    for count in (10, 100, 1_000):
        questions = [{"name": "f0", "type": "select", "label": text("Question"), "options": options(count)}]
        for kind in (START, GET):
            yield Point("Options of a select list", "options", kind, count, {"profile": form(fields=questions)}, {})
    for count in (10, 50, 100, 200):
        boxes = {"name": "f0", "type": "checkboxes", "label": text("Question"), "options": options(count)}
        ticked = {"f0": [option["value"] for option in boxes["options"]]}
        for kind, most in ((POST, count), (ERRORS, count - 1)):
            forms = {"profile": form(fields=[{**boxes, "max_count": most}])}
            yield Point("Checkboxes, all selected", "checkboxes", kind, count, forms, ticked)


def by_forms():
    profile = json.loads((ROOT / "infra/forms/profile.json").read_text(encoding="utf-8"))
    for count in (1, 4, 16, 64, 128):
        forms = {"profile": profile} | {f"other-{number}": profile for number in range(1, count)}
        for kind in (START, GET):
            yield Point("Number of forms", "forms", kind, count, forms, {})


def by_languages():
    for count in (1, 2, 6, 12):
        languages = LANGUAGES[:count]
        forms = {"profile": form(languages, fields=fields(10, languages=languages))}
        for kind in (START, GET):
            yield Point("Languages of a form with ten fields", "languages", kind, count, forms, {})


def by_secrets():
    """Several secrets. The last one signs the token, so all of them are tried."""
    forms = {"profile": form(fields=fields(2))}
    for count in (1, 2, 4, 8):
        others = [f"{number}-{SECRET}" for number in range(1, count)]
        for kind in (GET, POST):
            secrets = "\n".join([*others, SECRET])
            yield Point("Number of secrets", "secrets", kind, count, forms, answers(2), secrets)


def by_body():
    group, unit = "Length of an answer", "characters"
    forms = {"profile": form(fields=fields(1, longest=1_000))}
    for count in (100, 250, 500, 1_000):
        yield Point(group, unit, POST, count, forms, {"f0": "a" * count}, name="signed")
    forms = {"profile": form(fields=fields(1, longest=50))}
    for count in (100, 1_000, 10_000, 30_000, 60_000):
        yield Point(group, unit, ERRORS, count, forms, {"f0": "a" * count}, name="too long, shown again")
    # A letter with many combining accents, which normalization to NFC must sort.
    for count in (100, 1_000, 3_000, 10_000):
        sent = {"f0": "a" + COMBINING_ACUTE * count}
        yield Point(group, unit, ERRORS, count, forms, sent, name="combining accents")


def series():
    yield from by_fields()
    yield from by_conditions()
    yield from by_steps("Steps of ten fields", 10, (2, 4, 10, 20))
    yield from by_steps("Steps of one field", 1, (2, 10, 50, 100, 200))
    yield from by_conditional_steps()
    yield from by_options()
    yield from by_forms()
    yield from by_languages()
    yield from by_secrets()
    yield from by_body()
