//! The radius of corners.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IntoDeserializer as _, Visitor};

/// The radius of the corners of inputs and buttons. The radius of the card is twice as large, up to 24
/// pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum Radius {
    /// By name.
    Named(RadiusName),
    /// In pixels, at the browser's default text size.
    Pixels(#[cfg_attr(feature = "schema", schemars(range(min = 0, max = 24)))] u8),
}

/// The named radii.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RadiusName {
    /// Square.
    None,
    /// 3 pixels.
    Small,
    /// 6 pixels.
    Medium,
    /// 12 pixels.
    Large,
    /// 24 pixels. The ends of a button are half circles.
    Pill,
}

/// The maximum radius, in pixels. A larger one would cut off text of several lines at the corners.
const MAX: u8 = 24;

impl Default for Radius {
    fn default() -> Self {
        Self::Named(RadiusName::Medium)
    }
}

impl Radius {
    fn pixels(self) -> u8 {
        match self {
            Self::Named(RadiusName::None) => 0,
            Self::Named(RadiusName::Small) => 3,
            Self::Named(RadiusName::Medium) => 6,
            Self::Named(RadiusName::Large) => 12,
            Self::Named(RadiusName::Pill) => MAX,
            Self::Pixels(pixels) => pixels.min(MAX),
        }
    }

    /// Returns the radius as CSS. The unit is `rem`, so that it scales with the text size.
    pub(super) fn css(self) -> String {
        let rem = (f64::from(self.pixels()) / 16.0).to_string();
        match rem.strip_prefix("0.") {
            Some(digits) => format!(".{digits}rem"),
            // 0 also has a unit, because `calc()` and `min()` require one.
            None => format!("{rem}rem"),
        }
    }
}

impl<'de> Deserialize<'de> for Radius {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RadiusVisitor)
    }
}

struct RadiusVisitor;

impl Visitor<'_> for RadiusVisitor {
    type Value = Radius;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number of pixels from 0 to {MAX}, or none, small, medium, large or pill")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Radius, E> {
        RadiusName::deserialize(name.into_deserializer())
            .map(Radius::Named)
            .map_err(|_: de::value::Error| E::invalid_value(de::Unexpected::Str(name), &self))
    }

    fn visit_u64<E: de::Error>(self, pixels: u64) -> Result<Radius, E> {
        u8::try_from(pixels)
            .ok()
            .filter(|pixels| *pixels <= MAX)
            .map(Radius::Pixels)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(pixels), &self))
    }
}
