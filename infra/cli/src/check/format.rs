//! The formats of the report.

use std::collections::BTreeSet;

use clap::ValueEnum;
use profiling_authoring::Location;
use serde_json::{Value, json};

use super::finding::{Finding, Report, Severity};
use crate::printable;

/// A format of the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, with the line of each problem
    #[default]
    Text,
    /// A JSON document for scripts
    Json,
    /// Annotations of GitHub Actions, which appear in the pull request
    Github,
    /// SARIF 2.1.0, for editors and code scanning
    Sarif,
}

impl Format {
    /// Writes the report.
    pub(super) fn write(self, report: &Report) -> String {
        match self {
            Self::Text => report.to_string(),
            Self::Json => format!("{}\n", printable::json(report)),
            Self::Github => report.findings.iter().map(annotation).collect(),
            Self::Sarif => format!("{}\n", printable::json(&sarif(report))),
        }
    }
}

/// Returns a workflow command of GitHub Actions.
fn annotation(finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let file = property(&finding.file);
    let lines = finding.place_in_file.as_ref().map_or_else(String::new, |location| {
        let Location { line, column, end_line, end_column, .. } = location;
        // GitHub ignores columns of an annotation over several lines.
        let columns =
            if line == end_line { format!(",col={column},endColumn={end_column}") } else { String::new() };
        format!(",line={line},endLine={end_line}{columns}")
    });
    format!("::{level} file={file}{lines},title={}::{}\n", finding.code_name(), data(&message(finding)))
}

/// The message, with the place if there is one.
fn message(finding: &Finding) -> String {
    match finding.described_place.as_str() {
        "" => finding.message.clone(),
        place => format!("{place}: {}", finding.message),
    }
}

/// Escapes the message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Returns the report in the Static Analysis Results Interchange Format, version 2.1.0.
fn sarif(report: &Report) -> Value {
    let rules: BTreeSet<String> = report.findings.iter().map(Finding::code_name).collect();
    let rules: Vec<Value> = rules.into_iter().map(|id| json!({"id": id})).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "profiling check",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": report.findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn result(finding: &Finding) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut place = json!({"artifactLocation": {"uri": uri(&finding.file)}});
    if let Some(Location { line, column, end_line, end_column, .. }) = &finding.place_in_file {
        place["region"] = json!({
            "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
        });
    }
    json!({
        "ruleId": finding.code_name(),
        "level": level,
        "message": {"text": message(finding)},
        "locations": [{"physicalLocation": place}],
    })
}

/// Returns a path as a relative reference (RFC 3986, section 4.2).
fn uri(path: &str) -> String {
    path.split(['/', '\\']).map(crate::auth0::encode).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::super::finding::Code;
    use super::*;

    fn report() -> Report {
        let located = Finding {
            place_in_file: Some(Location {
                line: 3,
                column: 5,
                end_line: 3,
                end_column: 9,
                source: "text".to_owned(),
            }),
            ..Finding::new(Code::FormInvalid, "a b/f,1.json", "fields[0].label", "100 %\nmore")
        };
        let whole = Finding::new(Code::StageUnchecked, "samconfig.toml", "", "not checked");
        Report::new(vec![located, whole], &super::super::finding::Documents::default())
    }

    #[test]
    fn annotations_have_the_place_and_escape_what_would_end_them() {
        let expected = "::error file=a b/f%2C1.json,line=3,endLine=3,col=5,endColumn=9,title=form_invalid::fields[0].label: \
                        100 %25%0Amore\n::warning file=samconfig.toml,title=stage_unchecked::not checked\n";
        assert_eq!(Format::Github.write(&report()), expected);
    }

    #[test]
    fn sarif_has_a_result_with_its_region_for_each_finding() {
        let document: Value = serde_json::from_str(&Format::Sarif.write(&report())).unwrap();
        let results = &document["runs"][0]["results"];
        let place = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b/f%2C1.json");
        let region = json!({"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9});
        assert_eq!(place["region"], region);
        assert_eq!(results[1]["ruleId"], "stage_unchecked");
        assert_eq!(results[1]["locations"][0]["physicalLocation"].get("region"), None);
    }
}
