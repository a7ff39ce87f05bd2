//! An example of each reason, for the reference and for tests.

use profiling_forms::FormName;
use profiling_session::redirect::{MAX_LOCATION_BYTES, TooLong};
use profiling_session::{
    Claim, ClaimProblem, CompactProblem, IssuerHost, KeyError, KeyWarning, SecretFlaw, SignError, StateError,
    TokenError,
};
use serde_json::Value;

use super::Reason;
use crate::request::MAX_BODY_BYTES;
use crate::secret::{
    AttemptFailure, ErrorCode, FetchError, FetchFailure, NotRefreshed, ParameterName, Region, SecretError,
};

impl Reason {
    /// The code, as the field `reason` of the log has it.
    pub fn code(&self) -> String {
        let fields = serde_json::to_value(self).unwrap_or_default();
        fields.get("reason").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// An example of each reason, in the order of the outcomes.
    pub fn samples() -> Vec<Self> {
        let too_long = TooLong { bytes: 8_150, limit_bytes: MAX_LOCATION_BYTES };
        vec![
            Self::AnswersTooLong(too_long),
            Self::RouteUnknown,
            Self::FormUnknown,
            Self::FormInvalid,
            Self::FormsMissing,
            Self::MethodNotAllowed,
            Self::EventFormatUnknown,
            Self::TargetTooLong { bytes: 20_000, limit_bytes: 16_384 },
            Self::TargetMalformed,
            Self::BodyNotBase64,
            Self::QueryMalformed,
            Self::QueryMismatch,
            Self::BodyTooLarge { bytes: 70_000, limit_bytes: MAX_BODY_BYTES },
            Self::BodyMalformed,
            Self::FieldNameMalformed,
            Self::AnswerRepeated,
            Self::MediaTypeUnsupported,
            Self::CrossSite,
            Self::StateMissing,
            Self::StateRepeated,
            StateError::Empty.into(),
            StateError::TooLong { limit_bytes: 2_048 }.into(),
            StateError::ControlCharacter.into(),
            Self::LoginTooLong(too_long),
            Self::TokenMissing,
            Self::TokenRepeated,
            TokenError::Malformed { problem: CompactProblem::NotThreeParts }.into(),
            TokenError::Header.into(),
            TokenError::Algorithm.into(),
            Self::SignatureMismatch {
                not_refreshed: Some(NotRefreshed::JustFetched { seconds: 12 }),
                secret_flaws: vec![KeyWarning { line: 1, flaw: SecretFlaw::Quoted }],
            },
            TokenError::Payload.into(),
            TokenError::Claim { claim: Claim::Iss, problem: ClaimProblem::Missing }.into(),
            TokenError::Answer.into(),
            TokenError::Issuer { host: IssuerHost::from_issuer("login.example.com") }.into(),
            TokenError::Expired { seconds: 40 }.into(),
            TokenError::NotYetValid { seconds: 90 }.into(),
            TokenError::Lifetime { seconds: 7_200, limit_seconds: 3_600 }.into(),
            Self::FormMismatch { token_form: FormName::parse("profile").ok() },
            Self::IpMismatch,
            Self::IpMissing,
            SecretError::from(FetchError {
                parameter: ParameterName::from_setting("/progressive-profiling/session-secret"),
                region: Region::from_setting("eu-west-1"),
                failure: FetchFailure::TimedOut {
                    before: Some(AttemptFailure::Service { code: ErrorCode::parse("ThrottlingException") }),
                },
            })
            .into(),
            SecretError::from(KeyError::TooShort { line: 1, bytes: 16 }).into(),
            SignError::Claims.into(),
            Self::Panic,
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::outcome::Outcome;

    #[test]
    fn a_reason_is_read_back_as_it_was_written() {
        for reason in Reason::samples() {
            let json = serde_json::to_value(&reason).unwrap();
            assert_eq!(serde_json::from_value::<Reason>(json.clone()).ok(), Some(reason), "{json}");
        }
    }

    #[test]
    fn each_reason_has_the_topic_of_its_error_page() {
        for reason in Reason::samples() {
            // Shown on the page of the form.
            let is_on_the_form = matches!(reason, Reason::AnswersTooLong(_));
            assert_eq!(reason.outcome().topic().is_none(), is_on_the_form, "{reason}");
        }
    }

    #[test]
    fn each_reason_has_a_code_of_its_own() {
        let codes: Vec<String> = Reason::samples().iter().map(Reason::code).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "{codes:?}");
        for code in codes {
            assert!(
                !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b"_64".contains(&b)),
                "{code}"
            );
        }
    }

    #[test]
    fn every_error_page_has_a_reason() {
        let outcomes: Vec<Outcome> = Reason::samples().iter().map(Reason::outcome).collect();
        for outcome in Outcome::ALL.iter().filter(|outcome| outcome.topic().is_some()) {
            assert!(outcomes.contains(outcome), "{outcome:?}");
        }
    }

    #[test]
    fn a_value_that_could_be_a_secret_is_not_read() {
        let secret = "0123456789abcdef0123456789abcdef";
        for json in [
            format!(r#"{{"reason":"form_mismatch","token_form":"{secret}"}}"#),
            format!(r#"{{"reason":"issuer_unknown","host":"{secret}"}}"#),
            format!(r#"{{"reason":"token_expired","seconds":"{secret}"}}"#),
            format!(r#"{{"reason":"claim_invalid","claim":"{secret}","problem":"missing"}}"#),
            format!(
                r#"{{"reason":"secret_fetch_failed","parameter":"{secret}","region":"eu-west-1","failure":"unknown"}}"#
            ),
            format!(
                r#"{{"reason":"secret_fetch_failed","parameter":"/a/b","region":"{secret}","failure":"unknown"}}"#
            ),
            format!(
                r#"{{"reason":"secret_fetch_failed","parameter":"/a/b","region":"eu-west-1","failure":"{secret}"}}"#
            ),
            format!(
                r#"{{"reason":"secret_fetch_failed","parameter":"/a/b","region":"eu-west-1","failure":"service","code":"{secret}"}}"#
            ),
            format!(r#"{{"reason":"{secret}"}}"#),
        ] {
            assert!(serde_json::from_str::<Reason>(&json).is_err(), "{json}");
        }
    }
}
