//! The table of translations: CSV (RFC 4180) in UTF-8.

use profiling_forms::locale::Tag;

/// The name of the first column.
const PLACE: &str = "place";

/// The table: a row for each text.
pub(super) struct Table {
    /// The language of the form.
    pub(super) source: Tag,
    /// The languages of the other columns.
    pub(super) targets: Vec<Tag>,
    pub(super) rows: Vec<Row>,
}

/// A text with its translations.
pub(super) struct Row {
    /// The place in the form, such as `fields[2].label`.
    pub(super) place: String,
    /// The text in the language of the form.
    pub(super) source: String,
    /// The translations in the order of the columns; an empty text is missing.
    pub(super) translations: Vec<String>,
}

impl Table {
    /// Writes the table. Excel recognizes UTF-8 by the byte order mark.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        let languages = std::iter::once(&self.source).chain(&self.targets).map(ToString::to_string);
        let head: Vec<String> = std::iter::once(PLACE.to_owned()).chain(languages).collect();
        let rows = self.rows.iter().map(|row| {
            [&row.place, &row.source].into_iter().chain(&row.translations).cloned().collect::<Vec<_>>()
        });
        for record in std::iter::once(head).chain(rows) {
            // Writing to memory does not fail.
            let _ = writer.write_record(record);
        }
        writer.into_inner().unwrap_or_default()
    }

    /// Reads a table. Errors: a message for the user.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        // Some spreadsheets separate columns with semicolons or tabs.
        let head = text.lines().next().unwrap_or_default();
        let delimiter = [b',', b';', b'\t']
            .into_iter()
            .find(|delimiter| head.as_bytes().contains(delimiter))
            .unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|error| error.to_string())?.clone();
        let columns: Vec<&str> = headers.iter().map(str::trim).collect();
        let [place, source, targets @ ..] = columns.as_slice() else {
            return Err(
                "the table has fewer than two columns; expected `place`, the language of the form and others"
                    .to_owned(),
            );
        };
        if *place != PLACE {
            return Err(format!("the first column is `{place}`; expected `{PLACE}`"));
        }
        let tag = |text: &str| Tag::parse(text).map_err(|error| format!("the column `{text}`: {error}"));
        let source = tag(source)?;
        let targets = targets.iter().map(|text| tag(text)).collect::<Result<Vec<_>, _>>()?;
        for (index, target) in targets.iter().enumerate() {
            if *target == source || targets[..index].contains(target) {
                return Err(format!("the column `{target}` is repeated; remove one of them"));
            }
        }
        let mut rows: Vec<Row> = Vec::new();
        for record in reader.records() {
            let record =
                record.map_err(|error| format!("{error}; each row needs {} columns", columns.len()))?;
            let mut cells = record.iter().map(ToOwned::to_owned);
            let place = cells.next().unwrap_or_default();
            if !place.is_empty() && rows.iter().any(|row| row.place == place) {
                return Err(format!("the row `{place}` is repeated; remove one of them"));
            }
            rows.push(Row { place, source: cells.next().unwrap_or_default(), translations: cells.collect() });
        }
        Ok(Self { source, targets, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_spreadsheets_are_read() {
        for text in [
            "place,en,de\r\ntitle,\"A, B\",\"C \"\"D\"\"\"\r\n",
            "\u{feff}place;en;de\ntitle;A, B;\"C \"\"D\"\"\"\n",
            "place\ten\tde\ntitle\tA, B\t\"C \"\"D\"\"\"\n",
        ] {
            let table = Table::read(text).unwrap();
            let row = &table.rows[0];
            assert_eq!((row.source.as_str(), row.translations[0].as_str()), ("A, B", "C \"D\""), "{text}");
        }
    }

    #[test]
    fn a_table_with_other_columns_is_rejected() {
        for (text, expected) in [
            ("", "fewer than two columns"),
            ("place,en,de,de\ntitle,T,A,B\n", "the column `de` is repeated"),
            ("place,en,en\ntitle,T,A\n", "the column `en` is repeated"),
            ("place,en,de\ntitle,T,A\ntitle,T,B\n", "the row `title` is repeated"),
            ("id,en\n", "the first column is `id`"),
            ("place,english\n", "the column `english`"),
            ("place,en,de\ntitle,A\n", "each row needs 3 columns"),
        ] {
            let error = Table::read(text).err().unwrap();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
