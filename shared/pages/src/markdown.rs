//! Renders limited Markdown as HTML.

use maud::{Markup, html};

use profiling_forms::markdown::{self, Block, Inline, Inlines};

/// Renders a text as paragraphs and lists. A text that is not valid, which a loaded form cannot have, is shown as it is
/// written.
pub(super) fn markdown(source: &str) -> Markup {
    let Ok(blocks) = markdown::read(source) else { return html! { p { (source) } } };
    html! {
        @for block in &blocks {
            @match block {
                Block::Paragraph(content) => { p { (inlines(content)) } }
                Block::List { numbered: true, items } => { ol { (list_items(items)) } }
                Block::List { numbered: false, items } => { ul { (list_items(items)) } }
            }
        }
    }
}

fn list_items(items: &[Vec<Inlines>]) -> Markup {
    html! {
        @for paragraphs in items {
            li {
                @if let [content] = paragraphs.as_slice() { (inlines(content)) }
                @else { @for content in paragraphs { p { (inlines(content)) } } }
            }
        }
    }
}

fn inlines(content: &[Inline]) -> Markup {
    html! {
        @for inline in content {
            @match inline {
                Inline::Text(messages) => { (messages) }
                Inline::Break => { br; }
                Inline::Strong(content) => { strong { (inlines(content)) } }
                Inline::Emphasis(content) => { em { (inlines(content)) } }
                // In a new tab, so that the form stays open.
                Inline::Link(address, content) => {
                    a href=(address.as_str()) target="_blank" rel="noopener noreferrer" { (inlines(content)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_element() {
        for (source, html) in [
            ("a\n\nb", "<p>a</p><p>b</p>"),
            ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
            ("a\\\nb\nc", "<p>a<br>b\nc</p>"),
            ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
            ("1. a\n\n   b", "<ol><li><p>a</p><p>b</p></li></ol>"),
            (
                "[a](mailto:b@c.example)",
                r#"<p><a href="mailto:b@c.example" target="_blank" rel="noopener noreferrer">a</a></p>"#,
            ),
            (
                "[a](https://b.example/?c=d&e=\"f)",
                r#"<p><a href="https://b.example/?c=d&amp;e=%22f" target="_blank" rel="noopener noreferrer">a</a></p>"#,
            ),
            ("a < b &lt;i&gt;", "<p>a &lt; b &lt;i&gt;</p>"),
        ] {
            assert_eq!(markdown(source).into_string(), html, "{source:?}");
        }
    }

    #[test]
    fn an_invalid_text_is_shown_as_it_is_written() {
        for source in ["**a** <script>", "[a](javascript:b)", "# a", "- ![b](c)"] {
            let escaped = source.replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(markdown(source).into_string(), format!("<p>{escaped}</p>"));
        }
    }

    /// The characters of the Markdown and HTML syntax, and texts that use them.
    const PARTS: &[&str] = &[
        "*",
        "**",
        "***",
        "_",
        "__",
        "a",
        "b c",
        " ",
        "  \n",
        "\\\n",
        "\n",
        "\n\n",
        "- ",
        "\n- ",
        "\n1. ",
        "\n   ",
        "[",
        "]",
        "](",
        ")",
        "[a](https://b.example/)",
        "[a](https://b.example/\"onclick=x)",
        "](https://b.example/<>'\")",
        "](mailto:a@b.example)",
        "](mailto:a@b.example?\"x=<y>)",
        "](javascript:a)",
        "](<https://b.example/\"c>)",
        "<b>",
        "<",
        ">",
        "\"",
        "'",
        "&",
        "&lt;",
        "&quot;",
        "&#60;script&#62;",
        "&#0;",
        "`",
        "~",
        "#",
        "|",
        "!",
        "\\",
        "\t",
        "\0",
        "\r",
        "\u{202e}",
        "\u{e9}",
        "\u{1f469}\u{200d}\u{1f680}",
    ];

    /// Returns texts of up to 24 parts, the same in every run. The generator is splitmix64.
    fn texts(count: u64) -> impl Iterator<Item = String> {
        let mut state = 0_u64;
        (0..count).map(move |_| {
            let length = 1 + random(&mut state, 24);
            (0..length).map(|_| PARTS[random(&mut state, PARTS.len())]).collect()
        })
    }

    fn random(state: &mut u64, below: usize) -> usize {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % below
    }

    /// Returns the names of the elements in order; `None` if an element or attribute is not allowed or not closed.
    fn elements(html: &str) -> Option<Vec<&str>> {
        let (mut names, mut open) = (Vec::new(), Vec::new());
        let mut parts = html.split('<');
        if !parts.next()?.is_empty() {
            return None;
        }
        for part in parts {
            let (tag, _) = part.split_once('>')?;
            if let Some(name) = tag.strip_prefix('/') {
                if open.pop() != Some(name) {
                    return None;
                }
                continue;
            }
            let name = match tag {
                "p" | "ul" | "ol" | "li" | "strong" | "em" | "br" => tag,
                _ => {
                    let href = tag.strip_prefix("a href=\"")?;
                    let href = href.strip_suffix("\" target=\"_blank\" rel=\"noopener noreferrer\"")?;
                    let leads = href.starts_with("https://") || href.starts_with("mailto:");
                    (leads && !href.contains(['"', '\n', '\t'])).then_some("a")?
                }
            };
            names.push(name);
            if name != "br" {
                open.push(name);
            }
        }
        open.is_empty().then_some(names)
    }

    #[test]
    fn no_text_creates_an_element_or_attribute_that_is_not_allowed() {
        let mut made = std::collections::BTreeMap::<String, usize>::new();
        for source in texts(20_000) {
            let html = markdown(&source).into_string();
            let Some(elements) = elements(&html) else { panic!("{source:?}: {html}") };
            for name in elements {
                *made.entry(name.to_owned()).or_default() += 1;
            }
        }
        // Otherwise the texts would not test an element.
        for name in ["p", "ul", "ol", "li", "strong", "em", "br", "a"] {
            assert!(made.get(name).is_some_and(|count| *count >= 20), "{name}: {made:?}");
        }
    }

    #[test]
    fn elements_that_are_not_allowed_are_detected() {
        for html in
            ["<b>a</b>", "<p onclick=\"a\">b</p>", "<p>a", "<a href=\"javascript:a\">b</a>", "a<p></p>"]
        {
            assert_eq!(elements(html), None, "{html}");
        }
    }
}
