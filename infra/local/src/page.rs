//! The layout of the emulator's pages. It differs visibly from the form, so that the two are not confused.

use maud::{DOCTYPE, Markup, html};

/// The owner of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Tenant,
    App,
}

impl Role {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::App => "app",
        }
    }

    fn explained(self) -> &'static str {
        match self {
            Self::Tenant => "in place of Auth0",
            Self::App => "in place of your application",
        }
    }
}

/// A complete page: the banner with its owner, links, and the content below a heading.
pub(crate) fn page(role: Role, title: &str, links: &[(&str, &str)], content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Local emulator: " (role.name()) }
                link rel="stylesheet" href="/emulator.css";
                link rel="icon" href="data:,";
            }
            body class=(role.name()) {
                header {
                    p.banner { strong { "Local emulator: " (role.name()) } " " (role.explained()) }
                    @if !links.is_empty() {
                        nav aria-label="Emulator" {
                            @for (name, href) in links { a href=(href) { (name) } " " }
                        }
                    }
                }
                main {
                    h1 { (title) }
                    (content)
                }
            }
        }
    }
}

/// The content of `/emulator.css`.
pub(crate) const STYLE: &str = r#"
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #53535a; --paper: #f6f5f1; --card: #ffffff; --line: #8a8a94;
  --mark: #5b3fa8; --on-mark: #ffffff; --good: #17652f; --bad: #a3201d; --wait: #7a4d00; }
body.app { --mark: #0b6157; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf0; --soft: #b4b4be; --paper: #17171b; --card: #212127; --line: #83838f;
    --mark: #c0acf7; --on-mark: #17171b; --good: #7fd79a; --bad: #ff9d97; --wait: #f0c06a; }
  body.app { --mark: #79d6c8; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--ink); background: var(--paper); }
header { border-bottom: .5rem double var(--mark); padding: .75rem 1rem; }
.banner { margin: 0; }
.banner strong { background: var(--mark); color: var(--on-mark); padding: .2rem .5rem; }
nav { margin-top: .5rem; }
nav a { display: inline-block; padding: .6rem .6rem .6rem 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
a { color: var(--mark); text-underline-offset: .2em; }
:focus-visible { outline: .2rem solid var(--mark); outline-offset: .15rem; }
button, .button { display: inline-block; min-height: 2.75rem; padding: .5rem 1rem; font: inherit; font-weight: bold; text-decoration: none;
  color: var(--on-mark); background: var(--mark); border: .125rem solid var(--mark); border-radius: 0; cursor: pointer; }
button.second, .button.second { color: var(--mark); background: transparent; }
input { font: inherit; color: inherit; background: var(--card); border: .125rem solid var(--line); min-height: 2.75rem; padding: .4rem .6rem; width: 100%; max-width: 24rem; }
label { display: block; font-weight: bold; margin-bottom: .25rem; }
.hint, .quiet { color: var(--soft); }
.hint { margin: 0 0 .25rem; }
.error { color: var(--bad); font-weight: bold; margin: 0 0 .25rem; }
.card { background: var(--card); border: .0625rem solid var(--line); padding: 1rem; margin: 1rem 0; }
.card:has(> details) { padding: .25rem 1rem; }
h2 + span { white-space: nowrap; }
.fault { border: .1875rem solid var(--bad); }
ul.plain, ol.plain { list-style: none; padding: 0; margin: 0; }
ul.plain > li { margin: .5rem 0; }
ol.steps > li { border-left: .25rem solid var(--line); padding: .25rem 0 .75rem 1rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper); border: .0625rem solid var(--line); padding: .5rem; margin: .25rem 0; font: inherit; font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .25rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.steps p { margin: .5rem 0 0; }
summary .quiet { display: block; }
summary { cursor: pointer; padding: .6rem 0; overflow-wrap: anywhere; }
summary h2 { display: inline; margin: 0; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0; }
@media (max-width: 30rem) { dl { display: block; } dd { margin: 0 0 .4rem; } }
"#;
