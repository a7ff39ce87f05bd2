//! The profiles in the configuration files of the AWS CLI. The SDK ignores a profile that does not exist, so that a
//! misspelled name would be reported as a missing region or as missing credentials.

use std::path::PathBuf;

/// The configuration files: the variable with the path of the file, and its default below the home directory.
const FILES: [(&str, &str); 2] =
    [("AWS_CONFIG_FILE", ".aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials")];

/// Returns the name of the chosen profile if no file has it: that of the option, or else that of `AWS_PROFILE`.
pub(crate) fn missing(option: Option<&str>) -> Option<String> {
    let chosen = option.map(ToOwned::to_owned).or_else(|| variable("AWS_PROFILE")?.into_string().ok())?;
    let is_declared = FILES
        .into_iter()
        .filter_map(|(name, default)| {
            variable(name).map_or_else(|| Some(home()?.join(default)), |path| expand(PathBuf::from(path)))
        })
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .any(|text| declares(&text, &chosen));
    // The default profile need not exist.
    (!is_declared && !["", "default"].contains(&chosen.as_str())).then_some(chosen)
}

/// Returns true if a file has a section for this profile. The names are `[NAME]` and `[profile NAME]`.
fn declares(text: &str, profile: &str) -> bool {
    let sections = text.lines().filter_map(|line| line.trim().strip_prefix('[')?.split_once(']'));
    sections.map(|(section, _)| section.trim()).any(|section| {
        let name = section.strip_prefix("profile").map_or(section, str::trim_start);
        section == profile || name == profile || name.trim_matches(['"', '\'']) == profile
    })
}

/// Replaces `~` at the beginning with the home directory, as the AWS CLI does.
fn expand(path: PathBuf) -> Option<PathBuf> {
    match path.strip_prefix("~") {
        Ok(rest) => Some(home()?.join(rest)),
        Err(_) => Some(path),
    }
}

fn home() -> Option<PathBuf> {
    variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "the variables of the AWS CLI, which the SDK reads too")]
fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_found_in_both_notations() {
        let text = "[default]\nregion = eu-west-1\n  [profile live]\n[profile \"two words\"]\n[test] # comment\n[sso-session s]\n";
        for (profile, expected) in [
            ("default", true),
            ("live", true),
            ("two words", true),
            ("test", true),
            ("nope", false),
            ("region = eu-west-1", false),
            ("liv", false),
        ] {
            assert_eq!(declares(text, profile), expected, "{profile}");
        }
    }
}
