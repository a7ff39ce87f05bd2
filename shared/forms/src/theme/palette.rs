//! The colors of a theme, and the default theme.

use std::ops::{Index, IndexMut};

use serde::Deserialize;

use super::color::Color;
use crate::strict::deserialize_strictly;

/// The colors of a theme. `check` rejects colors whose contrast is below WCAG 2.2 level AA.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, remote = "Self", deny_unknown_fields)]
pub struct Colors {
    /// The colors of light mode.
    #[cfg_attr(feature = "schema", schemars(extend("default" = Self::default_theme(Scheme::Light))))]
    pub light: Palette,
    /// The colors of dark mode.
    #[cfg_attr(feature = "schema", schemars(extend("default" = Self::default_theme(Scheme::Dark))))]
    pub dark: Palette,
}

deserialize_strictly!(Colors);

/// The colors of light or dark mode. Missing colors are those of the default theme.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, remote = "Self", deny_unknown_fields)]
pub struct Palette {
    /// Text and links. Contrast with card and background: 4.5:1.
    pub text: Option<Color>,
    /// Hints and other secondary text. Contrast with card and background: 4.5:1.
    pub soft: Option<Color>,
    /// The page around the card.
    pub background: Option<Color>,
    /// The background of the card and of inputs.
    pub card: Option<Color>,
    /// The border of the card. It is decorative and needs no minimum contrast.
    pub line: Option<Color>,
    /// The border of inputs. Contrast with card: 3:1.
    pub edge: Option<Color>,
    /// Buttons, and the focus ring. Contrast with card and background: 3:1.
    pub primary: Option<Color>,
    /// The text of buttons. Contrast with primary: 4.5:1.
    pub on_primary: Option<Color>,
    /// Error messages, and the border of fields with an error. Contrast with card: 4.5:1.
    pub error: Option<Color>,
}

deserialize_strictly!(Palette);

/// The name of a palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The palette of light mode.
    Light,
    /// The palette of dark mode.
    Dark,
}

impl Scheme {
    /// Returns the key in the form file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The role of a color, as described at the fields of [`Palette`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of `Palette` have the descriptions")]
pub enum Role {
    Text,
    Soft,
    Background,
    Card,
    Line,
    Edge,
    Primary,
    OnPrimary,
    Error,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Soft,
        Self::Background,
        Self::Card,
        Self::Line,
        Self::Edge,
        Self::Primary,
        Self::OnPrimary,
        Self::Error,
    ];

    /// Returns the key in the form file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Soft => "soft",
            Self::Background => "background",
            Self::Card => "card",
            Self::Line => "line",
            Self::Edge => "edge",
            Self::Primary => "primary",
            Self::OnPrimary => "on_primary",
            Self::Error => "error",
        }
    }

    /// Returns the name of the custom property in the style sheet.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Self::Text => "--text",
            Self::Soft => "--soft",
            Self::Background => "--back",
            Self::Card => "--card",
            Self::Line => "--line",
            Self::Edge => "--edge",
            Self::Primary => "--main",
            Self::OnPrimary => "--on",
            Self::Error => "--bad",
        }
    }
}

impl Palette {
    /// Returns the color with this role, if the form file has one.
    pub fn get(&self, role: Role) -> Option<Color> {
        match role {
            Role::Text => self.text,
            Role::Soft => self.soft,
            Role::Background => self.background,
            Role::Card => self.card,
            Role::Line => self.line,
            Role::Edge => self.edge,
            Role::Primary => self.primary,
            Role::OnPrimary => self.on_primary,
            Role::Error => self.error,
        }
    }
}

/// A palette that has a color for each role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolvedPalette([Color; Role::ALL.len()]);

impl Index<Role> for ResolvedPalette {
    type Output = Color;

    fn index(&self, role: Role) -> &Color {
        &self.0[role as usize]
    }
}

impl IndexMut<Role> for ResolvedPalette {
    fn index_mut(&mut self, role: Role) -> &mut Color {
        &mut self.0[role as usize]
    }
}

/// The default theme, in the order of `Role::ALL`.
const LIGHT: ResolvedPalette = ResolvedPalette([
    Color::new(0x1a, 0x1c, 0x20),
    Color::new(0x4c, 0x52, 0x5c),
    Color::new(0xf3, 0xf4, 0xf6),
    Color::new(0xff, 0xff, 0xff),
    Color::new(0xd5, 0xd9, 0xe0),
    Color::new(0x6b, 0x72, 0x80),
    Color::new(0x1f, 0x4f, 0xd8),
    Color::new(0xff, 0xff, 0xff),
    Color::new(0xb3, 0x26, 0x1e),
]);

const DARK: ResolvedPalette = ResolvedPalette([
    Color::new(0xec, 0xee, 0xf2),
    Color::new(0xb4, 0xba, 0xc5),
    Color::new(0x14, 0x16, 0x1a),
    Color::new(0x1e, 0x21, 0x26),
    Color::new(0x36, 0x3b, 0x44),
    Color::new(0x8f, 0x97, 0xa5),
    Color::new(0x9d, 0xb9, 0xff),
    Color::new(0x0c, 0x1b, 0x45),
    Color::new(0xff, 0xb4, 0xab),
]);

impl Colors {
    /// Returns the default colors in the format of a form file.
    #[cfg(feature = "schema")]
    fn default_theme(scheme: Scheme) -> serde_json::Value {
        let colors = Self::default().resolve(scheme);
        Role::ALL.into_iter().map(|role| (role.key(), colors[role].to_string())).collect()
    }

    /// Returns the palette in the form file.
    pub fn palette(&self, scheme: Scheme) -> &Palette {
        match scheme {
            Scheme::Light => &self.light,
            Scheme::Dark => &self.dark,
        }
    }

    /// Returns the colors of a page: those in the form file, and the default theme's for the others.
    pub fn resolve(&self, scheme: Scheme) -> ResolvedPalette {
        let mut colors = match scheme {
            Scheme::Light => LIGHT,
            Scheme::Dark => DARK,
        };
        for role in Role::ALL {
            if let Some(color) = self.palette(scheme).get(role) {
                colors[role] = color;
            }
        }
        colors
    }
}
