"""Finds links, headings, files and parts of tests/run that a document names but that do not exist."""

import re
import subprocess
from pathlib import Path

FENCE = re.compile(r"^ *(```|~~~).*?^ *\1[^\n]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)

# A path in a text, optionally followed by the name of a test in that file.
PATH = re.compile(r"(\.?[\w-][\w.-]*(?:/[\w.-]+)*/?)(?:::\w+|: \".*\")?")
# A placeholder for many names: `infra/forms/NAME.json`.
PLACEHOLDER = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])")
FILE_NAME = re.compile(r".*\.(?:css|js|json|md|mjs|py|rs|sh|toml|txt|yaml|yml)")

# Files that the reader creates, or that another program has.
EXTERNAL = {"infra/auth0/plan.json", "page.texts.json", "plan.json", "users.json"}
# Generated files, which are not in the repository.
GENERATED = ("target/", "infra/auth0/build/", "tests/node_modules", "tests/fuzz/corpus", "tests/fuzz/artifacts/")


class Repository:
    """The files of a repository, and its documents."""

    def __init__(self, root, files=None):
        self.root = Path(root)
        if files is None:
            command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
            output = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
            files = [name for name in output.splitlines() if (self.root / name).is_file()]
        self.files = set(files)
        self.folders = {str(parent) for name in files for parent in Path(name).parents} - {"."}
        self.parts = set(re.findall(r"^  '(\w+) ", self.text("tests/run"), re.MULTILINE))

    def text(self, name):
        return (self.root / name).read_text()

    def documents(self):
        return sorted(name for name in self.files if name.endswith(".md"))

    def exists(self, path):
        return path.rstrip("/") in self.files | self.folders

    def problems(self, document):
        """The problems of a document, one line each."""
        text = self.text(document)
        prose = FENCE.sub("", text)
        found = [self.link_problem(document, target) for target in LINK.findall(prose)]
        found += [self.path_problem(document, code) for code in CODE.findall(prose)]
        found += [
            f"no part of tests/run: {name}"
            for command in commands(text)
            for words in re.findall(r"^(?:CI=true )?tests/run((?: [a-z]\w*)+)$", command)
            for name in words.split()
            if name not in self.parts
        ]
        return [problem for problem in found if problem]

    def link_problem(self, document, target):
        if re.match(r"[a-z]+:", target):
            return None
        path, _, anchor = target.partition("#")
        target_document = resolve(document, path) if path else document
        if not self.exists(target_document):
            return f"no such file: {target}"
        if anchor and anchor not in anchors(self.text(target_document)):
            return f"no such heading: {target}"
        return None

    def path_problem(self, document, code):
        match = PATH.fullmatch(code)
        if not match or PLACEHOLDER.search(match[1]) or match[1].startswith(GENERATED) or match[1] in EXTERNAL:
            return None
        path = match[1]
        relative = resolve(document, path)
        first = path.split("/")[0]
        # A text such as `A/B` is a path only if it begins with a file or folder of the repository.
        if "/" in path and not any(self.exists(here) for here in (first, resolve(document, first))):
            return None
        if "/" not in path and not FILE_NAME.fullmatch(path):
            return None
        return None if self.exists(path) or self.exists(relative) else f"no such file: {path}"


def commands(text):
    """The texts that can be commands: each text between backticks, and each line of a fenced block."""
    blocks = [line.split("  #")[0].strip() for match in FENCE.finditer(text) for line in match[0].splitlines()]
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", FENCE.sub("", text))] + blocks


def resolve(document, path):
    """The path relative to the root."""
    parts = []
    for part in (*Path(document).parent.parts, *path.split("/")):
        if part == "..":
            if not parts:
                return "(outside)"
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def anchors(text):
    """The anchors that GitHub generates for a document's headings."""
    found = []
    for heading in HEADING.findall(FENCE.sub("", text)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        repetitions = sum(1 for other in found if re.sub(r"-\d+$", "", other) == anchor)
        found.append(f"{anchor}-{repetitions}" if repetitions else anchor)
    return found
