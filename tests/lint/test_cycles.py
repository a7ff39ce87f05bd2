"""Tests the import cycles that cycles.py finds."""

import tempfile
import unittest
from pathlib import Path

from cycles import ROOT, Crate, cycles, roots, tokens


def found(files):
    """The cycles in a crate with these files: the file names and lines of each cycle."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        result = cycles(Crate(Path(folder, "lib.rs")).edges())
        return [[f"{path.relative_to(folder)}:{edge.line}" for path, edge in cycle] for cycle in result]


class Cycles(unittest.TestCase):
    def test_two_files_that_import_each_other_are_a_cycle(self):
        for first, second in [
            ("use crate::b::B;", "\nuse super::a::A;"),
            ("use crate::{b::{B, C as D}};", "\nuse crate::a::{self, A};"),
            ("use super::b;", "\nfn f() { crate::a::f() }"),
            ("fn f() -> crate::b::B {}", "\nimpl super::a::A {}"),
            ("use super::b::*;", "\npub(crate) mod inner { use super::super::a::A; }"),
        ]:
            with self.subTest(first):
                files = {"lib.rs": "mod a;\nmod b;", "a.rs": first, "b.rs": second}
                self.assertEqual(found(files), [["a.rs:1", "b.rs:2"]])

    def test_a_cycle_of_three_files_in_folders_is_found(self):
        files = {
            "lib.rs": "mod a; mod b; mod c;",
            "a.rs": "mod inner;",
            "a/inner.rs": "use crate::b::B;",
            "b.rs": "use crate::c::C;",
            "c/mod.rs": "use crate::a::inner::Inner;",
        }
        self.assertEqual(found(files), [["a/inner.rs:1", "b.rs:1", "c/mod.rs:1"]])

    def test_a_re_export_refers_to_the_file_of_the_item(self):
        files = {
            "lib.rs": "mod a; mod b; pub use a::A;",
            "a.rs": "use crate::b::B; pub struct A;",
            "b.rs": "use crate::A;",
        }
        self.assertEqual(found(files), [["a.rs:1", "b.rs:1"]])

    def test_a_parent_and_its_submodules_are_one_unit(self):
        files = {
            "lib.rs": "mod a;",
            "a.rs": "mod inner; use inner::Inner; pub use inner::Other; struct A;",
            "a/inner.rs": "use super::A; use crate::a::A as B;",
        }
        self.assertEqual(found(files), [])

    def test_siblings_are_not_one_unit(self):
        files = {
            "lib.rs": "mod a;",
            "a.rs": "mod one; mod two;",
            "a/one.rs": "use super::two::Two;",
            "a/two.rs": "use super::one::One;",
        }
        self.assertEqual(found(files), [["a/one.rs:1", "a/two.rs:1"]])

    def test_tests_comments_strings_and_other_crates_are_not_imports(self):
        for text in [
            "#[cfg(test)] mod tests { use super::super::a::A; }",
            "#[cfg(test)] use crate::a::A;",
            "// use crate::a::A;",
            "/* use crate::a::A; */",
            'const TEXT: &str = "use crate::a::A;";',
            'const TEXT: &str = r#"use "crate::a::A;"#;',
            "use a_crate::a::A; use std::fmt;",
            "fn f<'a>(c: char) -> &'a str { c == '\"' }",
        ]:
            with self.subTest(text):
                files = {"lib.rs": "mod a; mod b;", "a.rs": "use crate::b::B;", "b.rs": text}
                self.assertEqual(found(files), [])

    def test_the_line_is_that_of_the_path(self):
        text = 'const A: &str = "\n\n";\n/* \n */\nuse crate::b::B;'
        self.assertEqual([token.line for token in tokens(text) if token.text == "use"], [6])

    def test_the_crates_of_this_workspace_are_read(self):
        names = {str(root.relative_to(ROOT)) for root in roots(ROOT)}
        self.assertLessEqual({"shared/forms/src/lib.rs", "infra/cli/src/main.rs", "functions/form/src/main.rs"}, names)
        self.assertGreater(sum(len(edges) for edges in Crate(ROOT / "infra/local/src/lib.rs").edges().values()), 100)


if __name__ == "__main__":
    unittest.main()
