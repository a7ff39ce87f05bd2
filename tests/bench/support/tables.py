"""Tables as Markdown, and their places in documents."""

from dataclasses import dataclass


def table(head, rows, left=1):
    """The first columns are words, the others figures."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * left + " ---: |" * (len(head) - left)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


@dataclass(frozen=True)
class Places:
    """The places of a script's tables: each by its name, between two lines that say what wrote it."""

    script: str
    command: str
    # Which document has which tables.
    documents: dict

    def marks(self, name):
        begin = f"<!-- {self.script} {name}: written by `{self.command}` -->"
        return begin, f"<!-- end of {self.script} {name} -->"

    def placed(self, text, document, tables):
        """The document's text with these tables between their marks."""
        for name in self.documents[document]:
            begin, end = self.marks(name)
            if text.count(begin) != 1 or end not in text.split(begin)[1]:
                raise SystemExit(f"{document} lacks the lines {begin} and {end}, one below the other, around a table")
            before, rest = text.split(begin)
            text = f"{before}{begin}\n\n{tables[name]}\n{end}{rest.split(end, 1)[1]}"
        return text

    def write(self, root, tables):
        """Brings the tables into the documents; gives those that had others."""
        changed = []
        for document in self.documents:
            path = root / document
            before = path.read_text(encoding="utf-8")
            after = self.placed(before, document, tables)
            if after != before:
                path.write_text(after, encoding="utf-8")
                changed.append(document)
        return changed
