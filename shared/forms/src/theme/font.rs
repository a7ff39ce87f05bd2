//! Fonts. Pages load no fonts, so only those installed on the user's device are available.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IntoDeserializer as _, SeqAccess, Visitor};
use thiserror::Error;

/// The font: a named stack, or a list of families in order of preference.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Font {
    /// A named stack.
    Stack(FontStack),
    /// Font families. The browser uses the first one that is installed, or `sans-serif` if none is.
    Families(#[cfg_attr(feature = "schema", schemars(length(min = 1, max = 8)))] Vec<FontFamily>),
}

/// Groups of similar font families, of which most systems have one. The groups follow [Modern Font
/// Stacks](https://modernfontstacks.com).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FontStack {
    /// The font of the user's system.
    System,
    /// Warm, similar to handwriting: Seravek, Calibri.
    Humanist,
    /// Round and open: Avenir, Montserrat.
    Geometric,
    /// Even and plain: Helvetica, Arial.
    Grotesque,
    /// With round ends: SF Rounded, Quicksand.
    Rounded,
    /// With serifs, for reading: Charter, Cambria.
    Serif,
    /// With strong serifs: Rockwell.
    Slab,
    /// Monospaced: Menlo, Consolas.
    Mono,
}

impl FontStack {
    fn families(self) -> &'static str {
        match self {
            Self::System => "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif",
            Self::Humanist => "Seravek,'Gill Sans Nova',Ubuntu,Calibri,'DejaVu Sans',sans-serif",
            Self::Geometric => "Avenir,Montserrat,Corbel,'URW Gothic',sans-serif",
            Self::Grotesque => "Inter,Roboto,'Helvetica Neue','Arial Nova','Nimbus Sans',Arial,sans-serif",
            Self::Rounded => {
                "ui-rounded,'Hiragino Maru Gothic ProN',Quicksand,Comfortaa,Manjari,'Arial Rounded MT Bold',Calibri,sans-serif"
            }
            Self::Serif => "Charter,'Bitstream Charter','Sitka Text',Cambria,serif",
            Self::Slab => "Rockwell,'Rockwell Nova','Roboto Slab','DejaVu Serif','Sitka Small',serif",
            Self::Mono => {
                "ui-monospace,'Cascadia Code','Source Code Pro',Menlo,Consolas,'DejaVu Sans Mono',monospace"
            }
        }
    }
}

/// The name of a font family, or of one of the generic families of CSS, such as `serif`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend(
        "pattern" = r"^[\p{L}\p{N}-]([\p{L}\p{N} -]{0,38}[\p{L}\p{N}-])?$",
        "examples" = ["Inter", "Helvetica Neue", "sans-serif", "serif"],
        "patternErrorMessage" = "Write 1 to 40 letters, digits, hyphens and spaces."
    ))
)]
#[serde(try_from = "String")]
pub struct FontFamily(String);

/// The error for a text that is not the name of a font family.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not the name of a font family: write 1 to {MAX_NAME} letters, digits, hyphens and spaces, without \
     spaces at the start or the end"
)]
pub struct FontFamilyError(String);

/// The maximum length of a name, in characters.
const MAX_NAME: usize = 40;

/// The maximum number of families. Their names are part of each page.
const MAX_FAMILIES: usize = 8;

/// The [generic families](https://www.w3.org/TR/css-fonts-4/#generic-font-families). They are not quoted.
const GENERIC: [&str; 10] = [
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "system-ui",
    "ui-serif",
    "ui-sans-serif",
    "ui-monospace",
    "ui-rounded",
];

impl FontFamily {
    /// Parses the name of a font family.
    pub fn parse(name: &str) -> Result<Self, FontFamilyError> {
        let is_valid = (1..=MAX_NAME).contains(&name.chars().count())
            && name.trim() == name
            && name.chars().all(|character| character.is_alphanumeric() || " -".contains(character));
        if is_valid { Ok(Self(name.to_owned())) } else { Err(FontFamilyError(name.to_owned())) }
    }

    fn is_generic(&self) -> bool {
        GENERIC.contains(&self.0.as_str())
    }

    /// Returns the name as CSS. It contains no quotes. The style sheet has single quotes, because JSON does not escape
    /// them in the response.
    fn css(&self) -> String {
        if self.is_generic() { self.0.clone() } else { format!("'{}'", self.0) }
    }
}

impl TryFrom<String> for FontFamily {
    type Error = FontFamilyError;

    fn try_from(name: String) -> Result<Self, FontFamilyError> {
        Self::parse(&name)
    }
}

impl Default for Font {
    fn default() -> Self {
        Self::Stack(FontStack::System)
    }
}

impl Font {
    /// Returns the families as CSS. At least one of them is generic.
    pub(super) fn css(&self) -> String {
        match self {
            Self::Stack(stack) => stack.families().to_owned(),
            Self::Families(families) => {
                let mut names: Vec<String> = families.iter().map(FontFamily::css).collect();
                if !families.iter().any(FontFamily::is_generic) {
                    names.push("sans-serif".to_owned());
                }
                names.join(",")
            }
        }
    }
}

impl<'de> Deserialize<'de> for Font {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FontVisitor)
    }
}

struct FontVisitor;

impl<'de> Visitor<'de> for FontVisitor {
    type Value = Font;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "system, humanist, geometric, grotesque, rounded, serif, slab or mono, or a list of 1 to \
             {MAX_FAMILIES} names of fonts, such as [\"Inter\", \"Arial\"]"
        )
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Font, E> {
        FontStack::deserialize(name.into_deserializer())
            .map(Font::Stack)
            .map_err(|_: de::value::Error| E::invalid_value(de::Unexpected::Str(name), &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<Font, A::Error> {
        let mut families = Vec::new();
        while let Some(family) = names.next_element()? {
            families.push(family);
        }
        if (1..=MAX_FAMILIES).contains(&families.len()) {
            Ok(Font::Families(families))
        } else {
            Err(de::Error::invalid_length(families.len(), &self))
        }
    }
}
