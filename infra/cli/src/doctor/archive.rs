//! The files of a layer, which Lambda returns as a ZIP archive.

use std::collections::BTreeMap;

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use rawzip::{CompressionMethod, ZipArchive};

/// The maximum size of an archive's file. Forms are much smaller.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Returns the text files in an archive by their paths, or `None` if it is not a ZIP archive that can be read.
pub(super) fn text_files(archive: &[u8]) -> Option<BTreeMap<String, String>> {
    let archive = ZipArchive::from_slice(archive).ok()?;
    let mut files = BTreeMap::new();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().ok()? {
        if entry.is_dir() {
            continue;
        }
        let path = entry.file_path().try_normalize().ok()?.as_ref().to_owned();
        let method = entry.compression_method();
        let data = archive.get_entry(entry.wayfinder()).ok()?.data();
        let bytes = match method {
            CompressionMethod::STORE => data.to_vec(),
            CompressionMethod::DEFLATE => decompress_to_vec_with_limit(data, MAX_BYTES).ok()?,
            _ => return None,
        };
        if let Ok(text) = String::from_utf8(bytes) {
            files.insert(path, text);
        }
    }
    Some(files)
}
