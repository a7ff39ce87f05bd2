//! The options that select a tenant, and the credentials of the application that accesses it.

use std::io;
use std::path::Path;

use clap::Args;
use profiling_forms::did_you_mean;
use serde_json::{Map, Value};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Origin, Tenant, TenantError};
use crate::programs::Programs;

/// The folder in the repository with a settings file for each tenant.
const FOLDER: &str = "infra/auth0/environments";

/// The variable with the client secret. There is no option for it, because other users of the machine can read the
/// arguments of a program.
const SECRET: &str = "AUTH0_CLIENT_SECRET";

/// Options that select the tenant. The variables are those of auth0-deploy-cli.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct TenantOptions {
    /// Settings file of the tenant: its name in infra/auth0/environments, without .json
    #[arg(long, value_name = "NAME")]
    pub(crate) environment: Option<String>,
    /// Domain of the tenant, not a custom domain
    #[arg(long, value_name = "HOST", env = "AUTH0_DOMAIN")]
    pub(crate) domain: Option<String>,
    /// Client ID of a machine-to-machine application of the tenant; its client secret is read from the environment
    /// variable `AUTH0_CLIENT_SECRET`
    #[arg(long, value_name = "ID", env = "AUTH0_CLIENT_ID")]
    pub(crate) client_id: Option<String>,
}

/// An error in the options that select the tenant.
#[derive(Debug, Error)]
pub(crate) enum OptionsError {
    /// The options name no tenant.
    #[error("no tenant is selected; specify --environment NAME or --domain HOST, or set AUTH0_DOMAIN")]
    NoDomain,
    /// Credentials are missing.
    #[error(
        "{} not set; create a machine-to-machine application in the tenant (Dashboard → Applications → Applications), and set \
         AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET (permissions: docs/doctor.md#what-it-needs, docs/operating.md#credentials)",
        missing(.0)
    )]
    NoCredentials(Vec<&'static str>),
    /// The current folder is not in the repository.
    #[error(
        "--environment {0:?} is a file in {FOLDER}, but the current folder is not in the repository; run this command in \
         the repository, or specify --domain HOST"
    )]
    NoRepository(String),
    /// The environment does not exist.
    #[error("{FOLDER} has no file \"{name}.json\"{hint}")]
    NoEnvironment { name: String, hint: String },
    /// The file could not be read.
    #[error("failed to read {FOLDER}/{name}.json: {error}")]
    Unreadable { name: String, error: io::Error },
    /// The file is not a settings file.
    #[error("{FOLDER}/{0}.json is not a JSON object; `profiling check` prints the position of the error")]
    NotJson(String),
    /// The file has no domain.
    #[error("{FOLDER}/{0}.json does not name a tenant; set AUTH0_DOMAIN in it, or specify --domain HOST")]
    Placeholder(String),
    /// The options name two tenants.
    #[error(
        "--environment {name} selects the tenant {in_file}, but --domain or AUTH0_DOMAIN is {domain:?}; omit one of them \
         (`unset AUTH0_DOMAIN`)"
    )]
    TwoDomains { name: String, in_file: String, domain: String },
}

fn missing(names: &[&str]) -> String {
    format!("{} {}", names.join(" and "), if names.len() == 1 { "is" } else { "are" })
}

/// A settings file of the Action.
#[derive(Debug)]
pub(crate) struct Environment {
    name: String,
    json: Map<String, Value>,
}

impl Environment {
    /// Reads the file of an environment. `root` is the root of the repository.
    pub(crate) fn read(root: &Path, name: &str) -> Result<Self, OptionsError> {
        let name = name.strip_suffix(".json").unwrap_or(name);
        let folder = root.join(FOLDER);
        let names = names(&folder);
        if !names.iter().any(|existing| existing == name) {
            let similar = did_you_mean(name, names.iter().map(String::as_str));
            let hint = if similar.is_empty() && !names.is_empty() {
                format!("; expected one of {}", names.join(", "))
            } else {
                similar
            };
            return Err(OptionsError::NoEnvironment { name: name.to_owned(), hint });
        }
        let name = name.to_owned();
        let text = match std::fs::read_to_string(folder.join(format!("{name}.json"))) {
            Ok(text) => text,
            Err(error) => return Err(OptionsError::Unreadable { name, error }),
        };
        match serde_json::from_str(&text) {
            Ok(json) => Ok(Self { name, json }),
            Err(_) => Err(OptionsError::NotJson(name)),
        }
    }

    /// Returns a setting of the Action as text, trimmed like the Action trims it.
    pub(crate) fn setting(&self, name: &str) -> Option<String> {
        match self.json.get("AUTH0_KEYWORD_REPLACE_MAPPINGS")?.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()),
            other @ (Value::Number(_) | Value::Bool(_)) => Some(other.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Returns the domain of the tenant.
    fn domain(&self) -> Result<&str, OptionsError> {
        let domain = self.json.get("AUTH0_DOMAIN").and_then(Value::as_str).unwrap_or_default();
        if domain.is_empty() || domain.contains("YOUR_") {
            return Err(OptionsError::Placeholder(self.name.clone()));
        }
        Ok(domain)
    }
}

/// Returns the environments in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> =
        files.filter_map(|file| Some(file.strip_suffix(".json")?.to_owned())).collect();
    names.sort();
    names
}

/// The domain of a tenant, and the credentials of a machine-to-machine application.
pub(crate) struct Credentials {
    pub(crate) domain: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: Zeroizing<String>,
}

impl Credentials {
    /// Connects to the tenant.
    pub(crate) fn connect<'a>(&self, programs: &'a dyn Programs) -> Result<Tenant<'a>, TenantError> {
        Tenant::connect(programs, &self.domain, &self.client_id, &self.client_secret)
    }
}

impl TenantOptions {
    /// Reads the file of the selected environment, if there is one. `root` is the root of the repository.
    pub(crate) fn environment(&self, root: Option<&Path>) -> Result<Option<Environment>, OptionsError> {
        let Some(name) = &self.environment else { return Ok(None) };
        let root = root.ok_or_else(|| OptionsError::NoRepository(name.clone()))?;
        Environment::read(root, name).map(Some)
    }

    /// Returns the domain of the tenant. Errors: `TwoDomains` if the environment is another tenant than the domain.
    pub(crate) fn domain(&self, environment: Option<&Environment>) -> Result<String, OptionsError> {
        let domain = self.domain.as_deref().map(str::trim).filter(|domain| !domain.is_empty());
        match (domain, environment) {
            (None, None) => Err(OptionsError::NoDomain),
            (Some(domain), None) => Ok(domain.to_owned()),
            (None, Some(environment)) => environment.domain().map(ToOwned::to_owned),
            (Some(domain), Some(environment)) => match environment.domain() {
                Ok(in_file) if Origin::parse(in_file) != Origin::parse(domain) => {
                    Err(OptionsError::TwoDomains {
                        name: environment.name.clone(),
                        in_file: in_file.to_owned(),
                        domain: domain.to_owned(),
                    })
                }
                _ => Ok(domain.to_owned()),
            },
        }
    }

    /// Returns the domain and the credentials. The client secret is read from the environment.
    pub(crate) fn credentials(&self, environment: Option<&Environment>) -> Result<Credentials, OptionsError> {
        self.with_secret(environment, &secret().unwrap_or_default())
    }

    /// Returns the domain and the credentials with this client secret.
    pub(crate) fn with_secret(
        &self,
        environment: Option<&Environment>,
        client_secret: &str,
    ) -> Result<Credentials, OptionsError> {
        let domain = self.domain(environment)?;
        let client_id = self.client_id.as_deref().map(str::trim).unwrap_or_default().to_owned();
        let client_secret = Zeroizing::new(client_secret.trim().to_owned());
        let values = [("AUTH0_CLIENT_ID", client_id.as_str()), (SECRET, client_secret.as_str())];
        let missing: Vec<_> =
            values.into_iter().filter(|(_, value)| value.is_empty()).map(|(name, _)| name).collect();
        if missing.is_empty() {
            Ok(Credentials { domain, client_id, client_secret })
        } else {
            Err(OptionsError::NoCredentials(missing))
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a secret in the arguments would be visible to other users of the machine"
)]
fn secret() -> Option<Zeroizing<String>> {
    std::env::var(SECRET).ok().map(Zeroizing::new)
}
