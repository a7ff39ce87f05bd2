//! Finds the language of a page.

use super::tag::Tag;

/// How much of an `Accept-Language` header is read: bytes, and ranges among them.
const MAX_HEADER_BYTES: usize = 256;
const MAX_RANGES: usize = 20;

/// The language out of `available` that suits best, `wanted` being in order of preference.
///
/// For each that is wanted: the same tag, then the tag shortened from its end (the lookup of RFC 4647
/// §3.4: `de-CH` finds `de`), then the first of the same language (`zh` finds `zh-Hans`, `pt` finds
/// `pt-BR`), as a neighbour's variety is read more easily than another language. Traditional and
/// simplified Chinese never replace each other. Where nothing suits it is the first of `available`;
/// English where there is none.
pub fn negotiate(wanted: impl IntoIterator<Item = Tag>, available: &[Tag]) -> Tag {
    wanted
        .into_iter()
        .find_map(|wanted| find(&wanted, available))
        .or(available.first())
        .copied()
        .unwrap_or(Tag::ENGLISH)
}

/// `found`, and the region of whoever wanted it: a form in `en` is read in `en-GB`, where the day is in
/// front of the month. For [`words`](super::words); the page itself stays in the language that it has.
pub fn with_region(found: Tag, wanted: &[Tag]) -> Tag {
    let region = wanted.iter().filter(|wanted| is_read_as(&found, wanted)).find_map(Tag::region);
    match region {
        Some(region) if found.region().is_none() => found.in_region(region),
        _ => found,
    }
}

/// Whether who wants `wanted` can read `tag`: the same language, not known to be in another script.
fn is_read_as(tag: &Tag, wanted: &Tag) -> bool {
    let scripts = (tag.written_script(), wanted.written_script());
    tag.language() == wanted.language() && !matches!(scripts, (Some(tag), Some(wanted)) if tag != wanted)
}

fn find<'a>(wanted: &Tag, available: &'a [Tag]) -> Option<&'a Tag> {
    let fits = |tag: &&Tag| is_read_as(tag, wanted);
    let same = |wanted: Tag| available.iter().filter(fits).find(|tag| **tag == wanted);
    std::iter::successors(Some(*wanted), Tag::shorter).find_map(same).or_else(|| available.iter().find(fits))
}

/// The languages of an `Accept-Language` header (RFC 9110 §12.5.4), the most wanted first. What is not
/// wanted (`q=0`), not a language (`*`) or not understood is left out, and so is whatever goes beyond 256
/// bytes or 20 ranges.
pub fn accept_language(header: &str) -> Vec<Tag> {
    let mut ranges: Vec<(u16, Tag)> = bounded(header)
        .split(',')
        .take(MAX_RANGES)
        .filter_map(range)
        .filter(|(weight, _)| *weight > 0)
        .collect();
    // Stable: of equal weights the first goes first.
    ranges.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut tags: Vec<Tag> = Vec::with_capacity(ranges.len());
    for (_, tag) in ranges {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The ranges that are whole within the first bytes.
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

/// A `qvalue`: 0 to 1 with up to three decimals.
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
    fn the_language_that_suits_best_is_found() {
        for (wanted, available, found) in [
            ("de", "en de", "de"),
            ("de-CH", "en de", "de"),
            ("de-CH", "en de de-CH", "de-CH"),
            ("pt-BR", "en pt", "pt"),
            ("pt", "en pt-BR", "pt-BR"),
            ("pt-PT", "en pt-BR", "pt-BR"),
            ("fr de", "en de", "de"),
            ("de-CH fr", "en fr de", "de"),
            ("nb", "en no", "en"),
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
                negotiate(tags(wanted), &tags(available)).as_str(),
                found,
                "{wanted:?} among {available:?}"
            );
        }
    }

    #[test]
    fn chinese_is_found_by_its_script() {
        for (wanted, available, found) in [
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
                negotiate(tags(wanted), &tags(available)).as_str(),
                found,
                "{wanted:?} among {available:?}"
            );
        }
    }

    #[test]
    fn the_region_is_the_readers_where_the_form_names_none() {
        for (found, wanted, tag) in [
            ("en", "en-GB", "en-GB"),
            ("en", "fr-FR en-US en-GB", "en-US"),
            ("en", "en en-AU", "en-AU"),
            ("en-US", "en-GB", "en-US"),
            ("en", "de-DE", "en"),
            ("en", "", "en"),
            ("zh-Hans", "zh-TW zh-SG", "zh-Hans-SG"),
        ] {
            let found = Tag::parse(found).unwrap();
            assert_eq!(with_region(found, &tags(wanted)).as_str(), tag, "{found} for {wanted:?}");
        }
    }

    #[test]
    fn a_header_is_read_in_order_of_preference() {
        for (header, wanted) in [
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
            assert_eq!(accept_language(header), tags(wanted), "{header:?}");
        }
    }

    #[test]
    fn a_header_is_read_within_bounds() {
        let many: Vec<String> = (b'a'..=b'z').map(|b| format!("a{}", b as char)).collect();
        assert_eq!(accept_language(&many.join(",")).len(), 20);

        // The range at the bound is cut, so it is not taken for what is left of it.
        let cut = format!("{},de-AT", " ".repeat(253));
        assert_eq!(accept_language(&cut), []);
        let whole = format!("fr,{},de-AT", " ".repeat(253));
        assert_eq!(accept_language(&whole), tags("fr"));
    }

    #[test]
    fn whatever_a_header_says_it_is_read() {
        for header in ["\0", "é;q=é", "😀,de", &"😀".repeat(100), &"de,".repeat(1_000), ";q=1", "=;=,-_-"]
        {
            assert!(accept_language(header).len() <= 1, "{header:?}");
        }
    }
}
