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
        (rule, "new-terms", &["", "7f3a9c", "a b", "walrus-thimble-quartz-bonfire-lan"]),
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

#[test]
fn a_reference_is_read_as_people_say_and_type_it() {
    for text in [
        "7g32 svnq",
        "7 G 3 2  S V N Q",
        "7G32SVNQ",
        "reference 7g32-svnq",
        "Reference: 7G32 SVNQ",
        "7G32\u{2013}SVNQ",
        "7G32\u{a0}SVNQ",
    ] {
        assert_eq!(spoken_reference(text).as_deref(), Some("7G32-SVNQ"), "{text}");
    }
    for (text, expected) in [("OI23 L5nq", "0123-15NQ"), ("SVNQ 7G32", "SVNQ-7G32")] {
        assert_eq!(spoken_reference(text).as_deref(), Some(expected), "{text}");
    }
    // Words, other lengths, and letters that no reference has.
    for text in ["rendered", "open form", "7G32 SVN", "7G32 SVNQ 7", "7G32 SVNU", "7G32 SVN\u{e9}", ""] {
        assert_eq!(spoken_reference(text), None, "{text}");
    }
}
