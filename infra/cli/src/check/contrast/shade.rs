//! Contrast ratios, and the nearest shade of a color that has enough contrast.
//!
//! A shade has the hue of the original color, and its chroma as far as sRGB allows. Shades are computed in
//! [Oklab](https://www.w3.org/TR/css-color-4/#ok-lab), in which equal distances look equal.

use std::fmt;

use color::{Oklab, OpaqueColor, Srgb};
use profiling_forms::theme::Color;

/// The number of steps in which lightness, 0 to 1, is searched. Neighboring 8-bit grays are at least three steps
/// apart.
const STEPS: u16 = 1_000;

/// A [contrast ratio](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio) in hundredths, from 100 to 2,100, rounded
/// down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Contrast(pub(super) u16);

impl Contrast {
    /// Returns the contrast between two colors.
    pub(super) fn between(left: Color, right: Color) -> Self {
        let [left, right] = [left, right].map(|color| f64::from(srgb(color).relative_luminance()));
        let ratio = (left.max(right) + 0.05) / (left.min(right) + 0.05);
        // Luminance has single precision. Without the addend, white on black could be 20.99.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 ≤ ratio ≤ 21")]
        Self((ratio * 100.0 + 0.001).floor() as u16)
    }
}

impl fmt::Display for Contrast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// The minimum contrast with another color.
#[derive(Debug, Clone, Copy)]
pub(super) struct Requirement {
    pub(super) other: Color,
    pub(super) minimum: Contrast,
}

fn srgb(color: Color) -> OpaqueColor<Srgb> {
    let [red, green, blue] = color.channels();
    OpaqueColor::from_rgb8(red, green, blue)
}

fn oklab(color: Color) -> OpaqueColor<Oklab> {
    srgb(color).convert()
}

fn lightness(color: Color) -> f32 {
    oklab(color).components[0]
}

/// Returns the difference in lightness of two colors, 0 to 1.
pub(super) fn distance(left: Color, right: Color) -> f32 {
    (lightness(left) - lightness(right)).abs()
}

/// Returns true if a color meets all requirements.
pub(super) fn passes(color: Color, requirements: &[Requirement]) -> bool {
    requirements.iter().all(|requirement| Contrast::between(color, requirement.other) >= requirement.minimum)
}

/// Returns the shade of `color` that meets all requirements and is nearest to it in lightness. Returns `None` if no
/// shade does; this takes at least two requirements, which contradict each other.
pub(super) fn nearest(color: Color, requirements: &[Requirement]) -> Option<Color> {
    if passes(color, requirements) {
        return Some(color);
    }
    let original = oklab(color);
    // A linear search, because with two requirements the shades that pass can lie between shades that fail.
    [-1.0, 1.0]
        .into_iter()
        .filter_map(|direction| {
            (1..=STEPS)
                .map(|step| original.components[0] + direction * f32::from(step) / f32::from(STEPS))
                .take_while(|lightness| (-0.001..=1.001).contains(lightness))
                .map(|lightness| shade(original, lightness.clamp(0.0, 1.0)))
                .find(|shade| passes(*shade, requirements))
        })
        .min_by(|left, right| distance(color, *left).total_cmp(&distance(color, *right)))
}

/// Returns the color with the same hue and this lightness. Its chroma is reduced if sRGB has no such color.
fn shade(color: OpaqueColor<Oklab>, lightness: f32) -> Color {
    let color = color.map(|_, a, b| [lightness, a, b]);
    let mut best = color;
    if !is_in_gamut(color) {
        best = color.scale_chroma(0.0);
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..10 {
            let middle = f32::midpoint(low, high);
            let candidate = color.scale_chroma(middle);
            if is_in_gamut(candidate) {
                (low, best) = (middle, candidate);
            } else {
                high = middle;
            }
        }
    }
    let rgb = best.convert::<Srgb>().to_rgba8();
    Color::new(rgb.r, rgb.g, rgb.b)
}

/// Returns true if sRGB has this color, within the rounding error of 8-bit channels.
fn is_in_gamut(color: OpaqueColor<Oklab>) -> bool {
    color.convert::<color::LinearSrgb>().components.iter().all(|amount| (-0.000_1..=1.000_1).contains(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: Contrast = Contrast(450);

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    fn grey(value: u8) -> Color {
        Color::new(value, value, value)
    }

    /// Returns all colors whose channels have these values.
    fn grid(values: &[u8]) -> impl Iterator<Item = Color> {
        let pairs = values.iter().flat_map(|red| values.iter().map(move |green| (*red, *green)));
        pairs.flat_map(|(red, green)| values.iter().map(move |blue| Color::new(red, green, *blue)))
    }

    #[test]
    fn contrast_is_that_of_wcag_rounded_down() {
        for (left, right, ratio) in [
            ("#000", "#fff", "21.00"),
            ("#fff", "#fff", "1.00"),
            ("#767676", "#fff", "4.54"),
            ("#777", "#fff", "4.47"),
            ("#949494", "#fff", "3.03"),
            ("#959595", "#fff", "2.99"),
            ("#f00", "#fff", "3.99"),
            ("#00f", "#fff", "8.59"),
            ("#0f0", "#fff", "1.37"),
            ("#757575", "#000", "4.55"),
        ] {
            let (left, right) = (color(left), color(right));
            assert_eq!(Contrast::between(left, right).to_string(), ratio, "{left} {right}");
            assert_eq!(Contrast::between(right, left).to_string(), ratio, "{right} {left}");
        }
    }

    /// Returns the relative luminance of a color by the formula of WCAG 2.2, in double precision.
    fn luminance(color: Color) -> f64 {
        let [red, green, blue] = color.channels().map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    #[test]
    fn contrast_agrees_with_double_precision() {
        let colors: Vec<_> = grid(&[0, 1, 51, 102, 119, 148, 200, 255]).chain((0..=255).map(grey)).collect();
        for (index, left) in colors.iter().enumerate() {
            for right in &colors[index..] {
                let (one, two) = (luminance(*left), luminance(*right));
                let ratio = (one.max(two) + 0.05) / (one.min(two) + 0.05) * 100.0;
                let found = f64::from(Contrast::between(*left, *right).0);
                // Rounded down, except for ratios within 0.00002 below the next hundredth.
                assert!(found <= ratio + 0.002 && ratio < found + 1.0, "{left} {right}: {found} for {ratio}");
            }
        }
    }

    #[test]
    fn oklab_has_the_published_values() {
        for (text, lightness, a, b) in [
            ("#fff", 1.0, 0.0, 0.0),
            ("#000", 0.0, 0.0, 0.0),
            ("#f00", 0.627_96, 0.224_86, 0.125_85),
            ("#0f0", 0.866_44, -0.233_89, 0.179_50),
            ("#00f", 0.452_01, -0.032_46, -0.311_53),
        ] {
            let found = oklab(color(text)).components;
            for (found, expected) in found.into_iter().zip([lightness, a, b]) {
                assert!((found - expected).abs() < 0.000_1_f32, "{text}: {found} instead of {expected}");
            }
        }
    }

    #[test]
    fn the_shade_with_the_same_lightness_is_the_same_color() {
        // Each value of each channel.
        let channels = (0..=255).map(|channel| Color::new(channel, 255 - channel, channel / 2));
        let blues = (0..=255).map(|channel| Color::new(128, 128, channel));
        for color in grid(&[0, 1, 64, 128, 200, 254, 255]).chain(channels).chain(blues) {
            assert_eq!(shade(oklab(color), lightness(color)), color);
        }
    }

    #[test]
    fn the_suggestion_for_a_grey_is_the_nearest_of_all_greys() {
        for value in (0..=255).step_by(3) {
            for ground in [0, 40, 100, 117, 119, 128, 180, 243, 255] {
                let (value, requirements) =
                    (grey(value), [Requirement { other: grey(ground), minimum: TEXT }]);
                let brute = (0..=255)
                    .map(grey)
                    .filter(|grey| passes(*grey, &requirements))
                    .min_by(|one, two| distance(value, *one).total_cmp(&distance(value, *two)));
                assert_eq!(nearest(value, &requirements), brute, "{value} on {}", grey(ground));
            }
        }
    }

    #[test]
    fn the_suggestion_passes_keeps_the_hue_and_goes_no_further_than_needed() {
        let mut tried = 0;
        for ground in ["#fff", "#f3f4f6", "#808080", "#1e2126", "#000", "#1f4fd8", "#ffd400"].map(color) {
            for minimum in [Contrast(300), TEXT] {
                let requirements = [Requirement { other: ground, minimum }];
                for color in grid(&[0, 51, 119, 204, 255]).filter(|color| !passes(*color, &requirements)) {
                    tried += 1;
                    let found = nearest(color, &requirements).unwrap();
                    assert!(passes(found, &requirements), "{color} on {ground}: {found}");

                    // The nearest shade that passes barely meets the minimum.
                    let over = Contrast::between(found, ground).0 - minimum.0;
                    assert!(over <= 10, "{color} on {ground}: {found} is {over} hundredths too far");

                    let [[_, from_a, from_b], [_, to_a, to_b]] =
                        [color, found].map(|color| oklab(color).components);
                    let (original_chroma, chroma) = (from_a.hypot(from_b), to_a.hypot(to_b));
                    if chroma > 0.03 {
                        let cosine = (from_a * to_a + from_b * to_b) / (original_chroma * chroma);
                        assert!(cosine > 0.99, "{color} on {ground}: {found} has a different hue");
                    }
                    assert!(chroma <= original_chroma + 0.01, "{color} on {ground}: {found}");
                }
            }
        }
        assert!(tried > 500, "{tried}");
    }

    #[test]
    fn known_suggestions() {
        for (text, requirements, suggestion) in [
            ("#777", vec![("#fff", 450)], Some("#767676")),
            ("#fff", vec![("#fff", 450)], Some("#767676")),
            // Only a few grays have enough contrast with both black and white.
            ("#fff", vec![("#fff", 450), ("#000", 450)], Some("#767676")),
            ("#000", vec![("#fff", 450), ("#000", 450)], Some("#757575")),
            // No shade has enough contrast with both white and a medium grey.
            ("#888", vec![("#fff", 450), ("#555", 450)], None),
        ] {
            let requirements: Vec<_> = requirements
                .into_iter()
                .map(|(other, minimum)| Requirement { other: color(other), minimum: Contrast(minimum) })
                .collect();
            assert_eq!(nearest(color(text), &requirements), suggestion.map(color), "{text} {requirements:?}");
        }
    }
}
