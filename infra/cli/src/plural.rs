//! Numbers with a noun.

use std::fmt::Display;

/// Returns a number with a noun in the singular or the plural, such as `1 error` or `2 errors`.
pub(crate) fn count<N: Copy + Display + PartialEq + From<u8>>(number: N, noun: &str) -> String {
    if number == N::from(1) { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        assert_eq!(
            [count(0_u64, "day"), count(1_usize, "day"), count(2_u32, "day")],
            ["0 days", "1 day", "2 days"]
        );
    }
}
