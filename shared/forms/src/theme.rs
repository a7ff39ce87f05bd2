//! How a form looks: logo, colours, corner radius and font, from the form's file.
//!
//! No CSS comes from outside: every value is parsed into a type of its own, and the style sheet is
//! printed from the types. So nothing in a file can break out of the sheet or load anything.

mod color;
mod contrast;
mod font;
mod logo;
mod oklab;
mod palette;
mod radius;

pub use color::{Color, ColorError, Contrast};
pub use font::{Font, FontFamily, FontFamilyError, FontStack};
pub use logo::{ImageOrigin, ImageOriginError, ImageUrl, ImageUrlError, Logo};
pub use palette::{Colors, Palette};
pub use radius::{Radius, RadiusName};

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use crate::strict::deserialize_strictly;
use palette::{Resolved, Role, Scheme};

/// The theme of a form. Missing keys have the values of the default theme.
// `Alt` is the type of the logo's text alternative. It is not in the doc comment, as that is what an
// editor shows from the JSON Schema.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Theme"))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Theme<Alt> {
    /// The logo above the form.
    pub logo: Option<Logo<Alt>>,
    /// The colours. Missing colours are those of the default theme.
    #[serde(default)]
    pub colors: Colors,
    /// The radius of the corners of inputs and buttons.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "medium")))]
    pub radius: Radius,
    /// The font of all text. It must be installed on the user's device, because the page loads no fonts.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "system")))]
    pub font: Font,
    /// The colour scheme: light, dark, or the user's preference.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "auto")))]
    pub color_scheme: ColorScheme,
    #[serde(skip)]
    sheet: Once,
}

deserialize_strictly!(Theme<Alt>);

/// A whole style sheet, and its hash as a content security policy names it.
#[derive(Debug)]
pub struct Sheet {
    /// The sheet.
    pub css: String,
    /// Its hash: `'sha256-…'`.
    pub source: String,
}

/// The sheet of a theme, once it has been made. It follows from the theme, so it makes no difference to it.
#[derive(Debug, Clone, Default)]
struct Once(OnceLock<Arc<Sheet>>);

impl PartialEq for Once {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Once {}

/// The colour scheme of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ColorScheme {
    /// The preference of the user's system.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Something that would make a page hard to read or to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, from the theme on: `colors.dark.soft`.
    pub place: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

// By hand, as a derive would ask for `Alt: Default`.
impl<Alt> Default for Theme<Alt> {
    fn default() -> Self {
        Self {
            logo: None,
            colors: Colors::default(),
            radius: Radius::default(),
            font: Font::default(),
            color_scheme: ColorScheme::default(),
            sheet: Once::default(),
        }
    }
}

impl<Alt> Theme<Alt> {
    /// The sheet that is `made` of the custom properties: by the first page that needs it, for all of them. A hash
    /// of it is more than a third of what a page costs.
    pub fn sheet(&self, made: impl FnOnce(String) -> Sheet) -> Arc<Sheet> {
        Arc::clone(self.sheet.0.get_or_init(|| Arc::new(made(self.css()))))
    }

    /// The custom properties that the style sheet is written with: all of them, so that they belong in
    /// front of it. The text is safe inside a `style` element.
    pub fn css(&self) -> String {
        let (keyword, first) = match self.color_scheme {
            ColorScheme::Auto => ("light dark", Scheme::Light),
            ColorScheme::Light => ("light", Scheme::Light),
            ColorScheme::Dark => ("dark", Scheme::Dark),
        };
        let first = self.colors.resolve(first);
        let mut css = format!(":root{{color-scheme:{keyword}");
        let declare = |css: &mut String, colors: &Resolved, role: Role| {
            // Writing to a string does not fail.
            let _ = write!(css, ";{}:{}", role.variable(), colors[role].shortest());
        };
        for role in Role::ALL {
            declare(&mut css, &first, role);
        }
        let _ = write!(css, ";--radius:{};--font:{}}}", self.radius.css(), self.font.css());
        if self.color_scheme == ColorScheme::Auto {
            let dark = self.colors.resolve(Scheme::Dark);
            let mut declarations = String::new();
            for role in Role::ALL.into_iter().filter(|role| dark[*role] != first[*role]) {
                declare(&mut declarations, &dark, role);
            }
            if !declarations.is_empty() {
                let _ = write!(
                    css,
                    "@media(prefers-color-scheme:dark){{:root{{{}}}}}",
                    declarations.trim_start_matches(';')
                );
            }
        }
        css
    }

    /// What a well-formed theme may still get wrong: contrast below level AA of WCAG 2.2, and colours
    /// that are never shown. Empty for the default theme.
    pub fn faults(&self) -> Vec<Fault> {
        let (shown, unused): (&[Scheme], _) = match self.color_scheme {
            ColorScheme::Auto => (&[Scheme::Light, Scheme::Dark], None),
            ColorScheme::Light => (&[Scheme::Light], Some((Scheme::Light, Scheme::Dark))),
            ColorScheme::Dark => (&[Scheme::Dark], Some((Scheme::Dark, Scheme::Light))),
        };
        let mut faults: Vec<_> =
            shown.iter().flat_map(|scheme| contrast::faults(&self.colors, *scheme)).collect();
        if let Some((shown, unused)) = unused
            && *self.colors.palette(unused) != Palette::default()
        {
            faults.push(Fault {
                place: format!("colors.{}", unused.key()),
                reason: format!(
                    "they are never shown, as color_scheme is `{}`; leave them out, or make it `auto`",
                    shown.key()
                ),
            });
        }
        faults
    }
}

#[cfg(test)]
mod tests;
