//! Themes of forms: logo, colors, corner radius and font.
//!
//! A form file cannot contain CSS. Each value is parsed into its own type, and the style sheet is generated from the
//! types, so that no value can inject CSS or load a resource.

mod color;
mod font;
mod logo;
mod palette;
mod radius;

pub use color::{Color, ColorError};
pub use font::{Font, FontFamily, FontFamilyError, FontStack};
pub use logo::{ImageOrigin, ImageOriginError, ImageUrl, ImageUrlError, Logo};
pub use palette::{Colors, Palette, ResolvedPalette, Role, Scheme};
pub use radius::{Radius, RadiusName};

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use crate::strict::deserialize_strictly;

/// The theme of a form. Missing keys have the values of the default theme.
// `Alt` is the type of the logo's text alternative. The doc comment does not mention it, because it is the description
// in the JSON Schema.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Theme"))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Theme<Alt> {
    /// The logo above the form.
    pub logo: Option<Logo<Alt>>,
    /// The colors. Missing colors are those of the default theme.
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
    /// The color scheme: light, dark, or the user's preference.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "auto")))]
    pub color_scheme: ColorScheme,
    #[serde(skip)]
    sheet: Once,
}

deserialize_strictly!(Theme<Alt>);

/// A complete style sheet, and its hash for the content security policy.
#[derive(Debug)]
pub struct Sheet {
    /// The style sheet.
    pub css: String,
    /// The hash, in the form `'sha256-…'`.
    pub source: String,
}

/// The style sheet of a theme, after its first use. It is derived from the theme, so comparisons ignore it.
#[derive(Debug, Clone, Default)]
struct Once(OnceLock<Arc<Sheet>>);

impl PartialEq for Once {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Once {}

/// The color scheme of a page.
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

// A derived implementation would require `Alt: Default`.
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
    /// Returns the style sheet. The first call creates it with `build` from the custom properties; later calls return
    /// the same sheet, because its hash takes more than a third of the time of a page.
    pub fn sheet(&self, build: impl FnOnce(String) -> Sheet) -> Arc<Sheet> {
        Arc::clone(self.sheet.0.get_or_init(|| Arc::new(build(self.css()))))
    }

    /// Returns the declarations of all custom properties that the style sheet uses. They must precede it. The text is
    /// safe in a `style` element.
    pub fn css(&self) -> String {
        let (keyword, first) = match self.color_scheme {
            ColorScheme::Auto => ("light dark", Scheme::Light),
            ColorScheme::Light => ("light", Scheme::Light),
            ColorScheme::Dark => ("dark", Scheme::Dark),
        };
        let first = self.colors.resolve(first);
        let mut css = format!(":root{{color-scheme:{keyword}");
        for role in Role::ALL {
            css.push_str(&declaration(role, first[role]));
        }
        // Writing to a string does not fail.
        let _ = write!(css, ";--radius:{};--font:{}}}", self.radius.css(), self.font.css());
        if self.color_scheme == ColorScheme::Auto {
            let dark = self.colors.resolve(Scheme::Dark);
            let mut declarations = String::new();
            for role in Role::ALL.into_iter().filter(|role| dark[*role] != first[*role]) {
                declarations.push_str(&declaration(role, dark[role]));
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
}

/// Returns the declaration of a custom property, after a semicolon.
fn declaration(role: Role, color: Color) -> String {
    format!(";{}:{}", role.variable(), color.shortest())
}

#[cfg(test)]
mod tests;
