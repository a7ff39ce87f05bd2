//! The deployed system: what the checks read from AWS, from the form's URL, from Auth0 and from the checkout.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use profiling_forms::locale::{CUSTOM_MESSAGES_FILE, CustomMessages};
use profiling_forms::{FormErrors, Forms, is_form_file};
use profiling_service::clock::Clock;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::archive;
use super::aws::{Aws, AwsError};
use super::facts::{Page, Stack, StoredSecret, http_date, list, text, time};
use super::report::Unchecked;
use crate::auth0::{Tenant, TenantError};
use crate::check::Settings;
use crate::http::{self, HttpError, Request, Response};
use crate::programs::{MIB, Programs};
use crate::secret::lines::Secret;

/// The alias of the functions that API Gateway invokes.
pub(super) const ALIAS: &str = "live";

/// The number of times that the result of a slow operation is requested.
const MAX_POLLS: usize = 60;

/// The maximum size of a layer as an archive in bytes.
const MAX_LAYER: usize = 64 * MIB;

/// The user ID in tokens of this command.
const SUBJECT: &str = "auth0|doctor";

/// A `state` that belongs to no login.
const STATE: &str = "profiling-doctor";

/// What the command line and the files of the checkout say about the system.
pub(super) struct Target {
    pub(super) stack_name: String,
    /// The stage in `samconfig.toml`.
    pub(super) stage: String,
    /// The root of the repository.
    pub(super) root: Option<PathBuf>,
    /// The settings of the Action, or why they are not known.
    pub(super) settings: Result<Settings, String>,
    /// The secret in the environment variable `SESSION_TOKEN_SECRET`, with which the Action is deployed.
    pub(super) action_secret: Option<Zeroizing<String>>,
}

/// The system, as the checks see it. Each fact is requested once.
pub(super) struct System<'a> {
    pub(super) aws: Aws<'a>,
    pub(super) target: Target,
    pub(super) clock: &'a dyn Clock,
    /// The pause between two requests for the result of a slow operation.
    pub(super) pause: Duration,
    pub(super) programs: &'a dyn Programs,
    tenant: Result<Tenant<'a>, Unchecked>,
    first_page: OnceLock<Result<Page, HttpError>>,
    question: OnceLock<Result<u16, Unchecked>>,
    layer: OnceLock<Result<BTreeMap<String, String>, Unchecked>>,
}

impl<'a> System<'a> {
    pub(super) fn new(
        programs: &'a dyn Programs,
        aws: Aws<'a>,
        target: Target,
        tenant: Result<Tenant<'a>, Unchecked>,
        clock: &'a dyn Clock,
        pause: Duration,
    ) -> Self {
        let (first_page, question, layer) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { aws, target, clock, pause, programs, tenant, first_page, question, layer }
    }

    /// Returns the stack, for checks that need it.
    pub(super) fn stack(&self) -> Result<Stack, Unchecked> {
        self.find_stack().map_err(|error| match error {
            AwsError::NotFound { .. } => Unchecked::because("the stack was not found"),
            error => error.into(),
        })
    }

    /// Returns the stack. Errors: `NotFound` if it does not exist.
    pub(super) fn find_stack(&self) -> Result<Stack, AwsError> {
        let answer =
            self.aws.get(&["cloudformation", "describe-stacks", "--stack-name", &self.target.stack_name])?;
        let stack = answer.pointer("/Stacks/0").unwrap_or(&Value::Null);
        let pairs = |pointer: &str, key: &str, value: &str| {
            list(stack, pointer)
                .iter()
                .map(|pair| (text(pair, key).to_owned(), text(pair, value).to_owned()))
                .collect()
        };
        Ok(Stack {
            id: text(stack, "/StackId").to_owned(),
            status: text(stack, "/StackStatus").to_owned(),
            parameters: pairs("/Parameters", "/ParameterKey", "/ParameterValue"),
            outputs: pairs("/Outputs", "/OutputKey", "/OutputValue"),
        })
    }

    /// Returns the parameter with the session secret.
    pub(super) fn secret(&self) -> Result<StoredSecret, Unchecked> {
        let stack = self.stack()?;
        let name = stack.parameter("SessionSecretParameter");
        let answer = self.aws.get(&["ssm", "get-parameter", "--with-decryption", "--name", name])?;
        let parameter = answer.get("Parameter").unwrap_or(&Value::Null);
        Ok(StoredSecret {
            value: Zeroizing::new(text(parameter, "/Value").to_owned()),
            kind: text(parameter, "/Type").to_owned(),
            modified: parameter.get("LastModifiedDate").and_then(time),
        })
    }

    /// Returns the configuration of the version of a function that serves requests.
    pub(super) fn live(&self, function: &str) -> Result<Value, AwsError> {
        let arguments =
            ["lambda", "get-function-configuration", "--function-name", function, "--qualifier", ALIAS];
        self.aws.get(&arguments)
    }

    /// Returns the forms and the messages that the functions serve, as texts by the names of their files.
    pub(super) fn deployed_texts(&self) -> Result<&BTreeMap<String, String>, Unchecked> {
        self.layer.get_or_init(|| self.download_layer()).as_ref().map_err(Clone::clone)
    }

    fn download_layer(&self) -> Result<BTreeMap<String, String>, Unchecked> {
        let stack = self.stack()?;
        let live = self.live(stack.functions()?[0])?;
        let Some(layer) = live.pointer("/Layers/0/Arn").and_then(Value::as_str) else {
            return Err(Unchecked::because("the function has no layer with the forms"));
        };
        let answer = self.aws.get(&["lambda", "get-layer-version-by-arn", "--arn", layer])?;
        let response =
            self.send(&Request::get(text(&answer, "/Content/Location")).max_response(MAX_LAYER))
                .map_err(|error| Unchecked::because(format!("the layer cannot be downloaded: {error}")))?;
        let files = archive::json_files(&response.body).ok_or_else(|| {
            Unchecked::because(format!("the layer cannot be read (status {})", response.status))
        })?;
        Ok(files.into_iter().filter(|(name, _)| is_served(name)).collect())
    }

    /// Returns the forms that the functions serve, and the errors in the others.
    pub(super) fn deployed_forms(&self) -> Result<(Forms, FormErrors), Unchecked> {
        let texts = self.deployed_texts()?.iter().filter(|(name, _)| is_form_file(name));
        Ok(Forms::parse_valid(texts.map(|(name, text)| (name.clone(), text.clone())).collect()))
    }

    /// Returns the errors in the messages that the functions serve.
    pub(super) fn deployed_message_errors(&self) -> Result<FormErrors, Unchecked> {
        let file = self.deployed_texts()?.get(CUSTOM_MESSAGES_FILE);
        Ok(file.map_or(FormErrors(Vec::new()), |text| CustomMessages::parse(text).1))
    }

    /// Returns the forms and the messages of the checkout, as texts by the names of their files.
    pub(super) fn own_texts(&self) -> Result<BTreeMap<String, String>, Unchecked> {
        let root = self.root()?;
        let unreadable = |error| Unchecked::because(format!("infra/forms cannot be read: {error}"));
        let mut texts = BTreeMap::new();
        for entry in std::fs::read_dir(root.join("infra/forms")).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_served(&name) {
                texts.insert(name, std::fs::read_to_string(entry.path()).map_err(unreadable)?);
            }
        }
        Ok(texts)
    }

    /// Returns the root of the repository.
    pub(super) fn root(&self) -> Result<&Path, Unchecked> {
        let reason = "the current folder is not in the repository; run the command there";
        self.target.root.as_deref().ok_or_else(|| Unchecked::because(reason))
    }

    /// Returns the settings of the Action in the environment's file.
    pub(super) fn settings(&self) -> Result<&Settings, Unchecked> {
        self.target.settings.as_ref().map_err(|reason| Unchecked::because(reason.clone()))
    }

    /// Returns the tenant.
    pub(super) fn tenant(&self) -> Result<&Tenant<'a>, Unchecked> {
        self.tenant.as_ref().map_err(Clone::clone)
    }

    /// Returns the post-login Action with the name that `tenant.yaml` has, with its code and its deployed version.
    pub(super) fn action(&self) -> Result<Option<Value>, Unchecked> {
        let tenant = self.tenant()?;
        let found = tenant.get("actions/actions?triggerId=post-login&actionName=progressive-profiling")?;
        let action = list(&found, "/actions").iter().find(|action| text(action, "/name") == ACTION);
        let Some(action) = action else { return Ok(None) };
        match tenant.get(&format!("actions/actions/{}", text(action, "/id"))) {
            Ok(action) => Ok(Some(action)),
            Err(TenantError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Sends a request.
    pub(super) fn send(&self, request: &Request) -> Result<Response, HttpError> {
        http::send(self.programs, request)
    }

    /// Requests a page, with the times of the request.
    pub(super) fn page(&self, request: &Request) -> Result<Page, HttpError> {
        let sent = self.clock.now();
        let response = self.send(request)?;
        Ok(Page {
            status: response.status,
            body: response.text().to_string(),
            location: response.header("location").map(ToOwned::to_owned),
            date: response.header("date").and_then(http_date),
            sent,
            received: self.clock.now(),
        })
    }

    /// Requests the form's URL without parameters.
    pub(super) fn first_page(&self) -> Result<Result<Page, HttpError>, Unchecked> {
        let stack = self.stack()?;
        let url = stack.output("FormUrl")?;
        Ok(self.first_page.get_or_init(|| self.page(&Request::get(url))).clone())
    }

    /// Returns the first page, if the functions answered it.
    pub(super) fn reachable(&self) -> Result<Page, Unchecked> {
        match self.first_page()? {
            Ok(page) if page.is_error_page() => Ok(page),
            Ok(page) => Err(Unchecked::because(format!("the form's URL answers with {}", page.describe()))),
            Err(error) => Err(Unchecked::because(format!("the form's URL cannot be requested: {error}"))),
        }
    }

    /// Returns a session token that the form accepts from a host, with the claim that keeps it out of the metrics.
    /// `fields` are the fields to ask for; `None` asks for all fields of the form.
    pub(super) fn session_token(
        &self,
        host: &str,
        fields: Option<&[&str]>,
    ) -> Result<Zeroizing<String>, Unchecked> {
        let secrets = self.secret()?.secrets()?;
        let secret = secrets.oldest().map(Secret::reveal).unwrap_or_default();
        let now = self.clock.now_seconds();
        let mut claims = json!({
            "iss": host, "sub": SUBJECT, "iat": now, "exp": now + 900, "txn": "doctor", "synthetic": true,
        });
        if let Some(fields) = fields {
            claims["fields"] = json!(fields);
        }
        Ok(Zeroizing::new(profiling_local::sign_session_token(&claims, secret)))
    }

    /// Requests the form's page with a session token of the host.
    pub(super) fn open_form(&self, host: &str) -> Result<Page, Unchecked> {
        let stack = self.stack()?;
        self.open_form_at(stack.output("FormUrl")?, host)
    }

    /// Requests a form at another URL with a session token of the host.
    pub(super) fn open_form_at(&self, url: &str, host: &str) -> Result<Page, Unchecked> {
        let token = self.session_token(host, None)?;
        let separator = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{separator}state={STATE}&session_token={}", &*token);
        self.page(&Request::get(url)).map_err(|error| Unchecked::because(error.to_string()))
    }

    /// Submits a form without fields, so that the functions sign an answer without answers.
    pub(super) fn submit_form(&self, host: &str) -> Result<Page, Unchecked> {
        let stack = self.stack()?;
        let token = self.session_token(host, Some(&[]))?;
        let body = format!("state={STATE}&session_token={}", &*token);
        let request =
            Request::new("POST", stack.output("FormUrl")?).body("application/x-www-form-urlencoded", body);
        self.page(&request).map_err(|error| Unchecked::because(error.to_string()))
    }

    /// Returns the status of the form's page with a session token of the first host.
    pub(super) fn question_status(&self) -> Result<u16, Unchecked> {
        let request = || {
            let stack = self.stack()?;
            let host = stack.domains().next().ok_or_else(|| Unchecked::because("Auth0Domains is empty"))?;
            Ok(self.open_form(host)?.status)
        };
        self.question.get_or_init(request).clone()
    }

    /// Searches the logs of both functions with Logs Insights. Returns the results as objects.
    pub(super) fn search_logs(
        &self,
        query: &str,
        since: Duration,
    ) -> Result<Vec<BTreeMap<String, String>>, Unchecked> {
        let stack = self.stack()?;
        let end = self.clock.now_seconds();
        let [start, end] = [end - since.as_secs().min(end), end].map(|seconds| seconds.to_string());
        let groups = [stack.output("FormLogGroupName")?, stack.output("SubmitLogGroupName")?];
        let mut arguments = vec!["logs", "start-query", "--start-time", &start, "--end-time", &end];
        arguments.extend(["--query-string", query, "--log-group-names"]);
        arguments.extend(groups);
        let started = self.aws.request(&arguments)?;
        let id = text(&started, "/queryId");
        let results = self.poll(&["logs", "get-query-results", "--query-id", id], |answer| {
            matches!(text(answer, "/status"), "Scheduled" | "Running")
        })?;
        if text(&results, "/status") != "Complete" {
            return Err(Unchecked::because(format!(
                "the search of the logs ended as {}",
                text(&results, "/status")
            )));
        }
        let row = |row: &Value| {
            let cells = list(row, "").iter();
            cells.map(|cell| (text(cell, "/field").to_owned(), text(cell, "/value").to_owned())).collect()
        };
        Ok(list(&results, "/results").iter().map(row).collect())
    }

    /// Repeats a request until its answer is not pending.
    pub(super) fn poll(
        &self,
        arguments: &[&str],
        is_pending: impl Fn(&Value) -> bool,
    ) -> Result<Value, Unchecked> {
        for _ in 0..MAX_POLLS {
            let answer = self.aws.request(arguments)?;
            if !is_pending(&answer) {
                return Ok(answer);
            }
            std::thread::sleep(self.pause);
        }
        Err(Unchecked::because(format!("`aws {} {}` did not finish", arguments[0], arguments[1])))
    }
}

/// Returns true for the name of a file in the layer that the functions read.
fn is_served(file: &str) -> bool {
    is_form_file(file) || file == CUSTOM_MESSAGES_FILE
}

/// The name of the Action in `tenant.yaml`.
pub(super) const ACTION: &str = "progressive-profiling";
