//! A session token with any change never verifies.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use profiling_service::outcome::Outcome;
use profiling_session::{Compact, Domains, Keyring, SessionToken, TokenError};
use profiling_tests::functions::{DOMAIN, NOW, SECRET};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::{cases, character, functions, session_token};

/// A change to a token.
#[derive(Debug, Clone)]
enum Change {
    Replace(Index, char),
    Insert(Index, char),
    Delete(Index),
    Swap(Index, Index),
    Cut(Index),
    CutFront(Index),
    /// Of the token's text.
    FlipTextBit(Index, u8),
    /// The value of a part, encoded correctly.
    FlipPartBit(usize, Index, u8),
    /// One part or two are another token's, of the same tenant and secret.
    Exchange(usize, bool),
    Reorder(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    // Usually a character that is allowed in a token.
    let character = prop_oneof![3 => character("AZaz059_-.="), 1 => any::<char>()];
    let (index, part) = (any::<Index>, || 0_usize..3);
    prop_oneof![
        (index(), character.clone()).prop_map(|(at, c)| Change::Replace(at, c)),
        (index(), character).prop_map(|(at, c)| Change::Insert(at, c)),
        index().prop_map(Change::Delete),
        (index(), index()).prop_map(|(one, other)| Change::Swap(one, other)),
        index().prop_map(Change::Cut),
        index().prop_map(Change::CutFront),
        (index(), 0_u8..7).prop_map(|(at, bit)| Change::FlipTextBit(at, bit)),
        (part(), index(), 0_u8..8).prop_map(|(part, at, bit)| Change::FlipPartBit(part, at, bit)),
        (part(), any::<bool>()).prop_map(|(part, rest)| Change::Exchange(part, rest)),
        (part(), part()).prop_map(|(one, other)| Change::Reorder(one, other)),
    ]
}

impl Change {
    /// Changes `token`, of which something is left; `other` is another that verifies. A part can only be
    /// changed where there still are three.
    fn apply(&self, token: &str, other: &str) -> String {
        let mut text: Vec<char> = token.chars().collect();
        let length = text.len();
        match self {
            Self::Replace(at, character) => text[at.index(length)] = *character,
            Self::Insert(at, character) => text.insert(at.index(length + 1), *character),
            Self::Delete(at) => drop(text.remove(at.index(length))),
            Self::Swap(one, other) => text.swap(one.index(length), other.index(length)),
            Self::Cut(at) => text.truncate(at.index(length)),
            Self::CutFront(at) => drop(text.drain(..at.index(length))),
            Self::FlipTextBit(at, bit) => {
                let character = &mut text[at.index(length)];
                *character = char::from_u32(u32::from(*character) ^ (1 << bit)).unwrap_or(*character);
            }
            Self::FlipPartBit(..) | Self::Exchange(..) | Self::Reorder(..) => {
                return self.apply_to_parts(token, other).unwrap_or_else(|| token.to_owned());
            }
        }
        text.into_iter().collect()
    }

    fn apply_to_parts(&self, token: &str, other: &str) -> Option<String> {
        let split = |token: &str| -> Option<[String; 3]> {
            token.split('.').map(ToOwned::to_owned).collect::<Vec<_>>().try_into().ok()
        };
        let (mut parts, others) = (split(token)?, split(other)?);
        match self {
            Self::FlipPartBit(part, at, bit) => {
                let mut bytes =
                    URL_SAFE_NO_PAD.decode(&parts[*part]).ok().filter(|bytes| !bytes.is_empty())?;
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
                parts[*part] = URL_SAFE_NO_PAD.encode(bytes);
            }
            Self::Exchange(part, rest) => {
                for (index, other) in others.into_iter().enumerate() {
                    if (index == *part) != *rest {
                        parts[index] = other;
                    }
                }
            }
            Self::Reorder(one, other) => parts.swap(*one, *other),
            _ => return None,
        }
        Some(parts.join("."))
    }
}

/// Two tokens that verify, of two logins.
fn two_tokens() -> impl Strategy<Value = [String; 2]> {
    ("[a-z0-9|]{1,40}", "\\PC{1,40}", 1_u64..=3_600).prop_map(|(sub, client, lifetime)| {
        let one = json!({"sub": sub, "client": client, "exp": NOW + lifetime, "txn": "one"});
        [session_token(&one), session_token(&json!({"txn": "other", "fields": ["company_name"]}))]
    })
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn a_token_that_was_changed_never_verifies(
        [token, other] in two_tokens(),
        changes in prop::collection::vec(change(), 1..=3),
    ) {
        let (keys, domains) = (Keyring::parse(SECRET).unwrap(), Domains::parse(DOMAIN).unwrap());
        let verified = |token: &str| {
            let token = SessionToken::new(token);
            Compact::parse(&token).and_then(|token| token.verify(&keys, &domains, NOW)).map(drop)
        };
        prop_assert_eq!((verified(&token), verified(&other)), (Ok(()), Ok(())));

        let changed = changes.iter().fold(token.clone(), |text, change| {
            if text.is_empty() { text } else { change.apply(&text, &other) }
        });
        prop_assume!(changed != token && changed != other);
        // Nor is one of its claims looked at.
        let error = verified(&changed).unwrap_err();
        let unread = matches!(
            error,
            TokenError::Malformed { .. } | TokenError::Header | TokenError::Algorithm | TokenError::Signature
        );
        prop_assert!(unread, "{error:?}: {changed}");
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_token_that_was_changed_opens_no_form_and_signs_no_answer(
        [token, other] in two_tokens(),
        change in change(),
    ) {
        let changed = change.apply(&token, &other);
        prop_assume!(changed != token && changed != other);
        let functions = functions();
        let inputs = [("state", "s"), ("session_token", &changed), ("company_name", "A"), ("job_title", "B")];
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&inputs[..2]).finish();
        for end in [functions.get("profile", &query), functions.post("profile", &crate::pairs(&inputs))] {
            let refused = [
                Outcome::TokenMalformed,
                Outcome::HeaderRefused,
                Outcome::AlgorithmRefused,
                Outcome::SignatureMismatch,
            ];
            prop_assert!(refused.contains(&end.outcome), "{}: {changed}", end.line);
        }
    }
}
