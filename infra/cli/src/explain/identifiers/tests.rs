use super::*;

#[test]
fn only_the_exact_format_of_an_identifier_is_read() {
    let id = "00000000-0000-4000-8000-00000000000a";
    for (shape, good, bad) in [
        (
            login as fn(&str) -> Option<String>,
            "1a2b3c4d",
            &["1a2b3c4", "1a2b3c4d5", "1A2B3C4D", "1a2b3c4g"][..],
        ),
        (
            request_id,
            "JKJaXmPLvHcESHA=",
            &["JKJaXmPLvHcESHA", "JKJaXmPLvHcESHAA=", "JKJaXmPLvHcESH==", "\" or 1"],
        ),
        (invocation_id, id, &["00000000-0000-4000-8000-00000000000", "0000000000004000800000000000000a"]),
        (reference, "7G32-SVNQ", &["7G32SVNQ", "7G32-SVNL", "7G32-SVN", "7G32-SVNQ-7G32"]),
        (time, "2026-11-24T10:00:00", &["2026-11-24", "2026-11-24 10:00:00", "aaaa-11-24T10:00:00"]),
    ] {
        assert_eq!(shape(good).as_deref(), Some(good));
        for text in bad {
            assert_eq!(shape(text), None, "{text}");
        }
    }
    assert_eq!(reference("7g32-svnq").as_deref(), Some("7G32-SVNQ"));
}
