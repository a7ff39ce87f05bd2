//! The nearest shade that passes, by the OKLCH colour space.
//!
//! The space and its matrices are Björn Ottosson's, [A perceptual color space for image
//! processing](https://bottosson.github.io/posts/oklab/) (2020); CSS has them as
//! [`oklch()`](https://www.w3.org/TR/css-color-4/#ok-lab). A shade keeps the hue, which is the direction of
//! (a, b), and the chroma, which is its length, as far as sRGB has such a colour.

use super::color::{Color, Contrast};

/// How finely lightness, 0 to 1, is searched: at the light end, where the steps of 8-bit colours are
/// smallest, a grey is three steps from the next.
const STEPS: u32 = 1_000;

/// A colour by lightness (0 to 1) and two axes, green to red and blue to yellow.
#[derive(Debug, Clone, Copy)]
struct Oklab {
    lightness: f64,
    a: f64,
    b: f64,
}

impl From<Color> for Oklab {
    fn from(color: Color) -> Self {
        let light = color.to_linear();
        let cones = multiply(
            &[
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            light,
        );
        let [lightness, a, b] = multiply(
            &[
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            cones.map(f64::cbrt),
        );
        Self { lightness, a, b }
    }
}

impl Oklab {
    /// The amounts of light; below 0 or above 1 where sRGB has no such colour.
    fn to_linear(self) -> [f64; 3] {
        let roots = multiply(
            &[
                [1.0, 0.396_337_777_4, 0.215_803_757_3],
                [1.0, -0.105_561_345_8, -0.063_854_172_8],
                [1.0, -0.089_484_177_5, -1.291_485_548_0],
            ],
            [self.lightness, self.a, self.b],
        );
        multiply(
            &[
                [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
                [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
                [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
            ],
            roots.map(|root| root * root * root),
        )
    }

    /// The colour of this hue at another lightness, its chroma reduced as far as sRGB needs it.
    fn shade(self, lightness: f64) -> Color {
        let muted = |share: f64| Self { lightness, a: self.a * share, b: self.b * share }.to_linear();
        // A hair outside is within the rounding of 8 bits.
        let in_gamut = |light: &[f64; 3]| light.iter().all(|amount| (-0.000_1..=1.000_1).contains(amount));
        let mut best = muted(1.0);
        if !in_gamut(&best) {
            best = muted(0.0);
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..10 {
                let middle = f64::midpoint(low, high);
                let light = muted(middle);
                if in_gamut(&light) {
                    (low, best) = (middle, light);
                } else {
                    high = middle;
                }
            }
        }
        Color::from_linear(best)
    }
}

fn multiply(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
}

/// How far two colours are apart in lightness, 0 to 1.
pub(super) fn distance(one: Color, two: Color) -> f64 {
    (Oklab::from(one).lightness - Oklab::from(two).lightness).abs()
}

/// Whether a colour has the contrast that is asked with each of others.
pub(super) fn passes(color: Color, demands: &[(Color, Contrast)]) -> bool {
    demands.iter().all(|(other, least)| color.contrast(*other) >= *least)
}

/// The shade of `color` that meets all demands and is nearest to it in lightness; `None` when there is no
/// such shade, which takes at least two demands that exclude one another.
pub(super) fn nearest(color: Color, demands: &[(Color, Contrast)]) -> Option<Color> {
    if passes(color, demands) {
        return Some(color);
    }
    let origin = Oklab::from(color);
    // Every shade is tried rather than bisected for: two demands can leave a gap with both ends failing.
    let first = |direction: f64| {
        (1..=STEPS)
            .map(|step| origin.lightness + direction * f64::from(step) / f64::from(STEPS))
            .take_while(|lightness| (-0.001..=1.001).contains(lightness))
            .map(|lightness| origin.shade(lightness.clamp(0.0, 1.0)))
            .find(|shade| passes(*shade, demands))
    };
    [first(-1.0), first(1.0)]
        .into_iter()
        .flatten()
        .min_by(|one, two| distance(color, *one).total_cmp(&distance(color, *two)))
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

    /// Every colour of a coarse grid.
    fn grid(values: &[u8]) -> impl Iterator<Item = Color> {
        let pairs = values.iter().flat_map(|red| values.iter().map(move |green| (*red, *green)));
        pairs.flat_map(|(red, green)| values.iter().map(move |blue| Color::new(red, green, *blue)))
    }

    #[test]
    fn the_conversion_has_the_published_values() {
        for (text, lightness, a, b) in [
            ("#fff", 1.0, 0.0, 0.0),
            ("#000", 0.0, 0.0, 0.0),
            ("#f00", 0.627_96, 0.224_86, 0.125_85),
            ("#0f0", 0.866_44, -0.233_89, 0.179_50),
            ("#00f", 0.452_01, -0.032_46, -0.311_53),
        ] {
            let lab = Oklab::from(color(text));
            for (found, wanted) in [(lab.lightness, lightness), (lab.a, a), (lab.b, b)] {
                assert!((found - wanted).abs() < 0.000_1, "{text}: {lab:?}");
            }
        }
    }

    #[test]
    fn a_colour_at_its_own_lightness_is_itself() {
        for color in grid(&[0, 1, 64, 128, 200, 254, 255]) {
            let lab = Oklab::from(color);
            assert_eq!(lab.shade(lab.lightness), color);
        }
    }

    #[test]
    fn the_suggestion_for_a_grey_is_the_nearest_of_all_greys() {
        for value in (0..=255).step_by(3) {
            for ground in [0, 40, 100, 117, 119, 128, 180, 243, 255] {
                let (value, demands) = (grey(value), [(grey(ground), TEXT)]);
                let brute = (0..=255)
                    .map(grey)
                    .filter(|grey| passes(*grey, &demands))
                    .min_by(|one, two| distance(value, *one).total_cmp(&distance(value, *two)));
                assert_eq!(nearest(value, &demands), brute, "{value} on {}", grey(ground));
            }
        }
    }

    #[test]
    fn the_suggestion_passes_keeps_the_hue_and_goes_no_further_than_needed() {
        let mut tried = 0;
        for ground in ["#fff", "#f3f4f6", "#808080", "#1e2126", "#000", "#1f4fd8", "#ffd400"].map(color) {
            for least in [Contrast(300), TEXT] {
                let demands = [(ground, least)];
                for color in grid(&[0, 51, 119, 204, 255]).filter(|color| !passes(*color, &demands)) {
                    tried += 1;
                    let found = nearest(color, &demands).unwrap();
                    assert!(passes(found, &demands), "{color} on {ground}: {found}");

                    // The first that passes is barely over the line.
                    let over = found.contrast(ground).0 - least.0;
                    assert!(over <= 10, "{color} on {ground}: {found} is {over} hundredths too far");

                    let (from, to) = (Oklab::from(color), Oklab::from(found));
                    let chroma = to.a.hypot(to.b);
                    if chroma > 0.03 {
                        let along = (from.a * to.a + from.b * to.b) / (from.a.hypot(from.b) * chroma);
                        assert!(along > 0.99, "{color} on {ground}: {found} has another hue");
                    }
                    assert!(chroma <= from.a.hypot(from.b) + 0.01, "{color} on {ground}: {found}");
                }
            }
        }
        assert!(tried > 500, "{tried}");
    }

    #[test]
    fn known_suggestions() {
        for (text, demands, suggestion) in [
            ("#777", vec![("#fff", 450)], Some("#767676")),
            ("#fff", vec![("#fff", 450)], Some("#767676")),
            // Between black and white there is one narrow band of greys.
            ("#fff", vec![("#fff", 450), ("#000", 450)], Some("#767676")),
            ("#000", vec![("#fff", 450), ("#000", 450)], Some("#757575")),
            // From a mid grey there may be no shade towards a second one.
            ("#888", vec![("#fff", 450), ("#555", 450)], None),
        ] {
            let demands: Vec<_> =
                demands.into_iter().map(|(other, least)| (color(other), Contrast(least))).collect();
            assert_eq!(nearest(color(text), &demands), suggestion.map(color), "{text} {demands:?}");
        }
    }
}
