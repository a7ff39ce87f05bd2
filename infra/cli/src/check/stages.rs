//! Checks the stages in `samconfig.toml`: their parameters, their secrets, and the architecture of the build.

mod overrides;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use self::overrides::Overrides;
use super::finding::{Code, Finding};
use super::template::Parameters;
use super::{CheckError, Source, hint};

/// The key with the parameters of the template.
const OVERRIDES: &str = "parameter_overrides";

/// The parameter that sets the architecture of the functions.
const ARCHITECTURE: &str = "Architecture";

/// The parameter with the name of the secret.
const SECRET: &str = "SessionSecretParameter";

/// The stage that the SAM CLI uses without `--config-env`.
const DEFAULT: &str = "default";

/// Reports problems in the stages. `build` is the output of `sam build` for the stage `built_for`, or for the default
/// stage.
pub(super) fn check(
    file: &Source,
    parameters: &Parameters,
    built_for: Option<&str>,
    build: &Source,
) -> Result<Vec<Finding>, CheckError> {
    let text = file.read()?;
    let invalid =
        |place: String, message: String| Finding::new(Code::StagesInvalid, &file.label, place, message);
    if text.starts_with('\u{feff}') {
        let message =
            "the file starts with a byte order mark, which the SAM CLI rejects; save it as UTF-8 without one";
        return Ok(vec![invalid(String::new(), message.to_owned())]);
    }
    let table = match text.parse::<Table>() {
        Ok(table) => table,
        Err(error) => {
            let place = error.span().map(|span| place(&text, span.start)).unwrap_or_default();
            return Ok(vec![invalid(place, format!("not valid TOML: {}", error.message()))]);
        }
    };
    let mut findings = Vec::new();
    if !table.get("version").is_some_and(Value::is_float) {
        findings.push(invalid(
            "version".to_owned(),
            "expected `version = 0.1`, which the SAM CLI requires".to_owned(),
        ));
    }
    let stages = Stage::read_all(table);
    for stage in &stages {
        findings.extend(stage.parameter_problems(&file.label, parameters));
        findings.extend(stage.architecture_problem(&file.label, parameters));
    }
    findings.extend(shared_secrets(&file.label, &stages, parameters));
    let name = built_for.unwrap_or(DEFAULT);
    match (stages.iter().find(|stage| stage.name == name), built_for) {
        (Some(stage), _) => findings.extend(stage.other_build(&file.label, parameters, build)),
        (None, Some(name)) => {
            let hint = hint(name, stages.iter().map(|stage| stage.name.as_str()));
            findings.push(invalid(String::new(), format!("there is no stage `{name}`{hint}")));
        }
        (None, None) => {}
    }
    Ok(findings)
}

/// Returns the line and the column of a byte.
fn place(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or_default();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {} column {column}", before.matches('\n').count() + 1)
}

/// A stage: the options of each command.
pub(super) struct Stage {
    pub(super) name: String,
    commands: BTreeMap<String, Table>,
}

impl Stage {
    pub(super) fn read_all(table: Table) -> Vec<Self> {
        let stages = table.into_iter().filter_map(|(name, value)| match value {
            Value::Table(commands) => Some((name, commands)),
            _ => None,
        });
        stages
            .map(|(name, commands)| {
                let commands = commands.into_iter().filter_map(|(command, section)| {
                    let Value::Table(mut section) = section else { return None };
                    let Value::Table(parameters) = section.remove("parameters")? else { return None };
                    Some((command, parameters))
                });
                Self { name, commands: commands.collect() }
            })
            .collect()
    }

    /// Returns an option of a command and the section that it is in. An option for all commands applies if the command
    /// has none of its own.
    pub(super) fn option(&self, command: &str, key: &str) -> Option<(String, &Value)> {
        [command, "global"].into_iter().find_map(|command| {
            let value = self.commands.get(command)?.get(key)?;
            Some((format!("{}.{command}.parameters.{key}", self.name), value))
        })
    }

    /// Returns an option of `deploy`, if it is a string.
    fn text(&self, key: &str) -> Option<&str> {
        self.option("deploy", key)?.1.as_str()
    }

    /// Returns the parameters that the stage sets for a command.
    pub(super) fn parameters(&self, command: &str) -> BTreeMap<String, String> {
        self.option(command, OVERRIDES).map(|(_, value)| Overrides::read(value).values).unwrap_or_default()
    }

    /// Returns the value of a parameter that the stage sets for a command.
    fn own_parameter(&self, command: &str, name: &str) -> Option<String> {
        self.parameters(command).remove(name)
    }

    /// Returns the value of a parameter for a command: that of the stage, or else the default of the template.
    fn parameter(&self, command: &str, name: &str, parameters: &Parameters) -> Option<String> {
        self.own_parameter(command, name).or_else(|| parameters.default_of(name).map(ToOwned::to_owned))
    }

    /// Reports parameters that the SAM CLI does not read, that the template does not have, or whose values it or the
    /// functions do not accept.
    fn parameter_problems(&self, file: &str, parameters: &Parameters) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (command, section) in &self.commands {
            let Some(value) = section.get(OVERRIDES) else { continue };
            let place = format!("{}.{command}.parameters.{OVERRIDES}", self.name);
            let overrides = Overrides::read(value);
            let invalid = overrides.values.iter().filter_map(|(name, value)| parameters.error(name, value));
            let problems = overrides.problems.iter().cloned().chain(invalid);
            findings
                .extend(problems.map(|message| Finding::new(Code::StageParameter, file, &place, message)));
            let unread =
                overrides.files.iter().map(|other| format!("the parameters in {other} were not checked"));
            findings.extend(unread.map(|message| Finding::new(Code::StageUnchecked, file, &place, message)));
        }
        findings
    }

    /// Reports an architecture that only `sam build` or only `sam deploy` reads, or that the stage does not set.
    fn architecture_problem(&self, file: &str, parameters: &Parameters) -> Option<Finding> {
        let [built, deployed] =
            ["build", "deploy"].map(|command| self.parameter(command, ARCHITECTURE, parameters));
        let (built, deployed) = (built?, deployed?);
        if built != deployed {
            let message = format!(
                "`sam build` builds for {built}, but `sam deploy` deploys {ARCHITECTURE}={deployed}: the functions would not \
                 start. Set {ARCHITECTURE} in {OVERRIDES} of [{}.global.parameters], which both read, and remove \
                 {OVERRIDES} from the sections for single commands",
                self.name
            );
            return Some(Finding::new(Code::StageArchitecture, file, &self.name, message));
        }
        // It may be set in another file, which is not read.
        let overrides =
            self.option("deploy", OVERRIDES).map(|(_, value)| Overrides::read(value)).unwrap_or_default();
        (!overrides.values.contains_key(ARCHITECTURE) && overrides.files.is_empty()).then(|| {
            let message = format!(
                "{ARCHITECTURE} is not set. `sam build` then builds for {built}, but `sam deploy` keeps the architecture of \
                 a deployed stack. Set it in {OVERRIDES} of [{}.global.parameters]",
                self.name
            );
            Finding::new(Code::StageArchitectureUnset, file, &self.name, message)
        })
    }

    /// Reports functions that are built for another architecture than that of the stage.
    fn other_build(&self, file: &str, parameters: &Parameters, build: &Source) -> Vec<Finding> {
        let architecture = |command| self.parameter(command, ARCHITECTURE, parameters);
        let Some(deployed) = architecture("deploy") else { return Vec::new() };
        // Another build would not help if the stage itself builds for another architecture than it deploys.
        if architecture("build").as_ref() != Some(&deployed) {
            return Vec::new();
        }
        let place = self.option("deploy", OVERRIDES).map_or_else(|| self.name.clone(), |(place, _)| place);
        bootstraps(&build.path)
            .into_iter()
            .map(|(function, path)| (function, machine(&path)))
            .filter(|(_, machine)| *machine != Some(deployed.as_str()))
            .map(|(function, machine)| {
                let problem = machine.map_or_else(
                    || "is not a program for Lambda".to_owned(),
                    |machine| format!("is built for {machine}, but this stage deploys {ARCHITECTURE}={deployed}"),
                );
                let message = format!(
                    "{}/{function}/bootstrap {problem}: the function would not start. Run `sam build --config-env {}`",
                    build.label, self.name
                );
                Finding::new(Code::StageArchitecture, file, &place, message)
            })
            .collect()
    }
}

/// Reports different stacks with the same secret, unless their regions or AWS profiles differ.
fn shared_secrets(file: &str, stages: &[Stage], parameters: &Parameters) -> Vec<Finding> {
    let secret = |stage: &Stage| stage.parameter("deploy", SECRET, parameters);
    let mut findings = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let other = stages[..index].iter().find(|other| {
            // A region or a profile that is not set can be the same.
            let differs = |key| matches!((stage.text(key), other.text(key)), (Some(a), Some(b)) if a != b);
            stage.text("stack_name") != other.text("stack_name")
                && !differs("region")
                && !differs("profile")
                && secret(stage) == secret(other)
        });
        if let (Some(other), Some(secret)) = (other, secret(stage)) {
            let message = format!(
                "if this stage and the stage `{}` are in the same account, both read the secret {secret}: each could sign \
                 tokens for the other, and a rotation in one would affect both. Set a different {SECRET} for each",
                other.name
            );
            findings.push(Finding::new(Code::StageSecretShared, file, &stage.name, message));
        }
    }
    findings
}

/// Returns the functions in the output of `sam build`, sorted by name.
pub(super) fn bootstraps(build: &Path) -> Vec<(String, PathBuf)> {
    let folders = std::fs::read_dir(build).into_iter().flatten().flatten();
    let mut found: Vec<_> = folders
        .map(|folder| (folder.file_name().to_string_lossy().into_owned(), folder.path().join("bootstrap")))
        .filter(|(_, path)| path.exists())
        .collect();
    found.sort();
    found
}

/// Returns the architecture of an ELF file, as the template names it; `None` if it is unknown.
fn machine(path: &Path) -> Option<&'static str> {
    use std::io::Read as _;

    // The header: the magic number, and the field `e_machine` (two bytes, little-endian) at offset 18.
    let mut header = [0; 20];
    std::fs::File::open(path).ok()?.read_exact(&mut header).ok()?;
    let machine = u16::from_le_bytes([header[18], header[19]]);
    match (header.starts_with(b"\x7fELF"), machine) {
        (true, 62) => Some("x86_64"),
        (true, 183) => Some("arm64"),
        _ => None,
    }
}
