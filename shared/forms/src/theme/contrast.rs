//! Whether everybody can read a theme: the contrasts that WCAG 2.2 asks for at level AA.

use super::Fault;
use super::color::{Color, Contrast};
use super::oklab::{distance, nearest, passes};
use super::palette::{Colors, Resolved, Role, Scheme};

/// What a contrast is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Text,
    InputEdge,
    FocusRing,
    ButtonText,
}

impl Use {
    /// [1.4.3](https://www.w3.org/TR/WCAG22/#contrast-minimum) for text, of ordinary size throughout, and
    /// [1.4.11](https://www.w3.org/TR/WCAG22/#non-text-contrast) for what shows an input or the focus.
    fn least(self) -> Contrast {
        match self {
            Self::Text | Self::ButtonText => Contrast(450),
            Self::InputEdge | Self::FocusRing => Contrast(300),
        }
    }

    fn demand(self) -> &'static str {
        match self {
            Self::Text => "text needs 4.5:1 (WCAG 2.2, 1.4.3)",
            Self::ButtonText => "a button's words need 4.5:1 (WCAG 2.2, 1.4.3)",
            Self::InputEdge => "the border of an input needs 3:1 (WCAG 2.2, 1.4.11)",
            Self::FocusRing => "the focus ring needs 3:1 (WCAG 2.2, 1.4.11)",
        }
    }
}

/// Which colours are seen against which. An error's frame (1.4.11) is covered by its text, which has the
/// same two colours and needs more.
const RULES: [(Role, &[(Role, Use)]); 5] = [
    (Role::Text, &[(Role::Card, Use::Text), (Role::Background, Use::Text)]),
    (Role::Soft, &[(Role::Card, Use::Text), (Role::Background, Use::Text)]),
    (Role::Error, &[(Role::Card, Use::Text)]),
    (Role::Edge, &[(Role::Card, Use::InputEdge)]),
    (
        Role::Primary,
        &[
            (Role::Card, Use::FocusRing),
            (Role::Background, Use::FocusRing),
            (Role::OnPrimary, Use::ButtonText),
        ],
    ),
];

/// Colours that, taken together, pass.
type Fix = Vec<(Role, Color)>;

/// A colour that is seen too badly against others.
#[derive(Debug)]
struct Finding {
    role: Role,
    against: Vec<(Role, Use)>,
    /// The nearest first; empty when no shade of the colour passes.
    fixes: Vec<Fix>,
}

/// What is wrong with the colours of one scheme.
pub(super) fn faults(colors: &Colors, scheme: Scheme) -> Vec<Fault> {
    let shown = colors.resolve(scheme);
    let name = |role: Role| {
        let note = if colors.palette(scheme).get(role).is_none() { " (the default)" } else { "" };
        format!("{} {}{note}", role.key(), shown[role])
    };
    findings(&shown)
        .into_iter()
        .map(|Finding { role, against, fixes }| {
            let misses: Vec<String> = against
                .chunk_by(|(_, one), (_, two)| one == two)
                .map(|same| {
                    let ratios: Vec<_> = same
                        .iter()
                        .map(|(other, _)| {
                            let contrast = shown[role].contrast(shown[*other]);
                            format!("{contrast}:1 against {}", name(*other))
                        })
                        .collect();
                    format!("{}, where {}", ratios.join(" and "), same[0].1.demand())
                })
                .collect();
            Fault {
                place: format!("colors.{}.{}", scheme.key(), role.key()),
                reason: format!("{} has {}; {}", name(role), misses.join("; "), advice(&fixes)),
            }
        })
        .collect()
}

fn advice(fixes: &[Fix]) -> String {
    let sets: Vec<String> = fixes
        .iter()
        .map(|fix| {
            let colors: Vec<_> = fix.iter().map(|(role, color)| format!("{} {color}", role.key())).collect();
            colors.join(" with ")
        })
        .collect();
    if sets.is_empty() {
        "no shade of it passes: make card and background more alike".to_owned()
    } else {
        format!("the nearest colour that passes: {}", sets.join(", or "))
    }
}

fn findings(colors: &Resolved) -> Vec<Finding> {
    RULES
        .iter()
        .filter_map(|(role, rules)| {
            let against: Vec<_> = rules
                .iter()
                .copied()
                .filter(|(other, purpose)| colors[*role].contrast(colors[*other]) < purpose.least())
                .collect();
            if against.is_empty() {
                return None;
            }
            // The suggestion keeps every rule, or one fault's cure would be the next fault.
            let fixes = match role {
                Role::Primary => primary_fixes(colors, rules),
                role => nearest(colors[*role], &demands(colors, rules))
                    .map(|color| vec![(*role, color)])
                    .into_iter()
                    .collect(),
            };
            Some(Finding { role: *role, against, fixes })
        })
        .collect()
}

fn demands(colors: &Resolved, rules: &[(Role, Use)]) -> Vec<(Color, Contrast)> {
    rules.iter().map(|(other, purpose)| (colors[*other], purpose.least())).collect()
}

/// Between `primary` and `on_primary` either may give way, or both.
fn primary_fixes(colors: &Resolved, rules: &[(Role, Use)]) -> Vec<Fix> {
    let (primary, words) = (colors[Role::Primary], colors[Role::OnPrimary]);
    let ring: Vec<_> = rules.iter().copied().filter(|(_, purpose)| *purpose == Use::FocusRing).collect();
    let ring = demands(colors, &ring);
    let words_on = |primary| nearest(words, &[(primary, Use::ButtonText.least())]);

    let mut fixes: Vec<Fix> = Vec::new();
    let alone = nearest(primary, &demands(colors, rules));
    if let Some(color) = alone {
        fixes.push(vec![(Role::Primary, color)]);
    }
    if passes(primary, &ring) {
        if let Some(color) = words_on(primary) {
            let nearer = alone.is_none_or(|other| distance(words, color) < distance(primary, other));
            fixes.insert(if nearer { 0 } else { fixes.len() }, vec![(Role::OnPrimary, color)]);
        }
    } else if alone.is_none()
        && let Some(color) = nearest(primary, &ring)
        && let Some(words) = words_on(color)
    {
        fixes.push(vec![(Role::Primary, color), (Role::OnPrimary, words)]);
    }
    fixes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    fn colors(json: &str) -> Colors {
        serde_json::from_str(json).unwrap()
    }

    fn told(json: &str) -> Vec<String> {
        let colors = colors(json);
        [Scheme::Light, Scheme::Dark]
            .into_iter()
            .flat_map(|scheme| faults(&colors, scheme))
            .map(|fault| format!("{}: {}", fault.place, fault.reason))
            .collect()
    }

    #[test]
    fn the_default_theme_passes() {
        assert_eq!(told("{}"), [""; 0]);
    }

    #[test]
    fn a_fault_names_both_colours_the_ratio_and_the_nearest_that_passes() {
        for (json, faults) in [
            (
                r##"{"light": {"soft": "#999", "background": "#fff"}}"##,
                vec![
                    "colors.light.soft: soft #999999 has 2.84:1 against card #ffffff (the default) and 2.84:1 \
                     against background #ffffff, where text needs 4.5:1 (WCAG 2.2, 1.4.3); the nearest colour \
                     that passes: soft #767676",
                ],
            ),
            (
                r##"{"light": {"edge": "#d5d9e0"}, "dark": {"error": "#b3261e"}}"##,
                vec![
                    "colors.light.edge: edge #d5d9e0 has 1.41:1 against card #ffffff (the default), where the \
                     border of an input needs 3:1 (WCAG 2.2, 1.4.11); the nearest colour that passes: edge \
                     #91959c",
                    "colors.dark.error: error #b3261e has 2.46:1 against card #1e2126 (the default), where text \
                     needs 4.5:1 (WCAG 2.2, 1.4.3); the nearest colour that passes: error #e6594a",
                ],
            ),
        ] {
            assert_eq!(told(json), faults, "{json}");
        }
    }

    #[test]
    fn between_a_button_and_its_words_the_smaller_change_comes_first() {
        for (json, advice) in [
            // Fixed by one change to the button, which also has to show its focus ring.
            (r##"{"light": {"primary": "#f60"}}"##, "the nearest colour that passes: primary #ca4f00"),
            (
                r##"{"light": {"primary": "#1f4fd8", "on_primary": "#96a9d9"}}"##,
                "the nearest colour that passes: primary #0629b4, or on_primary #c4d5ff",
            ),
            (
                r##"{"light": {"primary": "#111", "on_primary": "#777"}}"##,
                "the nearest colour that passes: on_primary #7c7c7c, or primary #060606",
            ),
            // No one colour is both dark enough for the ring and light enough for these words.
            (
                r##"{"light": {"primary": "#ffd400", "on_primary": "#333"}}"##,
                "the nearest colour that passes: primary #a88b00 with on_primary #272727",
            ),
        ] {
            let faults = told(json);
            assert!(faults.len() == 1 && faults[0].ends_with(&format!("; {advice}")), "{json}: {faults:#?}");
        }
    }

    #[test]
    fn a_card_and_a_background_without_a_common_text_colour_are_told() {
        assert_eq!(
            told(r##"{"light": {"background": "#666"}}"##)[0],
            "colors.light.text: text #1a1c20 (the default) has 2.97:1 against background #666666, where text \
             needs 4.5:1 (WCAG 2.2, 1.4.3); no shade of it passes: make card and background more alike"
        );
    }

    #[test]
    fn each_rule_has_its_line_and_one_step_past_it_is_a_fault() {
        // Greys on white and on black, where the lines are known: #767676 and #949494, #757575 and #5a5a5a.
        for (json, places) in [
            (r##"{"light": {"background": "#fff", "text": "#767676"}}"##, vec![]),
            (r##"{"light": {"background": "#fff", "text": "#777777"}}"##, vec!["colors.light.text"]),
            (r##"{"light": {"text": "#767676"}}"##, vec!["colors.light.text"]),
            (r##"{"light": {"background": "#fff", "soft": "#767676"}}"##, vec![]),
            (r##"{"light": {"background": "#fff", "soft": "#777777"}}"##, vec!["colors.light.soft"]),
            (r##"{"light": {"soft": "#767676"}}"##, vec!["colors.light.soft"]),
            (r##"{"light": {"error": "#767676"}}"##, vec![]),
            (r##"{"light": {"error": "#777777"}}"##, vec!["colors.light.error"]),
            (r##"{"light": {"edge": "#949494"}}"##, vec![]),
            (r##"{"light": {"edge": "#959595"}}"##, vec!["colors.light.edge"]),
            (r##"{"light": {"background": "#fff", "primary": "#949494", "on_primary": "#000"}}"##, vec![]),
            (
                r##"{"light": {"background": "#fff", "primary": "#959595", "on_primary": "#000"}}"##,
                vec!["colors.light.primary"],
            ),
            (r##"{"light": {"primary": "#949494", "on_primary": "#000"}}"##, vec!["colors.light.primary"]),
            (r##"{"light": {"primary": "#767676"}}"##, vec![]),
            (r##"{"light": {"primary": "#777777"}}"##, vec!["colors.light.primary"]),
            (r##"{"light": {"line": "#fff"}}"##, vec![]),
            (r##"{"dark": {"card": "#000", "background": "#000", "soft": "#757575"}}"##, vec![]),
            (
                r##"{"dark": {"card": "#000", "background": "#000", "soft": "#737373"}}"##,
                vec!["colors.dark.soft"],
            ),
        ] {
            let found: Vec<String> =
                told(json).iter().map(|fault| fault.split(':').next().unwrap().to_owned()).collect();
            assert_eq!(found, places, "{json}");
        }
    }

    #[test]
    fn a_theme_that_takes_every_first_suggestion_passes() {
        let levels = ["#000", "#333", "#ff6600", "#777", "#1f4fd8", "#fff"].map(color);
        let mut fixed = 0;
        for card in levels {
            for other in levels {
                for primary in levels {
                    let mut shown = Colors::default().resolve(Scheme::Light);
                    shown[Role::Card] = card;
                    // Alike enough for one colour of text.
                    shown[Role::Background] = card;
                    for role in [Role::Text, Role::Soft, Role::Error, Role::Edge, Role::OnPrimary] {
                        shown[role] = other;
                    }
                    shown[Role::Primary] = primary;
                    for finding in findings(&shown) {
                        for (role, color) in &finding.fixes[0] {
                            shown[*role] = *color;
                        }
                        fixed += 1;
                    }
                    assert!(findings(&shown).is_empty(), "{card} {other} {primary}: {:?}", findings(&shown));
                }
            }
        }
        assert!(fixed > 500, "{fixed}");
    }
}
