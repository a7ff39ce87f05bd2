//! Compares `plans.txt` with the metadata of libphonenumber in the crate rlibphonenumber, and generates it:
//!
//! `WRITE_PLANS=1 cargo test -p profiling-forms --lib the_plans_are_those_of_the_library`
//!
//! Run it after each update of the crate. The diff shows which numbers were added and removed.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rlibphonenumber::interfaces::AsOriginal as _;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberDesc};

use crate::value::phone::expression::{Extent, compiled};
use crate::value::phone::plan::FILE;

const HEAD: &str = "\
# Telephone numbering plans from the metadata of libphonenumber, Copyright © 2009 The Libphonenumber Authors, under
# the Apache License 2.0: see LICENSE-APACHE beside this file. Written by tests/plans.rs: change that, not this. A
# region a line, of a shared calling code the main country first: calling code, region, prefix to dial abroad,
# national prefix, its replacement, leading digits, lengths without an area code; then of all numbers, of
# mobile ones, of those of fixed lines and of each other kind the lengths and what they look like; tabs between
# them.
";

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test, not configuration of a function")]
fn the_plans_are_those_of_the_library() {
    let plans = generate();
    if env::var_os("WRITE_PLANS").is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/value/phone/plans.txt");
        return fs::write(file, plans).unwrap();
    }
    let differing = plans.lines().zip(FILE.lines()).find(|(plan, line)| plan != line);
    assert!(
        plans == FILE,
        "plans.txt differs from the metadata of rlibphonenumber, first in the line {:?}; \
         update it with: WRITE_PLANS=1 cargo test -p profiling-forms --lib the_plans_are_those_of_the_library",
        differing.map(|(plan, _)| plan)
    );
}

/// An expression that does not compile would match nothing, so every number of its plan would be rejected.
#[test]
fn every_expression_of_the_plans_compiles() {
    for line in FILE.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [_, region, abroad, within, _, leading, _, kinds @ ..] = fields.as_slice() else {
            panic!("{line}: too few fields")
        };
        assert!(kinds.len() >= 4 && kinds.len() % 2 == 0, "{region}: {} fields for its numbers", kinds.len());
        for expression in [abroad, within, leading].into_iter().filter(|expression| !expression.is_empty()) {
            assert!(compiled(expression, Extent::Start).is_some(), "{region} {expression}");
        }
        for expression in kinds.iter().skip(1).step_by(2) {
            assert!(compiled(expression, Extent::Whole).is_some(), "{region} {expression}");
        }
    }
}

/// The expected contents of the file.
fn generate() -> String {
    let util = &*PHONE_NUMBER_UTIL;
    let mut file = HEAD.to_owned();
    for calling_code in util.get_supported_calling_codes() {
        for region in util.get_regions_for_country_calling_code(calling_code).unwrap() {
            let plans = util.as_original();
            let plan = plans.get_metadata_for_region_or_calling_code(calling_code, region).unwrap();
            let kinds_of_numbers = [
                &plan.mobile,
                &plan.fixed_line,
                &plan.voip,
                &plan.personal_number,
                &plan.toll_free,
                &plan.premium_rate,
                &plan.shared_cost,
                &plan.uan,
                &plan.pager,
                &plan.voicemail,
            ];
            let all = &plan.general_desc;
            let mut kinds = Vec::new();
            for kind in kinds_of_numbers {
                let kind = numbers(&kind.original, kind.national_number_pattern().original_base());
                // A length of -1 means that there are no such numbers. Mobile and fixed-line numbers may be the same.
                if !kind.starts_with("-1") && !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            let fields = [
                calling_code.to_string(),
                region.to_string(),
                plan.international_prefix().original_base().to_owned(),
                plan.national_prefix_for_parsing().original_base().to_owned(),
                plan.original.national_prefix_transform_rule().to_owned(),
                plan.leading_digits().original_base().to_owned(),
                list(&all.original.possible_length_local_only),
                numbers(&all.original, all.national_number_pattern().original_base()),
                kinds.join("\t"),
            ];
            writeln!(file, "{}", fields.join("\t")).unwrap();
        }
    }
    file
}

/// Two fields: the possible lengths, and the expression of the digits.
fn numbers(kind: &PhoneNumberDesc, digits: &str) -> String {
    format!("{}\t{digits}", list(&kind.possible_length))
}

fn list(lengths: &[i32]) -> String {
    lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
