use super::*;

fn parse(json: &str) -> Result<Theme<String>, String> {
    let mut json = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let text = error.inner().to_string();
        format!("{}: {}", error.path(), text.split(" at line ").next().unwrap())
    })
}

fn theme(json: &str) -> Theme<String> {
    parse(json).unwrap()
}

const DEFAULT_FONT: &str = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif";

#[test]
fn the_default_theme_prints_every_property_for_light_and_dark() {
    assert_eq!(
        Theme::<String>::default().css(),
        format!(
            ":root{{color-scheme:light dark;--text:#1a1c20;--soft:#4c525c;--back:#f3f4f6;--card:#fff;\
             --line:#d5d9e0;--edge:#6b7280;--main:#1f4fd8;--on:#fff;--bad:#b3261e;\
             --radius:.375rem;--font:{DEFAULT_FONT}}}\
             @media(prefers-color-scheme:dark){{:root{{--text:#eceef2;--soft:#b4bac5;--back:#14161a;\
             --card:#1e2126;--line:#363b44;--edge:#8f97a5;--main:#9db9ff;--on:#0c1b45;--bad:#ffb4ab}}}}"
        )
    );
}

#[test]
fn an_empty_theme_is_the_default_theme() {
    assert_eq!(theme("{}"), Theme::default());
}

#[test]
fn a_theme_prints_its_own_values_and_the_defaults_of_the_others() {
    let css = theme(
        r##"{"colors": {"light": {"primary": "#0A5", "card": "#FFFFFF"}, "dark": {"primary": "#7fd0a0"}},
             "radius": 10, "font": ["Work Sans", "Arial"]}"##,
    )
    .css();
    let (light, dark) = css.split_once("@media").unwrap();
    assert!(light.contains("--main:#0a5;") && light.contains("--text:#1a1c20;"), "{light}");
    assert!(light.ends_with("--radius:.625rem;--font:'Work Sans','Arial',sans-serif}"), "{light}");
    assert!(dark.contains("--main:#7fd0a0;") && dark.contains("--text:#eceef2;"), "{dark}");
}

#[test]
fn a_color_for_light_mode_does_not_change_dark_mode() {
    let css = theme(r##"{"colors": {"light": {"primary": "#0a5"}}}"##).css();
    assert!(css.split_once("@media").unwrap().1.contains("--main:#9db9ff;"), "{css}");
}

#[test]
fn dark_mode_prints_only_the_differences_from_light_mode() {
    let css = theme(r##"{"colors": {"light": {"text": "#010101"}, "dark": {"text": "#010101"}}}"##).css();
    assert!(!css.split_once("@media").unwrap().1.contains("--text"), "{css}");
}

#[test]
fn a_fixed_color_scheme_prints_one_palette() {
    for (scheme, start, color) in [
        ("light", ":root{color-scheme:light;--text:#1a1c20;", "--card:#fff;"),
        ("dark", ":root{color-scheme:dark;--text:#eceef2;", "--card:#1e2126;"),
    ] {
        let css = theme(&format!(r#"{{"color_scheme": "{scheme}"}}"#)).css();
        assert!(css.starts_with(start) && css.contains(color) && !css.contains("@media"), "{css}");
    }
}

#[test]
fn a_radius_is_a_name_or_pixels_and_scales_with_the_text() {
    for (json, css) in [
        (r#""none""#, "0rem"),
        (r#""small""#, ".1875rem"),
        (r#""medium""#, ".375rem"),
        (r#""large""#, ".75rem"),
        (r#""pill""#, "1.5rem"),
        ("0", "0rem"),
        ("1", ".0625rem"),
        ("16", "1rem"),
        ("24", "1.5rem"),
    ] {
        let theme = theme(&format!(r#"{{"radius": {json}}}"#));
        assert!(theme.css().contains(&format!("--radius:{css};")), "{json}: {}", theme.css());
    }
}

#[test]
fn every_font_stack_ends_in_a_generic_family_and_loads_nothing() {
    for name in ["system", "humanist", "geometric", "grotesque", "rounded", "serif", "slab", "mono"] {
        let css = theme(&format!(r#"{{"font": "{name}"}}"#)).font.css();
        let generic = css.rsplit(',').next().unwrap();
        assert!(["serif", "sans-serif", "monospace"].contains(&generic), "{name}: {css}");
        assert!(!css.contains(['(', ';', '}', '<']), "{name}: {css}");
    }
}

#[test]
fn fonts_by_name_are_quoted_and_end_in_a_generic_family() {
    for (json, css) in [
        (r#"["Inter"]"#, "'Inter',sans-serif"),
        (r#"["Noto Serif", "serif"]"#, "'Noto Serif',serif"),
        (r#"["ui-monospace", "PT-Mono 2"]"#, "ui-monospace,'PT-Mono 2'"),
        (r#"["Serif"]"#, "'Serif',sans-serif"),
        (r#"["inherit"]"#, "'inherit',sans-serif"),
        (r#"["ヒラギノ角ゴシック"]"#, "'ヒラギノ角ゴシック',sans-serif"),
    ] {
        assert_eq!(theme(&format!(r#"{{"font": {json}}}"#)).font.css(), css);
    }
}

#[test]
fn a_logo_is_parsed() {
    let theme = theme(
        r#"{"logo": {"url": "https://cdn.example.com/logo.svg", "alt": "Example Ltd", "width": 120, "height": 32}}"#,
    );
    let logo = theme.logo.unwrap();
    assert_eq!(
        (logo.url.as_str(), logo.alt.as_str(), logo.width, logo.height),
        ("https://cdn.example.com/logo.svg", "Example Ltd", 120, 32)
    );
    assert_eq!(Theme::<String>::default().logo, None);
}

fn logo(url: &str, width: &str) -> String {
    format!(r#"{{"logo": {{"url": "{url}", "alt": "", "width": {width}, "height": 9}}}}"#)
}

#[test]
fn an_error_has_the_place_and_the_expected_value() {
    for (json, error) in [
        (r#"{"color": {}}"#, "color: unknown key `color`; did you mean `colors`?"),
        (
            r##"{"colors": {"light": {"link": "#fff"}}}"##,
            "colors.light.link: unknown key `link`; did you mean `line`?",
        ),
        (
            r#"{"colors": {"light": {"text": "red"}}}"#,
            "colors.light.text: `red` is not a color: write `#` and 3 or 6 hexadecimal digits, such as `#1f4fd8`",
        ),
        (
            r#"{"colors": {"dark": {"text": 5}}}"#,
            "colors.dark.text: invalid type: integer `5`, expected a string",
        ),
        (
            r#"{"color_scheme": "night"}"#,
            "color_scheme: unknown variant `night`, expected one of `auto`, `light`, `dark`",
        ),
        (
            &logo("/logo.svg", "9"),
            "logo.url: `/logo.svg` is not the complete URL of an image: write `https://`, a host and a path, \
             such as `https://cdn.example.com/logo.svg`",
        ),
        (
            &logo("https://a.example/", "0"),
            "logo.width: invalid value: integer `0`, expected a whole number of pixels from 1 to 480",
        ),
        (
            &logo("https://a.example/", "481"),
            "logo.width: invalid value: integer `481`, expected a whole number of pixels from 1 to 480",
        ),
        (r#"{"logo": {"url": "https://a.example/", "width": 1, "height": 9}}"#, "logo: missing field `alt`"),
    ] {
        assert_eq!(parse(json).unwrap_err(), error, "{json}");
    }
}

#[test]
fn the_error_for_a_radius_lists_all_valid_values() {
    for (json, problem) in [
        ("25", "invalid value: integer `25`"),
        ("256", "invalid value: integer `256`"),
        ("-1", "invalid type: integer `-1`"),
        ("1.5", "invalid type: floating point `1.5`"),
        (r#""round""#, "invalid value: string \"round\""),
        ("[]", "invalid type: sequence"),
    ] {
        assert_eq!(
            parse(&format!(r#"{{"radius": {json}}}"#)).unwrap_err(),
            format!(
                "radius: {problem}, expected a whole number of pixels from 0 to 24, or none, small, medium, \
                 large or pill"
            )
        );
    }
}

#[test]
fn the_error_for_a_font_lists_all_valid_values() {
    let nine = format!("[{}]", [r#""x""#; 9].join(","));
    for (json, problem) in [
        (r#""Inter""#, "invalid value: string \"Inter\""),
        ("[]", "invalid length 0"),
        (&nine, "invalid length 9"),
        ("12", "invalid type: integer `12`"),
    ] {
        assert_eq!(
            parse(&format!(r#"{{"font": {json}}}"#)).unwrap_err(),
            format!(
                "font: {problem}, expected system, humanist, geometric, grotesque, rounded, serif, slab or mono, \
                 or a list of 1 to 8 names of fonts, such as [\"Inter\", \"Arial\"]"
            )
        );
    }
}

#[test]
fn the_error_for_the_name_of_a_font_has_its_place_in_the_list() {
    for name in ["", " Inter", "Inter ", "a\"b", "A&B", "x_y", &"x".repeat(41)] {
        let font = serde_json::json!({"font": ["Arial", name]}).to_string();
        assert_eq!(
            parse(&font).unwrap_err(),
            format!(
                "font[1]: `{name}` is not the name of a font family: write 1 to 40 letters, digits, hyphens and spaces, \
                 without spaces at the start or the end"
            )
        );
    }
}

#[test]
fn no_value_can_inject_css() {
    for attempt in [
        "red;}body{",
        "#fff;}body{display:none",
        "#fff}</style><script>",
        "</style>",
        "url(x)",
        "url(https://evil.example/)",
        "var(--on)",
        "expression(1)",
        "\\\"",
        "a\\\";}",
        "a\\\\",
        "a'b",
        "a,b",
        "a/*",
        "a\\nb",
        "a\\u0000",
        "@import x",
        "1px;--on:red",
        "{",
        "<!--",
    ] {
        for json in [
            format!(r#"{{"colors": {{"light": {{"text": "{attempt}"}}}}}}"#),
            format!(r#"{{"radius": "{attempt}"}}"#),
            format!(r#"{{"font": "{attempt}"}}"#),
            format!(r#"{{"font": ["{attempt}"]}}"#),
            format!(r#"{{"color_scheme": "{attempt}"}}"#),
            format!(r#"{{"logo": {{"url": "{attempt}", "alt": "", "width": 1, "height": 1}}}}"#),
            format!(r##"{{"colors": {{"light": {{"{attempt}": "#fff"}}}}}}"##),
        ] {
            assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
            assert!(parse(&json).is_err(), "{json}");
        }
    }
}
