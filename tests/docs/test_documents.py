"""Checks the documents against the repository, and tests that mistakes are found."""

import tempfile
import unittest
from pathlib import Path

from documents import Repository, anchors

ROOT = Path(__file__).parents[2]

# A document with one mistake, and the message for it.
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

VALID = """\
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
    """A small repository whose README.md has this text."""
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
    def test_every_link_path_and_command_in_the_documents_exists(self):
        this_repository = Repository(ROOT)
        self.assertIn("unit", this_repository.parts)
        for name in this_repository.documents():
            with self.subTest(name):
                self.assertEqual(this_repository.problems(name), [])

    def test_the_readme_links_to_every_guide(self):
        this_repository = Repository(ROOT)
        readme = this_repository.text("README.md")
        guides = [name for name in this_repository.documents() if Path(name).parent == Path("docs")]
        self.assertGreaterEqual(len(guides), 5)
        for name in [*guides, "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "infra/auth0/README.md"]:
            self.assertTrue(f"]({name})" in readme, name)

    def test_the_index_of_decisions_links_to_every_record(self):
        this_repository = Repository(ROOT)
        index = this_repository.text("docs/decisions/README.md")
        records = [Path(name) for name in this_repository.documents() if Path(name).parent == Path("docs/decisions")]
        self.assertGreaterEqual(len(records), 10)
        for record in records:
            self.assertTrue(record.name == "README.md" or f"]({record.name})" in index, record)

    def test_each_mistake_is_found(self):
        for text, problem in MISTAKES.items():
            with self.subTest(text), tempfile.TemporaryDirectory() as folder:
                self.assertEqual(repository(folder, text).problems("README.md"), [problem])

    def test_a_valid_document_passes(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(repository(folder, VALID).problems("README.md"), [])

    def test_anchors_are_those_of_github(self):
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
