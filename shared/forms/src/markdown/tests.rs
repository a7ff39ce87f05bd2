use super::*;

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

fn one_paragraph(source: &str) -> Vec<Inline> {
    match read(source).as_deref() {
        Ok([Block::Paragraph(content)]) => content.clone(),
        other => panic!("{source:?}: {other:?}"),
    }
}

#[test]
fn what_is_taken_is_read_as_it_is_meant() {
    let link = Inline::Link(Address::parse("https://a.example").unwrap(), vec![text("a")]);
    for (source, content) in [
        ("a", vec![text("a")]),
        ("**a**", vec![Inline::Strong(vec![text("a")])]),
        ("_a_", vec![Inline::Emphasis(vec![text("a")])]),
        ("***a***", vec![Inline::Emphasis(vec![Inline::Strong(vec![text("a")])])]),
        ("[a](https://a.example)", vec![link.clone()]),
        ("**[a](https://a.example)**", vec![Inline::Strong(vec![link])]),
        ("a\nb", vec![text("a"), text("\n"), text("b")]),
        ("a  \nb", vec![text("a"), Inline::Break, text("b")]),
        ("a\\\nb", vec![text("a"), Inline::Break, text("b")]),
    ] {
        assert_eq!(one_paragraph(source), content, "{source:?}");
    }
}

#[test]
fn an_item_of_a_list_is_read_alike_with_and_without_empty_lines_around_it() {
    let item = |words| vec![vec![text(words)]];
    for (source, numbered) in
        [("- a\n- b", false), ("* a\n\n* b", false), ("1. a\n2. b", true), ("1) a\n\n1) b", true)]
    {
        let list = Block::List { numbered, items: vec![item("a"), item("b")] };
        assert_eq!(read(source), Ok(vec![list]), "{source:?}");
    }
    let two = Block::List { numbered: false, items: vec![vec![vec![text("a")], vec![text("b")]]] };
    assert_eq!(read("- a\n\n  b"), Ok(vec![two]));
}

#[test]
fn signs_that_make_nothing_are_text() {
    for source in
        ["a < b", "2 * 3 * 4", "#1", "a_b_c", "[a]", "[^1]", "a | b", "$5 or $6", "~5 to ~10", "1.5 m"]
    {
        assert_eq!(problem(source), None, "{source:?}");
    }
}

#[test]
fn unsupported_syntax_is_reported_by_its_name() {
    for (source, name) in [
        ("<b>a</b>", "`<b>` is HTML,"),
        ("<div>\na\n</div>", "`<div>…` is HTML,"),
        ("a <!-- b -->", "`<!-- b -->` is HTML,"),
        (
            "![a](https://a.example/a.png)",
            "`![a](https://a.example/a.png)` is an image; use a block with the type `image`",
        ),
        ("# a", "`# a` is a heading; use a block with the type `heading`"),
        ("a\n---", "`a…` is a heading; use a block with the type `heading`"),
        ("a `b`", "`b` is code,"),
        ("```rust\na\n```", "`rust…` is code,"),
        ("    a", "`a` is code,"),
        ("> a", "`> a` is a block quote,"),
        ("a\n\n---", "`---` is a thematic break; use a block with the type `divider`"),
        ("- a\n  - b", "`- b` is a nested list,"),
        ("- a\n- 1. b", "`1. b` is a nested list,"),
        ("- # a", "`# a` is a heading;"),
        ("2019. A year", "`2019. A year` begins a numbered list with a number other than 1;"),
        ("- a\n-", "`-` is an empty list item;"),
        ("a | b\n--|--\n1 | 2", "`a | b…` is a table,"),
        ("~~a~~", "`~~a~~` is strikethrough text,"),
        ("a[^1]\n\n[^1]: b", "`[^1]` is a footnote,"),
        ("- [ ] a", "`[ ]` is a task list item,"),
        ("**a __b__ c**", "`__b__` is strong within strong;"),
        ("*a _b_ c*", "`_b_` is emphasis within emphasis;"),
        ("", EMPTY),
        (" \n\n ", EMPTY),
        ("&nbsp;", "`&nbsp;` has no visible text;"),
    ] {
        let problem = problem(source).unwrap_or_default();
        assert!(problem.starts_with(name), "{source:?}: {problem}");
    }
}

#[test]
fn an_unsupported_link_is_reported_with_the_reason() {
    for (source, name) in [
        ("[a](http://a.example)", "`http://a.example` is not supported as an address;"),
        ("[a](javascript:alert%281%29)", "`javascript:alert%281%29` is not supported"),
        ("[a](JaVaScRiPt&colon;a)", "`JaVaScRiPt:a` is not supported"),
        ("[a](data:text/html,b)", "`data:text/html,b` is not supported"),
        ("[a](/terms)", "`/terms` is not a complete address;"),
        ("[a](//a.example)", "`//a.example` is not a complete address;"),
        ("[a](#b)", "`#b` is not a complete address;"),
        ("[a]()", "a link has no address;"),
        ("[a](https://)", "`https://` is not a complete address;"),
        ("[a](mailto:)", "`mailto:` is not a single email address;"),
        ("[a](mailto:b)", "`mailto:b` is not a single email address;"),
        ("[a](mailto:b@c.example,d@e.example)", "`mailto:b@c.example,d@e.example` is not a single"),
        ("[a](https://user@a.example)", "a link has a user name or password"),
        ("[a](https://user:secret@a.example)", "a link has a user name or password"),
        ("[a](https://a.example\\@b.example)", "a link has a user name or password"),
        ("[](https://a.example)", "`[](https://a.example)` has no visible text;"),
        ("[&nbsp;\u{200b}](https://a.example)", "`[&nbsp;\u{200b}](https://a.example)` has no visible text;"),
        ("[** **](https://a.example \"b\")", "`[** **](https://a.example \"b\")` is a link with a title,"),
        ("<https://a.example>", "`<https://a.example>` is a link without text;"),
        ("<a@b.example>", "`<a@b.example>` is a link without text;"),
        ("[a][b]\n\n[c]: /c\n[b]: https://a.example", "`[c]: /c` is a link reference definition,"),
    ] {
        let problem = problem(source).unwrap_or_default();
        assert!(problem.starts_with(name), "{source:?}: {problem}");
        assert!(!problem.contains("secret"), "{problem}");
    }
}

#[test]
fn an_address_is_serialized_as_browsers_do() {
    for (source, address) in [
        ("[a](https://A.Example/b?c=d#e)", "https://a.example/b?c=d#e"),
        ("[a](HTTPS:a.example)", "https://a.example/"),
        ("[a](<https://a.example/b \"c>)", "https://a.example/b%20%22c"),
        ("[a](https://b\u{fc}cher.example)", "https://xn--bcher-kva.example/"),
        ("[a](https:\\\\\\\\a.example\\\\@b)", "https://a.example/@b"),
        ("[a](mailto:a@b.example?subject=c%20d)", "mailto:a@b.example?subject=c%20d"),
    ] {
        let content = one_paragraph(source);
        let [Inline::Link(found, _)] = content.as_slice() else { panic!("{content:?}") };
        assert_eq!(found.as_str(), address, "{source:?}");
    }
}

#[test]
fn the_escape_that_a_message_suggests_works() {
    for (unsupported, escaped) in [
        ("a <b>", r"a \<b>"),
        ("> a", r"\> a"),
        ("a | b\n--|--", "a \\| b\n--\\|--"),
        ("~~a~~", r"\~\~a\~\~"),
        ("- [x] a", r"- \[x] a"),
        ("2019. A year", r"2019\. A year"),
    ] {
        let reason = problem(unsupported).unwrap_or_default();
        assert!(reason.contains(r"`\\"), "{reason}");
        assert_eq!(problem(escaped), None, "{escaped}");
    }
}

#[test]
fn only_the_first_problem_is_reported() {
    let problem = problem("a\n\n# b\n\n<i>").unwrap_or_default();
    assert!(problem.starts_with("`# b` is a heading;"), "{problem}");
}

#[test]
fn depth_does_not_exhaust_the_stack() {
    for part in ["*a **b ", "> ", "- ", "[", "![", "<", "1. ", "_a *b ", "`"] {
        let deep = part.repeat(20_000);
        let mirrored: String = deep.chars().rev().collect();
        drop(read(&format!("{deep}{mirrored}")));
    }
}
