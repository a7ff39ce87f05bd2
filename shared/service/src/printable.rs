//! The formats of text that tools may print from a log line. A pasted log line can contain secrets, so any other text is not
//! printed.

/// The shortest secret of HS256 has 32 bytes. A shorter name is no secret.
const MAX_NAME_BYTES: usize = 31;

/// Returns true for the name of a form or a field: short, and not random.
///
/// ```
/// use profiling_service::printable::is_name;
///
/// assert!(is_name("job_title"));
/// assert!(!is_name("7f3a9c"));
/// ```
pub fn is_name(text: &str) -> bool {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    (1..=MAX_NAME_BYTES).contains(&text.len()) && is_plain && !is_random(text)
}

/// Returns true for the name of a parameter of SSM: names between slashes.
pub(crate) fn is_parameter(text: &str) -> bool {
    let name = text.strip_prefix('/').unwrap_or(text);
    text.len() <= 100 && !is_random(text) && name.split('/').all(is_name)
}

/// Returns true for the name of an AWS region, such as `eu-central-1` and `us-gov-west-1`.
pub(crate) fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let Some((number, words)) = parts.split_last() else { return false };
    let is_number = number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit());
    is_number && (2..=3).contains(&words.len()) && words.iter().all(|word| is_word(word))
}

fn is_word(text: &str) -> bool {
    (2..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase())
}

/// Returns true for a capital letter with letters after it, as in `TypeError`.
pub fn is_camel_case(text: &str) -> bool {
    text.len() <= 48
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Returns true for a text that looks random: digits and capital letters are spread over it.
fn is_random(text: &str) -> bool {
    let pairs = text.as_bytes().windows(2);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let humps =
        pairs.clone().filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    let is_broken = pairs.into_iter().any(|pair| pair[0].is_ascii_digit() && pair[1].is_ascii_alphabetic());
    digits > 4 || humps > 3 || is_broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_could_be_a_secret_has_none_of_the_shapes() {
        for (text, shape, is_shape) in [
            ("sign-up_2024", is_name as fn(&str) -> bool, true),
            ("companyName", is_name, true),
            ("7f3a9c", is_name, false),
            ("a b", is_name, false),
            ("walrus-thimble-quartz-bonfire-lan", is_name, false),
            ("/progressive-profiling/session-secret", is_parameter, true),
            ("/x/Ab3dEf9", is_parameter, false),
            ("eu-central-1", is_region, true),
            ("us-gov-west-1", is_region, true),
            ("nowhere", is_region, false),
            ("TypeError", is_camel_case, true),
            ("typeError", is_camel_case, false),
        ] {
            assert_eq!(shape(text), is_shape, "{text}");
        }
    }
}
