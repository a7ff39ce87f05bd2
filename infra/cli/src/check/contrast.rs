//! The colors of a theme: contrast below level AA of WCAG 2.2, and palettes that are never used.

mod shade;

use profiling_forms::theme::{Color, ColorScheme, Colors, Palette, ResolvedPalette, Role, Scheme, Theme};

use super::finding::{Code, Finding};
use shade::{Contrast, Requirement, distance, nearest, passes};

/// The purpose of a pair of colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Text,
    InputEdge,
    FocusRing,
    ButtonText,
}

impl Purpose {
    /// Returns the minimum contrast: [1.4.3](https://www.w3.org/TR/WCAG22/#contrast-minimum) for text, which is never
    /// large, and [1.4.11](https://www.w3.org/TR/WCAG22/#non-text-contrast) for inputs and the focus ring.
    fn minimum(self) -> Contrast {
        match self {
            Self::Text | Self::ButtonText => Contrast(450),
            Self::InputEdge | Self::FocusRing => Contrast(300),
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Text => "text needs 4.5:1 (WCAG 2.2, 1.4.3)",
            Self::ButtonText => "a button's words need 4.5:1 (WCAG 2.2, 1.4.3)",
            Self::InputEdge => "the border of an input needs 3:1 (WCAG 2.2, 1.4.11)",
            Self::FocusRing => "the focus ring needs 3:1 (WCAG 2.2, 1.4.11)",
        }
    }
}

/// A color against which another one must have enough contrast.
#[derive(Debug, Clone, Copy)]
struct Rule {
    other: Role,
    purpose: Purpose,
}

const fn rule(other: Role, purpose: Purpose) -> Rule {
    Rule { other, purpose }
}

/// The rules of each color. The border of a field with an error (1.4.11) needs none: it has the colors of the error
/// message, which needs more contrast.
const RULES: [(Role, &[Rule]); 5] = [
    (Role::Text, &[rule(Role::Card, Purpose::Text), rule(Role::Background, Purpose::Text)]),
    (Role::Soft, &[rule(Role::Card, Purpose::Text), rule(Role::Background, Purpose::Text)]),
    (Role::Error, &[rule(Role::Card, Purpose::Text)]),
    (Role::Edge, &[rule(Role::Card, Purpose::InputEdge)]),
    (
        Role::Primary,
        &[
            rule(Role::Card, Purpose::FocusRing),
            rule(Role::Background, Purpose::FocusRing),
            rule(Role::OnPrimary, Purpose::ButtonText),
        ],
    ),
];

/// Colors that pass if all of them are changed.
type Fix = Vec<(Role, Color)>;

/// A color with too little contrast.
#[derive(Debug)]
struct Violation {
    role: Role,
    broken: Vec<Rule>,
    /// The nearest first; empty if no shade of the color passes.
    fixes: Vec<Fix>,
}

/// Reports problems in the colors of a theme.
pub(super) fn check<Alt>(file: &str, theme: &Theme<Alt>) -> Vec<Finding> {
    let (schemes, unused): (&[Scheme], _) = match theme.color_scheme {
        ColorScheme::Auto => (&[Scheme::Light, Scheme::Dark], None),
        ColorScheme::Light => (&[Scheme::Light], Some((Scheme::Light, Scheme::Dark))),
        ColorScheme::Dark => (&[Scheme::Dark], Some((Scheme::Dark, Scheme::Light))),
    };
    let mut findings: Vec<_> =
        schemes.iter().flat_map(|scheme| contrast_findings(file, &theme.colors, *scheme)).collect();
    if let Some((used, unused)) = unused
        && *theme.colors.palette(unused) != Palette::default()
    {
        let message = format!(
            "they are never shown, as color_scheme is `{}`; leave them out, or make it `auto`",
            used.key()
        );
        findings.push(Finding::new(
            Code::ThemeUnused,
            file,
            format!("theme.colors.{}", unused.key()),
            message,
        ));
    }
    if theme.color_scheme == ColorScheme::Light
        && theme.logo.as_ref().is_some_and(|logo| logo.dark_url.is_some())
    {
        let message = "it is never shown, as color_scheme is `light`; leave it out, or make it `auto`";
        findings.push(Finding::new(Code::ThemeUnused, file, "theme.logo.dark_url", message));
    }
    findings
}

fn contrast_findings(file: &str, colors: &Colors, scheme: Scheme) -> Vec<Finding> {
    let palette = colors.resolve(scheme);
    violations(&palette)
        .into_iter()
        .map(|Violation { role, broken, fixes }| {
            let ratios: Vec<String> = broken
                .chunk_by(|left, right| left.purpose == right.purpose)
                .map(|rules| {
                    let ratios: Vec<_> = rules
                        .iter()
                        .map(|Rule { other, .. }| {
                            let contrast = Contrast::between(palette[role], palette[*other]);
                            format!("{contrast}:1 against {}", describe(colors, scheme, *other))
                        })
                        .collect();
                    format!("{}, where {}", ratios.join(" and "), rules[0].purpose.description())
                })
                .collect();
            let color = describe(colors, scheme, role);
            Finding::new(
                Code::ThemeContrast,
                file,
                format!("theme.colors.{}.{}", scheme.key(), role.key()),
                format!("{color} has {}; {}", ratios.join("; "), advice(&fixes)),
            )
        })
        .collect()
}

/// Returns the key and the value of a color, such as `card #ffffff (the default)`.
fn describe(colors: &Colors, scheme: Scheme, role: Role) -> String {
    let note = if colors.palette(scheme).get(role).is_none() { " (the default)" } else { "" };
    format!("{} {}{note}", role.key(), colors.resolve(scheme)[role])
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
        format!("the nearest color that passes: {}", sets.join(", or "))
    }
}

/// Returns the colors with too little contrast.
fn violations(palette: &ResolvedPalette) -> Vec<Violation> {
    RULES
        .iter()
        .filter_map(|(role, rules)| {
            let color = palette[*role];
            let broken: Vec<_> = rules
                .iter()
                .copied()
                .filter(|rule| Contrast::between(color, palette[rule.other]) < rule.purpose.minimum())
                .collect();
            if broken.is_empty() {
                return None;
            }
            // A suggestion follows all rules, not only the broken ones; otherwise it could break another one.
            let fixes = match role {
                Role::Primary => primary_fixes(palette, rules),
                role => nearest(color, &requirements(palette, rules))
                    .map(|color| vec![(*role, color)])
                    .into_iter()
                    .collect(),
            };
            Some(Violation { role: *role, broken, fixes })
        })
        .collect()
}

fn requirements(palette: &ResolvedPalette, rules: &[Rule]) -> Vec<Requirement> {
    rules
        .iter()
        .map(|rule| Requirement { other: palette[rule.other], minimum: rule.purpose.minimum() })
        .collect()
}

/// Returns the nearest text color for buttons of this color.
fn button_text(text: Color, button: Color) -> Option<Color> {
    nearest(text, &[Requirement { other: button, minimum: Purpose::ButtonText.minimum() }])
}

/// Returns changes to `primary`, to `on_primary`, or to both.
fn primary_fixes(palette: &ResolvedPalette, rules: &[Rule]) -> Vec<Fix> {
    let (primary, text) = (palette[Role::Primary], palette[Role::OnPrimary]);
    let ring: Vec<_> = rules.iter().copied().filter(|rule| rule.purpose == Purpose::FocusRing).collect();
    let ring = requirements(palette, &ring);

    let mut fixes: Vec<Fix> = Vec::new();
    let primary_only = nearest(primary, &requirements(palette, rules));
    if let Some(color) = primary_only {
        fixes.push(vec![(Role::Primary, color)]);
    }
    if passes(primary, &ring) {
        if let Some(color) = button_text(text, primary) {
            let nearer = primary_only.is_none_or(|other| distance(text, color) < distance(primary, other));
            fixes.insert(if nearer { 0 } else { fixes.len() }, vec![(Role::OnPrimary, color)]);
        }
    } else if primary_only.is_none()
        && let Some(color) = nearest(primary, &ring)
        && let Some(text) = button_text(text, color)
    {
        fixes.push(vec![(Role::Primary, color), (Role::OnPrimary, text)]);
    }
    fixes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    fn theme(json: &str) -> Theme<String> {
        serde_json::from_str(json).unwrap()
    }

    /// Returns the findings for a theme with these colors.
    fn findings(colors: &str) -> Vec<String> {
        check("f.json", &theme(&format!(r#"{{"colors": {colors}}}"#)))
            .into_iter()
            .map(|Finding { place, message, .. }| format!("{place}: {message}"))
            .collect()
    }

    #[test]
    fn the_default_theme_passes() {
        for scheme in ["auto", "light", "dark"] {
            assert_eq!(check("f.json", &theme(&format!(r#"{{"color_scheme": "{scheme}"}}"#))), []);
        }
    }

    #[test]
    fn only_the_schemes_in_use_are_checked() {
        let colors = r##""colors": {"light": {"text": "#eee"}, "dark": {"text": "#333"}}"##;
        for (scheme, expected) in [
            (
                "auto",
                [
                    ("theme.colors.light.text", Code::ThemeContrast),
                    ("theme.colors.dark.text", Code::ThemeContrast),
                ],
            ),
            (
                "light",
                [("theme.colors.light.text", Code::ThemeContrast), ("theme.colors.dark", Code::ThemeUnused)],
            ),
            (
                "dark",
                [("theme.colors.dark.text", Code::ThemeContrast), ("theme.colors.light", Code::ThemeUnused)],
            ),
        ] {
            let findings = check("f.json", &theme(&format!(r#"{{{colors}, "color_scheme": "{scheme}"}}"#)));
            let found: Vec<_> =
                findings.iter().map(|finding| (finding.place.as_str(), finding.code)).collect();
            assert_eq!(found, expected, "{scheme}");
        }
    }

    #[test]
    fn a_dark_logo_is_reported_if_the_page_is_always_light() {
        let logo = r#""logo": {"url": "https://a.example/a.png", "dark_url": "https://a.example/b.png", "alt": "A", "width": 9, "height": 9}"#;
        for (scheme, expected) in [("light", vec!["theme.logo.dark_url"]), ("dark", vec![]), ("auto", vec![])]
        {
            let findings = check("f.json", &theme(&format!(r#"{{{logo}, "color_scheme": "{scheme}"}}"#)));
            let places: Vec<&str> = findings.iter().map(|finding| finding.place.as_str()).collect();
            assert_eq!(places, expected, "{scheme}");
        }
    }

    #[test]
    fn a_finding_has_both_colors_the_ratio_and_the_nearest_color_that_passes() {
        for (json, expected) in [
            (
                r##"{"light": {"soft": "#999", "background": "#fff"}}"##,
                vec![
                    "theme.colors.light.soft: soft #999999 has 2.84:1 against card #ffffff (the default) and 2.84:1 \
                     against background #ffffff, where text needs 4.5:1 (WCAG 2.2, 1.4.3); the nearest color \
                     that passes: soft #767676",
                ],
            ),
            (
                r##"{"light": {"edge": "#d5d9e0"}, "dark": {"error": "#b3261e"}}"##,
                vec![
                    "theme.colors.light.edge: edge #d5d9e0 has 1.41:1 against card #ffffff (the default), where the \
                     border of an input needs 3:1 (WCAG 2.2, 1.4.11); the nearest color that passes: edge \
                     #91959c",
                    "theme.colors.dark.error: error #b3261e has 2.46:1 against card #1e2126 (the default), where text \
                     needs 4.5:1 (WCAG 2.2, 1.4.3); the nearest color that passes: error #e6594a",
                ],
            ),
        ] {
            assert_eq!(findings(json), expected, "{json}");
        }
    }

    #[test]
    fn of_a_button_and_its_text_the_smaller_change_is_suggested_first() {
        for (json, advice) in [
            // A single change to the button, whose color is also that of the focus ring.
            (r##"{"light": {"primary": "#f60"}}"##, "the nearest color that passes: primary #ca4f00"),
            (
                r##"{"light": {"primary": "#1f4fd8", "on_primary": "#96a9d9"}}"##,
                "the nearest color that passes: primary #0629b4, or on_primary #c4d5ff",
            ),
            (
                r##"{"light": {"primary": "#111", "on_primary": "#777"}}"##,
                "the nearest color that passes: on_primary #7c7c7c, or primary #060606",
            ),
            // No color is both dark enough for the ring and light enough for this text.
            (
                r##"{"light": {"primary": "#ffd400", "on_primary": "#333"}}"##,
                "the nearest color that passes: primary #a88b00 with on_primary #272727",
            ),
        ] {
            let findings = findings(json);
            assert!(
                findings.len() == 1 && findings[0].ends_with(&format!("; {advice}")),
                "{json}: {findings:#?}"
            );
        }
    }

    #[test]
    fn a_card_and_a_background_without_a_common_text_color_are_reported() {
        assert_eq!(
            findings(r##"{"light": {"background": "#666"}}"##)[0],
            "theme.colors.light.text: text #1a1c20 (the default) has 2.97:1 against background #666666, where text \
             needs 4.5:1 (WCAG 2.2, 1.4.3); no shade of it passes: make card and background more alike"
        );
    }

    #[test]
    fn each_rule_has_an_exact_limit() {
        // The limits for grey are #767676 and #949494 on white, and #757575 and #5a5a5a on black.
        for (json, places) in [
            (r##"{"light": {"background": "#fff", "text": "#767676"}}"##, vec![]),
            (r##"{"light": {"background": "#fff", "text": "#777777"}}"##, vec!["theme.colors.light.text"]),
            (r##"{"light": {"text": "#767676"}}"##, vec!["theme.colors.light.text"]),
            (r##"{"light": {"background": "#fff", "soft": "#767676"}}"##, vec![]),
            (r##"{"light": {"background": "#fff", "soft": "#777777"}}"##, vec!["theme.colors.light.soft"]),
            (r##"{"light": {"soft": "#767676"}}"##, vec!["theme.colors.light.soft"]),
            (r##"{"light": {"error": "#767676"}}"##, vec![]),
            (r##"{"light": {"error": "#777777"}}"##, vec!["theme.colors.light.error"]),
            (r##"{"light": {"edge": "#949494"}}"##, vec![]),
            (r##"{"light": {"edge": "#959595"}}"##, vec!["theme.colors.light.edge"]),
            (r##"{"light": {"background": "#fff", "primary": "#949494", "on_primary": "#000"}}"##, vec![]),
            (
                r##"{"light": {"background": "#fff", "primary": "#959595", "on_primary": "#000"}}"##,
                vec!["theme.colors.light.primary"],
            ),
            (
                r##"{"light": {"primary": "#949494", "on_primary": "#000"}}"##,
                vec!["theme.colors.light.primary"],
            ),
            (r##"{"light": {"primary": "#767676"}}"##, vec![]),
            (r##"{"light": {"primary": "#777777"}}"##, vec!["theme.colors.light.primary"]),
            (r##"{"light": {"line": "#fff"}}"##, vec![]),
            (r##"{"dark": {"card": "#000", "background": "#000", "soft": "#757575"}}"##, vec![]),
            (
                r##"{"dark": {"card": "#000", "background": "#000", "soft": "#737373"}}"##,
                vec!["theme.colors.dark.soft"],
            ),
        ] {
            let found: Vec<String> =
                findings(json).iter().map(|finding| finding.split(':').next().unwrap().to_owned()).collect();
            assert_eq!(found, places, "{json}");
        }
    }

    #[test]
    fn a_theme_with_all_first_suggestions_passes() {
        let levels = ["#000", "#333", "#ff6600", "#777", "#1f4fd8", "#fff"].map(color);
        let mut fixed = 0;
        for card in levels {
            for other in levels {
                for primary in levels {
                    let mut palette = Colors::default().resolve(Scheme::Light);
                    palette[Role::Card] = card;
                    // Equal, so that some text color passes on both.
                    palette[Role::Background] = card;
                    for role in [Role::Text, Role::Soft, Role::Error, Role::Edge, Role::OnPrimary] {
                        palette[role] = other;
                    }
                    palette[Role::Primary] = primary;
                    for violation in violations(&palette) {
                        for (role, color) in &violation.fixes[0] {
                            palette[*role] = *color;
                        }
                        fixed += 1;
                    }
                    let violations = violations(&palette);
                    assert!(violations.is_empty(), "{card} {other} {primary}: {violations:?}");
                }
            }
        }
        assert!(fixed > 500, "{fixed}");
    }
}
