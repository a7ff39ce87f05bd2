//! The digits of other scripts.

/// Converts an ASCII, full-width, Arabic-Indic or extended Arabic-Indic (Persian, Urdu) digit to ASCII.
pub(super) fn to_ascii(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_each_script_are_converted_to_ascii() {
        for (input, ascii) in [
            ("0123456789", "0123456789"),
            ("\u{ff10}\u{ff19}", "09"),
            ("\u{660}\u{669}", "09"),
            ("\u{6f0}\u{6f9}", "09"),
            ("a/:\u{ff0f}\u{ff1a}\u{66a}\u{966}", ""),
        ] {
            assert_eq!(input.chars().filter_map(to_ascii).collect::<String>(), ascii, "{input}");
        }
    }
}
