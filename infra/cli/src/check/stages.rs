//! Checks the stages in `samconfig.toml`: their parameters, their secrets, and the architecture of the build.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::finding::{Code, Finding};
use super::template::Parameters;
use super::{CheckError, Source};

/// The key with the parameters of the template.
const OVERRIDES: &str = "parameter_overrides";

/// The parameter that sets the architecture of the functions.
const ARCHITECTURE: &str = "Architecture";

/// The parameter with the name of the secret.
const SECRET: &str = "SessionSecretParameter";

/// Reports problems in the stages. `build` is the output of `sam build` for the stage `built_for`.
pub(super) fn check(
    file: &Source,
    parameters: &Parameters,
    built_for: &str,
    build: &Source,
) -> Result<Vec<Finding>, CheckError> {
    let text = file.read()?;
    let stages = match text.parse::<Table>() {
        Ok(table) => Stage::read_all(table),
        Err(error) => {
            let place = error.span().map(|span| place(&text, span.start)).unwrap_or_default();
            let message = format!("not valid TOML: {}", error.message());
            return Ok(vec![Finding::new(Code::StagesInvalid, &file.label, place, message)]);
        }
    };
    let mut findings = Vec::new();
    for stage in &stages {
        findings.extend(stage.parameter_errors(&file.label, parameters));
        findings.extend(stage.split_architecture(&file.label, parameters));
    }
    findings.extend(shared_secrets(&file.label, &stages, parameters));
    if let Some(stage) = stages.iter().find(|stage| stage.name == built_for) {
        findings.extend(stage.other_build(&file.label, parameters, build));
    } else {
        let message = format!("there is no stage `{built_for}`; select an existing stage with --config-env");
        findings.push(Finding::new(Code::StagesInvalid, &file.label, "", message));
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
struct Stage {
    name: String,
    commands: BTreeMap<String, Table>,
}

impl Stage {
    fn read_all(table: Table) -> Vec<Self> {
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
    fn option(&self, command: &str, key: &str) -> Option<(String, &Value)> {
        [command, "global"].into_iter().find_map(|command| {
            let value = self.commands.get(command)?.get(key)?;
            Some((format!("{}.{command}.parameters.{key}", self.name), value))
        })
    }

    /// Returns an option of `deploy`, if it is a string.
    fn text(&self, key: &str) -> Option<&str> {
        self.option("deploy", key)?.1.as_str()
    }

    /// Returns the value of a parameter for a command: the value of the stage, or else the default of the template.
    fn parameter(&self, command: &str, name: &str, parameters: &Parameters) -> Option<String> {
        let stage = self.option(command, OVERRIDES).and_then(|(_, value)| overrides(value).remove(name));
        stage.or_else(|| parameters.default_of(name).map(ToOwned::to_owned))
    }

    /// Reports parameters that the template does not have, and values that it or the functions do not accept.
    fn parameter_errors(&self, file: &str, parameters: &Parameters) -> Vec<Finding> {
        let sections = self.commands.iter().filter_map(|(command, section)| {
            Some((
                format!("{}.{command}.parameters.{OVERRIDES}", self.name),
                overrides(section.get(OVERRIDES)?),
            ))
        });
        sections
            .flat_map(|(place, overrides)| overrides.into_iter().map(move |pair| (place.clone(), pair)))
            .filter_map(|(place, (name, value))| {
                Some(Finding::new(Code::StageParameter, file, place, parameters.error(&name, &value)?))
            })
            .collect()
    }

    /// Reports an architecture that only `sam build` or only `sam deploy` reads.
    fn split_architecture(&self, file: &str, parameters: &Parameters) -> Option<Finding> {
        let [built, deployed] =
            ["build", "deploy"].map(|command| self.parameter(command, ARCHITECTURE, parameters));
        let (built, deployed) = (built?, deployed?);
        (built != deployed).then(|| {
            let message = format!(
                "`sam build` builds for {built}, but `sam deploy` deploys {ARCHITECTURE}={deployed}: the functions would not \
                 start. Set {ARCHITECTURE} in {OVERRIDES} of [{}.global.parameters], which both read, and remove \
                 {OVERRIDES} from the sections for single commands",
                self.name
            );
            Finding::new(Code::StageArchitecture, file, &self.name, message)
        })
    }

    /// Reports functions that are built for another architecture than that of the stage.
    fn other_build(&self, file: &str, parameters: &Parameters, build: &Source) -> Vec<Finding> {
        let Some(deployed) = self.parameter("deploy", ARCHITECTURE, parameters) else { return Vec::new() };
        let place = self.option("deploy", OVERRIDES).map_or_else(|| self.name.clone(), |(place, _)| place);
        bootstraps(&build.path)
            .into_iter()
            .filter_map(|(function, path)| Some((function, machine(&path)?)))
            .filter(|(_, built)| *built != deployed)
            .map(|(function, built)| {
                let message = format!(
                    "{}/{function}/bootstrap is built for {built}, but this stage deploys {ARCHITECTURE}={deployed}: the \
                     function would not start. Run `sam build --config-env {}`",
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
            let different = |key| stage.text(key) != other.text(key);
            different("stack_name")
                && !different("region")
                && !different("profile")
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

/// Returns the names and values of parameters: a string (`"A=b C=d"`), a list of such strings, or a table.
fn overrides(value: &Value) -> BTreeMap<String, String> {
    match value {
        Value::String(text) => shlex::split(text)
            .unwrap_or_default()
            .iter()
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        Value::Array(values) => values.iter().flat_map(overrides).collect(),
        Value::Table(table) => {
            table.iter().filter_map(|(name, value)| Some((name.clone(), scalar(value)?))).collect()
        }
        _ => BTreeMap::new(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Returns the functions in the output of `sam build`, sorted by name.
fn bootstraps(build: &Path) -> Vec<(String, PathBuf)> {
    let folders = std::fs::read_dir(build).into_iter().flatten().flatten();
    let mut found: Vec<_> = folders
        .map(|folder| (folder.file_name().to_string_lossy().into_owned(), folder.path().join("bootstrap")))
        .filter(|(_, path)| path.is_file())
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
