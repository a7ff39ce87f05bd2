//! Full-width characters, which East Asian input methods write.

/// Converts a full-width form of an ASCII character to that character.
pub(super) fn to_half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_width_forms_are_converted() {
        for (full, half) in [('\u{ff01}', '!'), ('\u{ff20}', '@'), ('\u{ff5e}', '~'), ('\u{3000}', ' ')] {
            assert_eq!(to_half_width(full), half);
        }
        for c in ['a', '\u{e4}', '\u{3002}', '\u{ff00}', '\u{ff5f}', '\u{ff71}'] {
            assert_eq!(to_half_width(c), c);
        }
    }
}
