//! Places in a text: byte ranges, lines and columns.

/// A range of bytes in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The range of bytes from `start` to `end`.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The first byte of a range, such as the opening brace of an object.
    pub(crate) fn first_byte(self) -> Self {
        Self { start: self.start, end: self.end.min(self.start + 1) }
    }
}

/// A place in a file, for people and for editors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The line, from 1.
    pub line: usize,
    /// The column of the first character, from 1, in characters.
    pub column: usize,
    /// The line on which the place ends.
    pub end_line: usize,
    /// The column after the last character.
    pub end_column: usize,
    /// The text of the first line.
    pub source: String,
}

impl Location {
    /// Finds a range in a text.
    pub(crate) fn find(text: &str, span: Span) -> Self {
        let (line, column) = position(text, span.start);
        let (end_line, end_column) = position(text, span.end);
        let source = text.lines().nth(line - 1).unwrap_or_default();
        Self { line, column, end_line, end_column, source: source.trim_end_matches('\r').to_owned() }
    }
}

/// Returns the line and the column of a byte.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..floor(text, byte)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Returns the last boundary of characters that is not after a byte.
fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|byte| text.is_char_boundary(*byte)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_line_and_its_columns_in_characters() {
        let text = "{\r\n  \"ä€\": 1,\n  \"b\": [\n  ]\n}";
        for (part, expected) in [
            ("{", (1, 1, 1, 2)),
            ("\"ä€\"", (2, 3, 2, 7)),
            ("1", (2, 9, 2, 10)),
            ("[\n  ]", (3, 8, 4, 4)),
            ("}", (5, 1, 5, 2)),
        ] {
            let start = text.find(part).unwrap();
            let location = Location::find(text, Span::new(start, start + part.len()));
            let found = (location.line, location.column, location.end_line, location.end_column);
            assert_eq!(found, expected, "{part}");
        }
        assert_eq!(Location::find(text, Span::new(5, 6)).source, "  \"ä€\": 1,");
    }

    #[test]
    fn a_range_outside_of_the_text_is_its_end() {
        let location = Location::find("é", Span::new(1, 9));
        assert_eq!((location.line, location.column, location.end_column), (1, 1, 2));
        assert_eq!(Location::find("", Span::new(0, 0)).line, 1);
    }
}
