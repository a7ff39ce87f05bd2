//! The files of a layer, which Lambda returns as a ZIP archive.

use std::collections::BTreeMap;

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use rawzip::{CompressionMethod, ZipArchive};

/// The maximum number of entries. A layer has a few forms.
const MAX_ENTRIES: usize = 1_000;

/// The maximum size of all files together in bytes. Forms are much smaller.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Returns the JSON files at the top level of an archive by their names. `None` if it is not a ZIP archive that can be
/// read, if it is too large, or if a path leads out of it.
pub(super) fn json_files(archive: &[u8]) -> Option<BTreeMap<String, String>> {
    let archive = ZipArchive::from_slice(archive).ok()?;
    let mut files = BTreeMap::new();
    let (mut count, mut remaining) = (0, MAX_BYTES);
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().ok()? {
        count += 1;
        if count > MAX_ENTRIES {
            return None;
        }
        let path = entry.file_path();
        if leads_out(path.as_ref()) {
            return None;
        }
        let Some(name) = top_level(path.as_ref()) else { continue };
        let method = entry.compression_method();
        let data = archive.get_entry(entry.wayfinder()).ok()?.data();
        let bytes = match method {
            CompressionMethod::STORE if data.len() <= remaining => data.to_vec(),
            CompressionMethod::DEFLATE => decompress_to_vec_with_limit(data, remaining).ok()?,
            _ => return None,
        };
        remaining -= bytes.len();
        if let Ok(text) = String::from_utf8(bytes) {
            files.insert(name.to_owned(), text);
        }
    }
    Some(files)
}

/// Returns true for a path that is absolute or has a part `..`.
fn leads_out(path: &[u8]) -> bool {
    path.first().is_some_and(|&byte| is_separator(byte))
        || path.split(|&byte| is_separator(byte)).any(|part| part == b"..")
}

/// Returns the name of a JSON file at the top level, or `None` for any other path.
fn top_level(path: &[u8]) -> Option<&str> {
    let is_json = path.strip_suffix(b".json").is_some_and(|stem| !stem.is_empty());
    std::str::from_utf8(path).ok().filter(|_| is_json && !path.iter().any(|&byte| is_separator(byte)))
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use rawzip::ZipArchiveWriter;

    use super::*;

    /// Returns an archive with these files. `~` and `!` in a name become `/` and `\`, because the writer
    /// normalizes names.
    fn archive(files: &[(&str, CompressionMethod, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (name, method, text) in files {
            let data = match *method {
                CompressionMethod::DEFLATE => miniz_oxide::deflate::compress_to_vec(text, 1),
                _ => text.to_vec(),
            };
            let (mut entry, config) = archive.new_file(name).compression_method(*method).start().unwrap();
            let mut writer = config.wrap(&mut entry);
            writer.write_all(&data).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        let replace = |byte: &u8| match byte {
            b'~' => b'/',
            b'!' => b'\\',
            byte => *byte,
        };
        bytes.iter().map(replace).collect()
    }

    #[test]
    fn only_json_files_at_the_top_level_are_returned() {
        let names = ["a.json", "b.JSON", "c.txt", "d/e.json", "d!f.json", ".json", "é.json"];
        let files = names.map(|name| (name, CompressionMethod::STORE, &b"{}"[..]));
        let files = json_files(&archive(&files)).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["a.json", "é.json"]);
        for name in ["~a.json", "..~a.json", "b~..~a.json", "..!a.json", "!a.json", "b~.."] {
            assert_eq!(json_files(&archive(&[(name, CompressionMethod::STORE, b"{}")])), None, "{name}");
        }
        assert_eq!(json_files(b"no archive"), None);
    }

    #[test]
    fn a_large_archive_is_not_read() {
        let half = vec![b' '; MAX_BYTES / 2];
        for method in [CompressionMethod::STORE, CompressionMethod::DEFLATE] {
            let [a, b] = ["a.json", "b.json"].map(|name| (name, method, half.as_slice()));
            assert_eq!(json_files(&archive(&[a, b])).map(|files| files.len()), Some(2), "{method:?}");
            let c = ("c.json", method, &b" "[..]);
            assert_eq!(json_files(&archive(&[a, b, c])), None, "{method:?}");
            // The others are not even decompressed.
            let other = ("c.txt", method, &half[..]);
            assert_eq!(json_files(&archive(&[a, b, other])).map(|files| files.len()), Some(2), "{method:?}");
        }
        let names: Vec<String> = (0..=MAX_ENTRIES).map(|index| format!("{index}.txt")).collect();
        let files: Vec<_> =
            names.iter().map(|name| (name.as_str(), CompressionMethod::STORE, &b""[..])).collect();
        assert_eq!(json_files(&archive(&files[1..])).map(|files| files.len()), Some(0));
        assert_eq!(json_files(&archive(&files)), None);
    }
}
