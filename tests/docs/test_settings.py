"""Tests that docs/settings.md lists every setting, with its default in the template."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]

# The variables that have no template parameter.
NO_PARAMETER = {"FORMS_DIR", "SSL_CERT_FILE"}


def parameters(template):
    """The parameters of a template, each with its default as text; None if it is required."""
    section = template.split("\nParameters:\n")[1].split("\nRules:\n")[0]
    found = {}
    for block in re.split(r"^  (?=\w+:$)", section, flags=re.MULTILINE)[1:]:
        default = re.search(r"^    Default: (.*)$", block, re.MULTILINE)
        found[block.split(":")[0]] = default and default[1].strip("'")
    return found


def variables(template):
    """The environment variables of the functions, each with its parameter."""
    section = template.split("\n      Variables:\n")[1]
    return dict(re.findall(r"^        ([A-Z0-9_]+): !Ref (\w+)$", section.split("\n\n")[0], re.MULTILINE))


def rows(text, columns):
    """The rows of the tables with this number of columns, without the code marks."""
    lines = [[cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return [cells for cells in lines if len(cells) == columns]


class Settings(unittest.TestCase):
    def setUp(self):
        self.template = (ROOT / "template.yaml").read_text()
        self.page = (ROOT / "docs/settings.md").read_text()

    def test_every_template_parameter_has_a_row_with_its_default(self):
        documented = {cells[1]: cells[2] for cells in rows(self.page, 4) if cells[1]}
        documented |= {cells[0]: cells[1] for cells in rows(self.page, 3)}
        expected = parameters(self.template)
        self.assertGreaterEqual(len(expected), 20)
        for name, default in expected.items():
            with self.subTest(name):
                allowed = {None: ["required"], "": ["not set", "empty"]}.get(default, [default])
                self.assertIn(documented.get(name), allowed)

    def test_every_variable_of_the_template_has_a_row_with_its_parameter(self):
        documented = {cells[0]: cells[1] for cells in rows(self.page, 4)}
        expected = variables(self.template)
        self.assertGreaterEqual(len(expected), 7)
        for name, parameter in expected.items():
            with self.subTest(name):
                self.assertEqual(documented.get(name), parameter)

    def test_every_row_is_about_a_variable_or_a_parameter_that_exists(self):
        existing = variables(self.template)
        header = {"variable", "---"}
        for cells in rows(self.page, 4):
            with self.subTest(cells[0]):
                self.assertIn(cells[0], {*existing, *NO_PARAMETER, *header})


if __name__ == "__main__":
    unittest.main()
