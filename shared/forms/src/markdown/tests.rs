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
        assert_eq!(fault(source), None, "{source:?}");
    }
}

#[test]
fn what_is_not_taken_is_told_by_its_name() {
    for (source, name) in [
        ("<b>a</b>", "`<b>` is raw HTML;"),
        ("<div>\na\n</div>", "`<div>…` is raw HTML;"),
        ("a <!-- b -->", "`<!-- b -->` is raw HTML;"),
        (
            "![a](https://a.example/a.png)",
            "`![a](https://a.example/a.png)` is an image; use a block of the type `image`",
        ),
        ("# a", "`# a` is a heading; use a block of the type `heading`"),
        ("a\n---", "`a…` is a heading; use a block of the type `heading`"),
        ("a `b`", "`b` is code;"),
        ("```rust\na\n```", "`rust…` is code;"),
        ("    a", "`a` is code;"),
        ("> a", "`> a` is a block quote;"),
        ("a\n\n---", "`---` is a rule; use a block of the type `divider`"),
        ("- a\n  - b", "`- b` is a list within a list;"),
        ("- a\n- 1. b", "`1. b` is a list within a list;"),
        ("- # a", "`# a` is a heading;"),
        ("2019. A year", "`2019. A year` begins a list, but not with 1;"),
        ("- a\n-", "`-` is an item of a list without words;"),
        ("a | b\n--|--\n1 | 2", "`a | b…` is a table;"),
        ("~~a~~", "`~~a~~` is struck out;"),
        ("a[^1]\n\n[^1]: b", "`[^1]` is a footnote;"),
        ("- [ ] a", "`[ ]` is a task's box;"),
        ("**a __b__ c**", "`__b__` is strong within strong;"),
        ("*a _b_ c*", "`_b_` is emphasis within emphasis;"),
        ("", EMPTY),
        (" \n\n ", EMPTY),
        ("&nbsp;", "`&nbsp;` shows nothing;"),
    ] {
        let fault = fault(source).unwrap_or_default();
        assert!(fault.starts_with(name), "{source:?}: {fault}");
    }
}

#[test]
fn a_link_that_is_not_taken_is_told_why() {
    for (source, name) in [
        ("[a](http://a.example)", "`http://a.example` is neither `https://…` nor `mailto:…`;"),
        ("[a](javascript:alert%281%29)", "`javascript:alert%281%29` is neither"),
        ("[a](JaVaScRiPt&colon;a)", "`JaVaScRiPt:a` is neither"),
        ("[a](data:text/html,b)", "`data:text/html,b` is neither"),
        ("[a](/terms)", "`/terms` is not a whole address;"),
        ("[a](//a.example)", "`//a.example` is not a whole address;"),
        ("[a](#b)", "`#b` is not a whole address;"),
        ("[a]()", "a link has no address;"),
        ("[a](https://)", "`https://` is not a whole address;"),
        ("[a](mailto:)", "`mailto:` is not one e-mail address;"),
        ("[a](mailto:b)", "`mailto:b` is not one e-mail address;"),
        ("[a](mailto:b@c.example,d@e.example)", "`mailto:b@c.example,d@e.example` is not one"),
        ("[a](https://user@a.example)", "a link has a user name or password"),
        ("[a](https://user:secret@a.example)", "a link has a user name or password"),
        ("[a](https://a.example\\@b.example)", "a link has a user name or password"),
        ("[](https://a.example)", "`[](https://a.example)` shows nothing;"),
        ("[&nbsp;\u{200b}](https://a.example)", "`[&nbsp;\u{200b}](https://a.example)` shows nothing;"),
        ("[** **](https://a.example \"b\")", "`[** **](https://a.example \"b\")` is a link with a title,"),
        ("<https://a.example>", "`<https://a.example>` is a link without words;"),
        ("<a@b.example>", "`<a@b.example>` is a link without words;"),
        ("[a][b]\n\n[c]: /c\n[b]: https://a.example", "`[c]: /c` is the address of a link apart from it;"),
    ] {
        let fault = fault(source).unwrap_or_default();
        assert!(fault.starts_with(name), "{source:?}: {fault}");
        assert!(!fault.contains("secret"), "{fault}");
    }
}

#[test]
fn a_link_leads_where_browsers_write_that_it_leads() {
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
fn a_sign_is_kept_out_of_markdown_as_its_fault_says() {
    for (refused, taken) in [
        ("a <b>", r"a \<b>"),
        ("> a", r"\> a"),
        ("a | b\n--|--", "a \\| b\n--\\|--"),
        ("~~a~~", r"\~\~a\~\~"),
        ("- [x] a", r"- \[x] a"),
        ("2019. A year", r"2019\. A year"),
    ] {
        let told = fault(refused).unwrap_or_default();
        assert!(told.contains(r"`\\"), "{told}");
        assert_eq!(fault(taken), None, "{taken}");
    }
}

#[test]
fn only_the_first_fault_is_told() {
    let fault = fault("a\n\n# b\n\n<i>").unwrap_or_default();
    assert!(fault.starts_with("`# b` is a heading;"), "{fault}");
}

#[test]
fn depth_does_not_exhaust_the_stack() {
    for part in ["*a **b ", "> ", "- ", "[", "![", "<", "1. ", "_a *b ", "`"] {
        let deep = part.repeat(20_000);
        let mirrored: String = deep.chars().rev().collect();
        drop(read(&format!("{deep}{mirrored}")));
    }
}
