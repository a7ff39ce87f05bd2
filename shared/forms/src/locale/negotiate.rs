//! Chooses the language of a page.

use super::tag::Tag;

/// The parts of an `Accept-Language` header that are parsed: bytes, and ranges within them.
const MAX_HEADER_BYTES: usize = 256;
const MAX_RANGES: usize = 20;

/// Returns the best match in `available` for `preferred`, which is in order of preference.
///
/// For each preferred tag: the same tag, then the tag shortened from its end (the lookup of RFC 4647 §3.4: `de-CH` matches
/// `de`), then the first tag with the same language (`zh` matches `zh-Hans`, `pt` matches `pt-BR`), then a language that CLDR
/// has as its other name or that its readers read: Norwegian (`no`) and Bokmål (`nb`), for readers of Nynorsk (`nn`) both;
/// Filipino (`fil`) and Tagalog (`tl`). Traditional and simplified Chinese do not match each other. Without a match, the
/// first of `available`; English if there is none.
///
/// ```
/// use profiling_forms::locale::{Tag, negotiate};
///
/// let available = [Tag::parse("en")?, Tag::parse("de")?];
/// let preferred = [Tag::parse("fi")?, Tag::parse("de-CH")?];
/// assert_eq!(negotiate(preferred, &available).as_str(), "de");
/// # Ok::<(), profiling_forms::locale::TagError>(())
/// ```
pub fn negotiate(preferred: impl IntoIterator<Item = Tag>, available: &[Tag]) -> Tag {
    preferred
        .into_iter()
        .find_map(|tag| find(&tag, available))
        .or(available.first())
        .copied()
        .unwrap_or(Tag::ENGLISH)
}

/// Adds the region of the user to the language of a page, for [`messages`](super::messages): a form in `en` has the date format
/// of `en-GB` for a user with that preference.
pub fn with_region(language: Tag, preferred: &[Tag]) -> Tag {
    let region = preferred.iter().filter(|tag| is_readable(&language, tag)).find_map(Tag::region);
    match region {
        Some(region) if language.region().is_none() => language.in_region(region),
        _ => language,
    }
}

/// Returns true if a user who prefers `preferred` can read `tag`: the languages are the same, and the scripts are not
/// known to differ.
fn is_readable(tag: &Tag, preferred: &Tag) -> bool {
    let same_script = match (tag.written_script(), preferred.written_script()) {
        (Some(script), Some(preferred)) => script == preferred,
        _ => true,
    };
    tag.language() == preferred.language() && same_script
}

fn find<'a>(preferred: &Tag, available: &'a [Tag]) -> Option<&'a Tag> {
    let related = related(preferred.language()).iter().filter_map(|language| Tag::parse(language).ok());
    std::iter::once(*preferred).chain(related).find_map(|tag| find_language(&tag, available))
}

/// Returns the languages that a reader of a language can read, closest first.
fn related(language: &str) -> &'static [&'static str] {
    match language {
        "nb" => &["no"],
        "no" => &["nb"],
        "nn" => &["nb", "no"],
        "fil" => &["tl"],
        "tl" => &["fil"],
        _ => &[],
    }
}

fn find_language<'a>(preferred: &Tag, available: &'a [Tag]) -> Option<&'a Tag> {
    let mut readable = available.iter().filter(|tag| is_readable(tag, preferred));
    std::iter::successors(Some(*preferred), Tag::shorter)
        .find_map(|range| readable.clone().find(|tag| **tag == range))
        .or_else(|| readable.next())
}

/// Parses an `Accept-Language` header (RFC 9110 §12.5.4) into tags in order of preference.
///
/// Ranges that are not acceptable (`q=0`), not a language (`*`) or not valid are omitted, and so is everything after 256
/// bytes or 20 ranges.
///
/// ```
/// use profiling_forms::locale::accept_language;
///
/// let tags = accept_language("en;q=0.7, de-CH, *;q=0.1");
/// assert_eq!(tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["de-CH", "en"]);
/// ```
pub fn accept_language(header: &str) -> Vec<Tag> {
    let mut ranges: Vec<(u16, Tag)> = bounded(header)
        .split(',')
        .take(MAX_RANGES)
        .filter_map(range)
        .filter(|(weight, _)| *weight > 0)
        .collect();
    // The sort is stable: ranges with equal weights keep their order.
    ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut tags: Vec<Tag> = Vec::with_capacity(ranges.len());
    for (_, tag) in ranges {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Returns the complete ranges within the first bytes.
fn bounded(header: &str) -> &str {
    if header.len() <= MAX_HEADER_BYTES {
        return header;
    }
    let head = &header[..header.floor_char_boundary(MAX_HEADER_BYTES)];
    head.rsplit_once(',').map_or("", |(whole, _)| whole)
}

fn range(text: &str) -> Option<(u16, Tag)> {
    let mut parts = text.split(';').map(|part| part.trim_matches([' ', '\t']));
    let tag = Tag::closest(parts.next()?)?;
    let weight = match parts.next() {
        None => 1_000,
        Some(parameter) => {
            let (name, value) = parameter.split_once('=')?;
            name.eq_ignore_ascii_case("q").then(|| thousandths(value))??
        }
    };
    parts.next().is_none().then_some((weight, tag))
}

/// Parses a `qvalue`, 0 to 1 with up to three decimals, as thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if !matches!(whole, "0" | "1") || decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = format!("{whole}{decimals:0<3}").parse().ok()?;
    (value <= 1_000).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(texts: &str) -> Vec<Tag> {
        texts.split_whitespace().map(|text| Tag::parse(text).unwrap()).collect()
    }

    #[test]
    fn the_best_match_is_found() {
        for (preferred, available, expected) in [
            ("de", "en de", "de"),
            ("de-CH", "en de", "de"),
            ("de-CH", "en de de-CH", "de-CH"),
            ("pt-BR", "en pt", "pt"),
            ("pt", "en pt-BR", "pt-BR"),
            ("pt-PT", "en pt-BR", "pt-BR"),
            ("fr de", "en de", "de"),
            ("de-CH fr", "en fr de", "de"),
            ("nb", "en no", "no"),
            ("no", "en nb", "nb"),
            ("nn-NO", "en nb", "nb"),
            ("nn", "en no nn", "nn"),
            ("nb", "en nn", "en"),
            ("tl", "en fil", "fil"),
            ("fil-PH", "en tl", "tl"),
            ("nb", "en nb", "nb"),
            ("iw", "en he", "he"),
            ("in", "en id", "id"),
            ("fi", "en de", "en"),
            ("", "de en", "de"),
            ("fi", "", "en"),
            ("sr-Latn-RS", "en sr", "sr"),
            ("sr-Latn", "en sr-Cyrl", "en"),
        ] {
            assert_eq!(
                negotiate(tags(preferred), &tags(available)).as_str(),
                expected,
                "{preferred:?} among {available:?}"
            );
        }
    }

    #[test]
    fn chinese_matches_by_script() {
        for (preferred, available, expected) in [
            ("zh", "en zh-Hans", "zh-Hans"),
            ("zh-CN", "en zh-Hans", "zh-Hans"),
            ("zh-SG", "en zh-Hans", "zh-Hans"),
            ("zh-Hans-HK", "en zh-Hans", "zh-Hans"),
            ("zh-TW", "en zh-Hans", "en"),
            ("zh-HK", "en zh-Hans", "en"),
            ("zh-MO", "en zh", "en"),
            ("zh-Hant", "en zh-Hans", "en"),
            ("zh-TW", "en zh-Hans zh-Hant", "zh-Hant"),
            ("zh-Hant", "en zh-TW", "zh-TW"),
            ("zh-Hant-HK", "en zh", "en"),
            ("zh-CN", "en zh-Hant zh", "zh"),
        ] {
            assert_eq!(
                negotiate(tags(preferred), &tags(available)).as_str(),
                expected,
                "{preferred:?} among {available:?}"
            );
        }
    }

    #[test]
    fn the_region_is_that_of_the_user_if_the_form_has_none() {
        for (language, preferred, tag) in [
            ("en", "en-GB", "en-GB"),
            ("en", "fr-FR en-US en-GB", "en-US"),
            ("en", "en en-AU", "en-AU"),
            ("en-US", "en-GB", "en-US"),
            ("en", "de-DE", "en"),
            ("en", "", "en"),
            ("zh-Hans", "zh-TW zh-SG", "zh-Hans-SG"),
        ] {
            let language = Tag::parse(language).unwrap();
            assert_eq!(with_region(language, &tags(preferred)).as_str(), tag, "{language} for {preferred:?}");
        }
    }

    #[test]
    fn a_header_is_parsed_in_order_of_preference() {
        for (header, preferred) in [
            ("de", "de"),
            ("da, en-GB;q=0.8, en;q=0.7", "da en-GB en"),
            ("en;q=0.7,de;q=0.9,fr", "fr de en"),
            ("de-AT,de;q=0.9,*;q=0.5", "de-AT de"),
            ("en , \tde ;\tq=0.5", "en de"),
            ("en;Q=0.1,de;q=0.2", "de en"),
            ("en;q=0,de", "de"),
            ("en;q=0.000,de", "de"),
            ("de;q=1.000,en;q=0.001", "de en"),
            ("en;q=0.5,de;q=0.5", "en de"),
            ("de,de;q=0.5,DE", "de"),
            ("en_US", "en-US"),
            ("*", ""),
            ("", ""),
            (",,;,", ""),
            ("en;q=1.5,de;q=2,fr;q=-1,it;q=,es;q=0.1234,pl;q", ""),
            ("en;level=1", ""),
            ("en;q=0.5;q=0.9", ""),
        ] {
            assert_eq!(accept_language(header), tags(preferred), "{header:?}");
        }
    }

    #[test]
    fn a_long_header_is_parsed_up_to_its_limits() {
        let many: Vec<String> = (b'a'..=b'z').map(|b| format!("a{}", b as char)).collect();
        assert_eq!(accept_language(&many.join(",")).len(), 20);

        // The range at the limit is incomplete, so it is omitted.
        let cut = format!("{},de-AT", " ".repeat(253));
        assert_eq!(accept_language(&cut), []);
        let whole = format!("fr,{},de-AT", " ".repeat(253));
        assert_eq!(accept_language(&whole), tags("fr"));
    }

    #[test]
    fn an_invalid_header_has_no_languages() {
        for header in ["\0", "é;q=é", "😀,de", &"😀".repeat(100), &"de,".repeat(1_000), ";q=1", "=;=,-_-"]
        {
            assert!(accept_language(header).len() <= 1, "{header:?}");
        }
    }
}
