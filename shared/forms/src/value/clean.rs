//! The cleaning of every text that a user typed or pasted.

use std::borrow::Cow;

use profiling_session::invisible::is_invisible;

use super::emoji::is_emoji;

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
/// Variation selector 16, which shows a character as an emoji.
const EMOJI_PRESENTATION: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// Removes invisible characters, which copied text often contains: marks and controls of the text direction, byte order
/// marks, soft hyphens, placeholders of objects. Three remain where they change what is visible: the zero
/// width joiner and non-joiner between two visible characters, for Persian, Indic scripts and emoji, and variation
/// selector 16 after an emoji.
///
/// The result does not change when it is cleaned again.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    // The quick check first: none of these characters is in ASCII.
    if text.is_ascii() || !text.chars().any(is_invisible) {
        return text.into();
    }
    let mut cleaned = String::with_capacity(text.len());
    // A joiner after a visible character, until the next character shows that it joins something.
    let mut joiner = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let before = cleaned.chars().next_back();
        match c {
            NON_JOINER | JOINER => joiner = joiner.or(Some(c).filter(|_| before.is_some_and(can_be_joined))),
            EMOJI_PRESENTATION
                if joiner.is_none() && before.is_some_and(|c| is_shown_as_emoji(c, rest.as_str())) =>
            {
                cleaned.push(c);
            }
            _ if is_invisible(c) => {}
            _ => {
                cleaned.extend(joiner.take().filter(|_| can_be_joined(c)));
                cleaned.push(c);
            }
        }
    }
    cleaned.into()
}

fn can_be_joined(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && (!is_invisible(c) || c == EMOJI_PRESENTATION)
}

fn is_shown_as_emoji(c: char, rest: &str) -> bool {
    is_emoji(c) || matches!(c, '0'..='9' | '#' | '*') && rest.starts_with(KEYCAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_removed() {
        for (text, cleaned) in [
            ("Acme", "Acme"),
            ("\u{feff}Acme\u{fffc}", "Acme"),
            ("a\u{ad}b\u{2060}c\u{34f}d", "abcd"),
            ("\u{200e}a\u{200f} \u{61c}b", "a b"),
            ("\u{202a}5\u{202c}\u{2066}6\u{2069}\u{202e}", "56"),
            ("+1\u{fe0d}-212", "+1-212"),
            ("a\u{3164}\u{2800}b", "ab"),
            ("\u{845b}\u{e0100}", "\u{845b}"),
            ("\u{200b}\u{feff}", ""),
            ("a\u{0}\nb", "a\u{0}\nb"),
        ] {
            assert_eq!(clean(text), cleaned, "{text:?}");
        }
    }

    #[test]
    fn joiners_stay_between_visible_characters() {
        for (text, cleaned) in [
            ("\u{6cc}\u{200c}\u{645}", "\u{6cc}\u{200c}\u{645}"),
            ("\u{915}\u{94d}\u{200d}\u{937}", "\u{915}\u{94d}\u{200d}\u{937}"),
            ("\u{1f469}\u{200d}\u{1f680}", "\u{1f469}\u{200d}\u{1f680}"),
            ("\u{200c}a\u{200c}", "a"),
            ("a \u{200d}b\u{200d} c", "a b c"),
            ("a\u{200d}\u{200c}\u{200b}b", "a\u{200d}b"),
            ("a\u{200d}\n", "a\n"),
        ] {
            assert_eq!(clean(text), cleaned, "{text:?}");
        }
    }

    #[test]
    fn a_variation_selector_stays_after_an_emoji() {
        for (text, cleaned) in [
            ("\u{2764}\u{fe0f}", "\u{2764}\u{fe0f}"),
            ("\u{2764}\u{fe0f}\u{200d}\u{1f525}", "\u{2764}\u{fe0f}\u{200d}\u{1f525}"),
            ("1\u{fe0f}\u{20e3}", "1\u{fe0f}\u{20e3}"),
            ("1\u{fe0f}2", "12"),
            ("a\u{fe0f}", "a"),
            ("\u{2764}\u{fe0f}\u{fe0f}", "\u{2764}\u{fe0f}"),
            ("\u{fe0f}", ""),
        ] {
            assert_eq!(clean(text), cleaned, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_cleaned_in_one_pass() {
        let text = format!("a{}", "\u{200d}".repeat(1_000_000));
        assert_eq!(clean(&text), "a");
    }
}
