"""The documents, held against the repository; and whether a mistake in one is found."""

import tempfile
import unittest
from pathlib import Path

from documents import Repository, anchors

ROOT = Path(__file__).parents[2]

# A document with one mistake, and what is said of it.
MISTAKES = {
    "[the guide](docs/gide.md)": "no such file: docs/gide.md",
    "[the guide](docs/guide.md#the-strat)": "no such heading: docs/guide.md#the-strat",
    "[here](#nowhere)": "no such heading: #nowhere",
    "see `docs/gide.md`": "no such file: docs/gide.md",
    "see `tests/journey.rs::a_test`": "no such file: tests/journey.rs",
    "see `lost.json`": "no such file: lost.json",
    "run `tests/run unti`": "no part of tests/run: unti",
    "run `tests/run unit lnit`": "no part of tests/run: lnit",
    "```sh\ntests/run unti\n```": "no part of tests/run: unti",
}

SOUND = """\
[the guide](docs/guide.md), [its start](docs/guide.md#the-start-of-it), [here](#here), [the web](https://example.com/a#b),
`docs/guide.md`, `docs`, `docs/`, `guide.md` of another folder is not meant by `application/json`, `docs/NAME.md`,
`tests/run`, `tests/run unit lint`, `tests/run --list`, `target/tests`, `user_metadata`, `a.b`, `README.md: "a title"`.

## Here

```sh
tests/run unit
cat docs/nowhere.md
```
"""


def repository(folder, text):
    """A small one, whose README.md is the text."""
    files = {
        "README.md": text,
        "docs/guide.md": "# The guide\n\n## The start of it\n",
        "tests/run": "parts=(\n  'unit   one'\n  'lint   two'\n)\n",
        "guide.md": "",
    }
    for name, content in files.items():
        path = Path(folder) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    return Repository(folder, files)


class Documents(unittest.TestCase):
    def test_what_a_document_names_is_there(self):
        ours = Repository(ROOT)
        self.assertIn("unit", ours.parts)
        for name in ours.documents():
            with self.subTest(name):
                self.assertEqual(ours.faults(name), [])

    def test_the_readme_leads_to_every_guide(self):
        ours = Repository(ROOT)
        readme = ours.text("README.md")
        guides = [name for name in ours.documents() if Path(name).parent == Path("docs")]
        self.assertGreaterEqual(len(guides), 5)
        for name in [*guides, "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "infra/auth0/README.md"]:
            self.assertTrue(f"]({name})" in readme, name)

    def test_the_index_of_decisions_leads_to_every_record(self):
        ours = Repository(ROOT)
        index = ours.text("docs/decisions/README.md")
        records = [Path(name) for name in ours.documents() if Path(name).parent == Path("docs/decisions")]
        self.assertGreaterEqual(len(records), 10)
        for record in records:
            self.assertTrue(record.name == "README.md" or f"]({record.name})" in index, record)

    def test_a_mistake_is_found(self):
        for text, fault in MISTAKES.items():
            with self.subTest(text), tempfile.TemporaryDirectory() as folder:
                self.assertEqual(repository(folder, text).faults("README.md"), [fault])

    def test_what_is_sound_passes(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(repository(folder, SOUND).faults("README.md"), [])

    def test_an_anchor_is_what_github_makes_of_a_heading(self):
        for heading, anchor in {
            "Rolling back": "rolling-back",
            "A secret that has leaked": "a-secret-that-has-leaked",
            "OWASP ASVS 5.0, level 2": "owasp-asvs-50-level-2",
            "`profiling_form` and [a link](b.md)": "profiling_form-and-a-link",
            "From nothing – to a live form": "from-nothing--to-a-live-form",
        }.items():
            self.assertEqual(anchors(f"# {heading}\n"), [anchor])
        self.assertEqual(anchors("# Again\n## Again\n"), ["again", "again-1"])


if __name__ == "__main__":
    unittest.main()
