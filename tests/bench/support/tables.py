"""Tables as Markdown, and their places in documents."""

from dataclasses import dataclass


def table(head, rows, left=1):
    """A Markdown table. The first `left` columns contain text, the others numbers."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * left + " ---: |" * (len(head) - left)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


@dataclass(frozen=True)
class Places:
    """The places of a script's tables in documents: each table is between two comments with its name."""

    script: str
    command: str
    # The names of the tables in each document.
    documents: dict

    def marks(self, name):
        begin = f"<!-- {self.script} {name}: written by `{self.command}` -->"
        return begin, f"<!-- end of {self.script} {name} -->"

    def placed(self, text, document, tables):
        """The document's text with these tables between their marks."""
        for name in self.documents[document]:
            begin, end = self.marks(name)
            if text.count(begin) != 1 or end not in text.split(begin)[1]:
                raise SystemExit(f"{document} lacks the lines {begin} and {end} around a table")
            before, rest = text.split(begin)
            text = f"{before}{begin}\n\n{tables[name]}\n{end}{rest.split(end, 1)[1]}"
        return text

    def write(self, root, tables):
        """Writes the tables into the documents, and returns the documents that changed."""
        changed = []
        for document in self.documents:
            path = root / document
            before = path.read_text(encoding="utf-8")
            after = self.placed(before, document, tables)
            if after != before:
                path.write_text(after, encoding="utf-8")
                changed.append(document)
        return changed
