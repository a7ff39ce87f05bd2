#!/usr/bin/env python3
"""Finds import cycles between the source files of each crate of the workspace.

`tests/lint/cycles.py [FOLDER]` prints each cycle with the lines that form it, and fails if there is one. A file imports
another file if a path in it, in a `use` declaration or in code, leads to an item of that file. A path to a re-export
leads to the file of the item.

Not counted are: files and modules that only tests compile; the declarations `mod` and `pub use`, which make the tree of
modules and its public names; and items of a parent module in the files below it, as those are one unit.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
IDENTIFIER = r"(?:r#)?[A-Za-z_]\w*"
TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
    | (?P<raw>b?r(?P<hashes>\#*)"(?s:.*?)"(?P=hashes))
    | (?P<string>[bc]?"(?:[^"\\]|\\(?s:.))*")
    | (?P<char>b?'(?:[^'\\\n]|\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F_]+\}|.))')
    | (?P<lifetime>'[A-Za-z_]\w*)
    | (?P<word>(?:r\#)?[A-Za-z_]\w*)
    | (?P<number>\d\w*)
    | (?P<sign>::|=>|->|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    text: str
    line: int


class Import(NamedTuple):
    """A path in a file: its module, the names in it, the line, and the name that it is bound to by a `use`."""

    module: tuple
    path: tuple
    line: int
    name: str | None
    public: bool


class Edge(NamedTuple):
    target: Path
    line: int
    path: str


def tokens(text):
    """The tokens of Rust source without white space and comments."""
    found, line = [], 1
    for match in TOKEN.finditer(text):
        kind, value = match.lastgroup, match.group()
        if kind == "hashes":
            kind = "raw"
        if kind not in ("space", "comment"):
            found.append(Token("" if kind in ("raw", "string", "char") else value, line))
        line += value.count("\n")
    return found


def closing(found, start):
    """The index of the bracket that closes the one at `start`."""
    pairs, depth = {"(": ")", "[": "]", "{": "}"}, 0
    for index in range(start, len(found)):
        if found[index].text in pairs:
            depth += 1
        elif found[index].text in pairs.values():
            depth -= 1
            if depth == 0:
                return index
    return len(found) - 1


def item_end(found, start):
    """The index after the item at `start`, including attributes: its `;`, or the end of its braces."""
    index = start
    while index < len(found):
        text = found[index].text
        if text == ";":
            return index + 1
        if text in ("(", "["):
            index = closing(found, index)
        elif text == "{":
            index = closing(found, index)
            # A `use` ends with its semicolon.
            return index + 2 if index + 1 < len(found) and found[index + 1].text == ";" else index + 1
        index += 1
    return index


def without_tests(found):
    """The tokens without items that only tests compile."""
    remaining, index = [], 0
    while index < len(found):
        if found[index].text == "#" and index + 1 < len(found) and found[index + 1].text == "[":
            end = closing(found, index + 1)
            attribute = "".join(token.text for token in found[index : end + 1])
            if attribute == "#[cfg(test)]":
                index = item_end(found, end + 1)
                continue
            index = end + 1
            continue
        remaining.append(found[index])
        index += 1
    return remaining


def use_paths(found, index, prefix=()):
    """The paths of a `use` declaration, each with its line and its new name, and the index after the declaration."""
    paths, path = [], list(prefix)
    while index < len(found):
        token = found[index]
        if token.text == "{":
            index += 1
            while index < len(found) and found[index].text != "}":
                inner, index = use_paths(found, index, tuple(path))
                paths += inner
                if found[index].text == ",":
                    index += 1
            return paths, index + 1
        if token.text == "*":
            return [(tuple(path), token.line, "*")], index + 1
        if token.text == "::":
            index += 1
            continue
        if not re.fullmatch(IDENTIFIER, token.text):
            break
        if not (token.text == "self" and path):
            path.append(token.text)
        index += 1
        if index < len(found) and found[index].text == "as":
            return [(tuple(path), token.line, found[index + 1].text)], index + 2
        if index >= len(found) or found[index].text != "::":
            return [(tuple(path), token.line, path[-1])], index
    return paths, index


class Source:
    """The declarations of a file: its paths, its modules in other files, and its inline modules."""

    def __init__(self, text, module):
        self.imports, self.files, self.modules = [], [], {module}
        self.items = defaultdict(set)
        self.read(without_tests(tokens(text)), module)

    def read(self, found, module):
        index, public = 0, False
        while index < len(found):
            token = found[index]
            following = found[index + 1].text if index + 1 < len(found) else ""
            if token.text == "pub":
                public = True
                index = closing(found, index + 1) + 1 if following == "(" else index + 1
                continue
            if token.text == "mod" and re.fullmatch(IDENTIFIER, following):
                inner = (*module, following)
                if found[index + 2].text == ";":
                    self.files.append(inner)
                    index += 3
                else:
                    end = closing(found, index + 2)
                    self.modules.add(inner)
                    self.read(found[index + 3 : end], inner)
                    index = end + 1
            elif token.text == "use" and (re.fullmatch(IDENTIFIER, following) or following in ("::", "{")):
                paths, index = use_paths(found, index + 1)
                self.imports += [Import(module, path, line, name, public) for path, line, name in paths if path]
            elif re.fullmatch(IDENTIFIER, token.text) and following == "::":
                before = found[index - 1].text if index else ""
                path = [token.text]
                end = index + 1
                while end + 1 < len(found) and found[end].text == "::":
                    if not re.fullmatch(IDENTIFIER, found[end + 1].text):
                        break
                    path.append(found[end + 1].text)
                    end += 2
                if before != "::":
                    self.imports.append(Import(module, tuple(path), token.line, None, False))
                index = max(end, index + 1)
            else:
                if token.text in ("struct", "enum", "trait", "fn", "const", "static", "type", "union"):
                    self.items[module].add(following)
                index += 1
            public = False


class Crate:
    """The modules of a crate and the files that they are in."""

    def __init__(self, root):
        self.file_of, self.module_of, self.sources, self.names = {}, {}, {}, defaultdict(dict)
        self.load(root, ())

    def load(self, path, module):
        source = Source(path.read_text(encoding="utf-8"), module)
        self.sources[path] = source
        self.module_of[path] = module
        for inner in source.modules:
            self.file_of[inner] = path
        folder = path.parent if path.name in ("mod.rs", "lib.rs", "main.rs") else path.with_suffix("")
        for inner in source.files:
            base = folder.joinpath(*inner[len(module) :])
            for file in (base.with_suffix(".rs"), base / "mod.rs"):
                if file.is_file():
                    self.load(file, inner)
                    break
        for found in source.imports:
            if found.name and found.name != "*":
                self.names[found.module][found.name] = found.path

    def absolute(self, module, path):
        """The path from the crate's root, or None if the item is in another crate."""
        first, rest = path[0], path[1:]
        if first == "crate":
            return rest
        if first == "self":
            return module + rest
        if first == "super":
            while first == "super":
                module = module[:-1]
                if not rest:
                    return module
                first, rest = rest[0], rest[1:]
            return (*module, first, *rest)
        if (*module, first) in self.file_of:
            return module + path
        return None

    def file(self, module, path, depth=0):
        """The file of the item at the path, or None if it is in another crate."""
        whole = self.absolute(module, path)
        if whole is None:
            return None
        length = max(length for length in range(len(whole) + 1) if whole[:length] in self.file_of)
        owner, rest = whole[:length], whole[length:]
        if rest and depth < 20 and rest[0] in self.names[owner] and rest[0] not in self.defined(owner):
            return self.file(owner, (*self.names[owner][rest[0]], *rest[1:]), depth + 1)
        return self.file_of[owner]

    def defined(self, module):
        return self.sources[self.file_of[module]].items[module]

    def is_above(self, path, other):
        """Returns True if the module of `path` is an ancestor of the module of `other`."""
        module, inner = self.module_of[path], self.module_of[other]
        return inner[: len(module)] == module

    def edges(self):
        """For each file, the files that it imports."""
        found = defaultdict(list)
        for path, source in self.sources.items():
            for entry in source.imports:
                if entry.public:
                    continue
                target = self.file(entry.module, entry.path)
                if target and target != path and not self.is_above(target, path):
                    found[path].append(Edge(target, entry.line, "::".join(entry.path)))
        return found


def shortest_cycle(edges, start):
    """The edges of the shortest cycle through the file `start`, or None."""
    queue, reached = [start], {start: None}
    while queue:
        path = queue.pop(0)
        for edge in edges.get(path, ()):
            if edge.target == start:
                cycle, step = [(path, edge)], reached[path]
                while step:
                    cycle.insert(0, step)
                    step = reached[step[0]]
                return cycle
            if edge.target not in reached:
                reached[edge.target] = (path, edge)
                queue.append(edge.target)
    return None


def cycles(edges):
    """The shortest cycle through each file that is in one, each cycle once."""
    found = {}
    for path in sorted(edges):
        cycle = shortest_cycle(edges, path)
        if cycle:
            found.setdefault(frozenset(file for file, _ in cycle), cycle)
    return list(found.values())


def roots(folder):
    """The root files of the crates below the folder."""
    manifests = (path.parent for path in sorted(folder.rglob("Cargo.toml")) if "target" not in path.parts)
    return [root for crate in manifests for root in (crate / "src/lib.rs", crate / "src/main.rs") if root.is_file()]


def main(folder=ROOT):
    folder, count, files = Path(folder), 0, 0
    for root in roots(folder):
        crate = Crate(root)
        files += len(crate.sources)
        for cycle in cycles(crate.edges()):
            count += 1
            print(f"An import cycle of {len(cycle)} files:")
            for path, edge in cycle:
                target = edge.target.relative_to(folder)
                print(f"  {path.relative_to(folder)}:{edge.line} imports {edge.path} from {target}")
    if not files:
        sys.exit(f"{folder} has no crate")
    if count:
        sys.exit(f"{count} import cycles: move what both files need to a file of its own")
    print(f"no import cycles in {files} files")


if __name__ == "__main__":
    main(*sys.argv[1:2])
