"""Whether the linters see what they are there for: each of these mistakes, in a workflow that has no other."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BIN = Path(sys.executable).parent

SOUND = """\
name: Sound
on:
  pull_request:
permissions: {}
concurrency:
  group: sound-${{ github.ref }}
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

# What is replaced, by what, and which linter says which rule.
MISTAKES = {
    "an action by a tag": (
        "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", {"zizmor": "unpinned-uses"}),
    "a credential that is left behind": (
        "persist-credentials: false", "fetch-depth: 1", {"zizmor": "artipacked"}),
    "a stranger's text in a script": (
        '"$TITLE"', '"${{ github.event.pull_request.title }}"',
        {"zizmor": "template-injection", "jactionlint": "template-injection"}),
    "a trigger that lends strangers the secrets": (
        "  pull_request:", "  pull_request_target:", {"zizmor": "dangerous-triggers"}),
    "a key that is none": (
        "timeout-minutes", "timeout-minuets", {"jactionlint": "workflow-syntax"}),
    "a job without a time limit": (
        "    timeout-minutes: 5\n", "", {"jactionlint": "missing-timeout"}),
    "a runner that is none": (
        "ubuntu-24.04-arm", "ubuntu-24.40-arm", {"jactionlint": "unknown-runner-label"}),
    "a property that is none": (
        "pull_request.title", "pull_request.tilte", {"jactionlint": "undefined-property"}),
    "a script that does not parse": (
        'echo "$TITLE"', "if true; then echo", {"jactionlint": "shellcheck"}),
}

COMMANDS = {
    "jactionlint": ["jactionlint", "--no-color"],
    "zizmor": ["zizmor", "--offline", "--no-progress", "--pedantic", "--strict-collection", "--color=never", ".github"],
}


def lint(workflow):
    """What each linter says of a repository with this workflow alone: exit status and output."""
    with tempfile.TemporaryDirectory() as folder:
        workflows = Path(folder) / ".github/workflows"
        workflows.mkdir(parents=True)
        # By that jactionlint knows a repository.
        (Path(folder) / ".git").mkdir()
        (workflows / "workflow.yml").write_text(workflow)
        said = {}
        for name, (program, *arguments) in COMMANDS.items():
            done = subprocess.run([BIN / program, *arguments], cwd=folder, capture_output=True, text=True)
            said[name] = done.returncode, done.stdout + done.stderr
        return said


class Linters(unittest.TestCase):
    def test_a_sound_workflow_passes(self):
        for linter, (status, output) in lint(SOUND).items():
            self.assertEqual(status, 0, f"{linter}: {output}")

    def test_a_mistake_is_found(self):
        for mistake, (sound, faulty, rules) in MISTAKES.items():
            self.assertEqual(SOUND.count(sound), 1, mistake)
            said = lint(SOUND.replace(sound, faulty))
            for linter, rule in rules.items():
                with self.subTest(mistake, linter=linter):
                    status, output = said[linter]
                    self.assertNotEqual(status, 0)
                    self.assertIn(rule, output)


if __name__ == "__main__":
    unittest.main()
