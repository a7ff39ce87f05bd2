"""Tests that the linters find each of these mistakes in an otherwise valid workflow."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BIN = Path(sys.executable).parent

VALID = """\
name: Valid
on:
  pull_request:
permissions: {}
concurrency:
  group: valid-${{ github.ref }}
  cancel-in-progress: true
jobs:
  job:
    name: Job
    runs-on: ubuntu-24.04-arm
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: echo "$TITLE"
        env:
          TITLE: ${{ github.event.pull_request.title }}
"""

# For each mistake: the text to replace, the replacement, and the rule that each linter reports.
MISTAKES = {
    "an action pinned by a tag": (
        "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", {"zizmor": "unpinned-uses"}),
    "credentials that persist": (
        "persist-credentials: false", "fetch-depth: 1", {"zizmor": "artipacked"}),
    "untrusted text in a script": (
        '"$TITLE"', '"${{ github.event.pull_request.title }}"',
        {"zizmor": "template-injection", "jactionlint": "template-injection"}),
    "a trigger that exposes secrets to forks": (
        "  pull_request:", "  pull_request_target:", {"zizmor": "dangerous-triggers"}),
    "an unknown key": (
        "timeout-minutes", "timeout-minuets", {"jactionlint": "workflow-syntax"}),
    "a job without a time limit": (
        "    timeout-minutes: 5\n", "", {"jactionlint": "missing-timeout"}),
    "an unknown runner": (
        "ubuntu-24.04-arm", "ubuntu-24.40-arm", {"jactionlint": "unknown-runner-label"}),
    "an unknown property": (
        "pull_request.title", "pull_request.tilte", {"jactionlint": "undefined-property"}),
    "a script that does not parse": (
        'echo "$TITLE"', "if true; then echo", {"jactionlint": "shellcheck"}),
}

COMMANDS = {
    "jactionlint": ["jactionlint", "--no-color"],
    "zizmor": ["zizmor", "--offline", "--no-progress", "--pedantic", "--strict-collection", "--color=never", ".github"],
}


def lint(workflow):
    """The exit status and output of each linter for a repository with only this workflow."""
    with tempfile.TemporaryDirectory() as folder:
        workflows = Path(folder) / ".github/workflows"
        workflows.mkdir(parents=True)
        # jactionlint detects a repository by this folder.
        (Path(folder) / ".git").mkdir()
        (workflows / "workflow.yml").write_text(workflow)
        results = {}
        for name, (program, *arguments) in COMMANDS.items():
            done = subprocess.run([BIN / program, *arguments], cwd=folder, capture_output=True, text=True)
            results[name] = done.returncode, done.stdout + done.stderr
        return results


class Linters(unittest.TestCase):
    def test_a_valid_workflow_passes(self):
        for linter, (status, output) in lint(VALID).items():
            self.assertEqual(status, 0, f"{linter}: {output}")

    def test_each_mistake_is_found(self):
        for mistake, (valid, invalid, rules) in MISTAKES.items():
            self.assertEqual(VALID.count(valid), 1, mistake)
            results = lint(VALID.replace(valid, invalid))
            for linter, rule in rules.items():
                with self.subTest(mistake, linter=linter):
                    status, output = results[linter]
                    self.assertNotEqual(status, 0)
                    self.assertIn(rule, output)


if __name__ == "__main__":
    unittest.main()
