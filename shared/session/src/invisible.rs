//! Characters without a visible glyph.

/// Returns true if `c` has no visible glyph of its own: Unicode's `Default_Ignorable_Code_Point`, the annotation and
/// object characters `U+FFF9` to `U+FFFC`, and the blank braille pattern. White space is not included.
///
/// ```
/// use profiling_session::invisible::is_invisible;
///
/// assert!(is_invisible('\u{200b}')); // zero width space
/// assert!(!is_invisible(' '));
/// ```
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Returns true if `text` has no visible character: it is empty, or contains only white space and invisible characters.
///
/// ```
/// use profiling_session::invisible::is_blank;
///
/// assert!(is_blank(" \u{200b}\u{a0}"));
/// assert!(!is_blank("Ana"));
/// ```
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

#[cfg(test)]
mod tests {
    use icu_properties::CodePointSetData;
    use icu_properties::props::DefaultIgnorableCodePoint;

    use super::*;

    #[test]
    fn the_invisible_characters_are_those_that_unicode_ignores_and_few_others() {
        let ignored = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        for c in '\0'..=char::MAX {
            let expected = ignored.contains(c) || matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffc}');
            assert_eq!(is_invisible(c), expected, "{c:?}");
        }
    }

    #[test]
    fn a_text_is_blank_if_nothing_of_it_can_be_seen() {
        for (text, blank) in [
            ("", true),
            (" \t\u{a0}\u{3000}", true),
            ("\u{200b}\u{200d}\u{feff} \u{fffc}", true),
            ("a", false),
            ("\u{200b}a\u{200b}", false),
            ("\u{fffd}", false),
            ("\u{1f469}\u{200d}\u{1f680}", false),
        ] {
            assert_eq!(is_blank(text), blank, "{text:?}");
        }
    }
}
