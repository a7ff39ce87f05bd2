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
                script src="/emulator.js" defer {}
            }
            body class=(role.name()) {
                header {
                    p.banner { strong { "Local emulator: " (role.name()) } " " span.quiet { (role.explained()) } }
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
pub(crate) const STYLE: &str = include_str!("emulator.css");

/// The content of `/emulator.js`, which keeps the page of the executions up to date.
pub(crate) const SCRIPT: &str = include_str!("emulator.js");
