//! The deployed system: the data that the checks read from AWS, from the form's URL, from Auth0 and from the checkout.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use profiling_forms::locale::{CUSTOM_MESSAGES_FILE, CustomMessages};
use profiling_forms::{FormError, FormErrors, Forms, is_form_file};
use profiling_service::clock::Clock;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::archive;
use super::aws::{Aws, AwsError};
use super::facts::{Page, Stack, StoredSecret, http_date, list, text, time};
use super::report::Unchecked;
use crate::auth0::{Tenant, TenantError};
use crate::check::{Settings, form_name};
use crate::http::{self, HttpError, Request, Response};
use crate::programs::{MIB, Programs};
use crate::secret::lines::Secret;

/// The alias of the functions that API Gateway invokes.
pub(super) const ALIAS: &str = "live";

/// The number of times that the result of a search is requested.
const MAX_POLLS: usize = 60;

/// The maximum size of a layer as an archive in bytes.
const MAX_LAYER: usize = 64 * MIB;
/// The number of times that the result of drift detection is requested, which takes a few minutes.
pub(super) const MAX_DRIFT_POLLS: usize = 900;

/// The user ID in tokens of this command.
const SUBJECT: &str = "auth0|doctor";

/// The lifetime of tokens of this command.
const LIFETIME: Duration = Duration::from_mins(15);

/// The age of an expired token.
const EXPIRED: Duration = Duration::from_hours(1);

/// The parameter of the stack with the name of the secret.
const SECRET: &str = "SessionSecretParameter";

/// A `state` that belongs to no login.
const STATE: &str = "profiling-doctor";

/// The selected system, from the command line and the checkout.
pub(super) struct Target {
    pub(super) stack_name: String,
    /// The name of the stack in `samconfig.toml`.
    pub(super) stage_stack: Option<String>,
    /// The parameters of the stage in `samconfig.toml`.
    pub(super) parameters: BTreeMap<String, String>,
    /// The name of the environment with the settings of the Action.
    pub(super) environment: Option<String>,
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
    /// The start of the command, in seconds since the epoch.
    started: u64,
    first_page: OnceLock<Result<Page, HttpError>>,
    expired_page: OnceLock<Result<Page, Unchecked>>,
    questions: OnceLock<Result<Vec<(String, Page)>, Unchecked>>,
    layer: OnceLock<Result<BTreeMap<String, String>, Unchecked>>,
    action: OnceLock<Result<Option<Value>, Unchecked>>,
    searches: Mutex<BTreeMap<String, Search>>,
}

/// The results of a search of the logs. Each search costs money, and takes seconds.
type Search = Arc<OnceLock<Result<Vec<BTreeMap<String, String>>, Unchecked>>>;

impl<'a> System<'a> {
    pub(super) fn new(
        programs: &'a dyn Programs,
        aws: Aws<'a>,
        target: Target,
        tenant: Result<Tenant<'a>, Unchecked>,
        clock: &'a dyn Clock,
        pause: Duration,
    ) -> Self {
        let started = clock.now_seconds();
        let (first_page, expired_page) = (OnceLock::new(), OnceLock::new());
        let (questions, layer) = (OnceLock::new(), OnceLock::new());
        Self {
            aws,
            target,
            clock,
            pause,
            programs,
            tenant,
            started,
            first_page,
            expired_page,
            questions,
            layer,
            action: OnceLock::new(),
            searches: Mutex::default(),
        }
    }

    /// Returns the stack, for checks that need it.
    pub(super) fn stack(&self) -> Result<Stack, Unchecked> {
        self.find_stack().map_err(|error| match error {
            AwsError::NotFound { .. } => Unchecked::because("the stack was not found; see `stack`"),
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

    /// Returns the parameter with the session secret, for checks that need it.
    pub(super) fn secret(&self) -> Result<StoredSecret, Unchecked> {
        self.find_secret().map_err(|error| match error {
            Unchecked::Aws(AwsError::NotFound { .. }) => self.stack().map_or_else(
                |error| error,
                |stack| Unchecked::because(missing_parameter(stack.parameter(SECRET))),
            ),
            error => error,
        })
    }

    /// Returns the parameter with the session secret. Errors: `NotFound` if it does not exist.
    pub(super) fn find_secret(&self) -> Result<StoredSecret, Unchecked> {
        let stack = self.stack()?;
        let name = stack.parameter(SECRET);
        let answer = self.aws.get(&["ssm", "get-parameter", "--with-decryption", "--name", name])?;
        let parameter = answer.get("Parameter").unwrap_or(&Value::Null);
        Ok(StoredSecret {
            name: name.to_owned(),
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
        let Some(layer) = forms_layer(&live) else {
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

    /// Returns the problem of a deployed form that is not valid.
    pub(super) fn form_error(&self, name: &str) -> Option<String> {
        let (_, errors) = self.deployed_forms().ok()?;
        let file = format!("{name}.json");
        errors.0.iter().find(|error| error.file == file).map(invalid_form)
    }

    /// Returns the forms and the messages of the checkout, as texts by the names of their files.
    pub(super) fn checkout_texts(&self) -> Result<BTreeMap<String, String>, Unchecked> {
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
        self.action.get_or_init(|| self.find_action()).clone()
    }

    fn find_action(&self) -> Result<Option<Value>, Unchecked> {
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

    /// Returns the form's URL: the output of the stack, or `FORM_URL` if the stack cannot be read.
    pub(super) fn form_url(&self) -> Result<String, Unchecked> {
        self.stack().and_then(|stack| Ok(stack.output("FormUrl")?.to_owned())).or_else(|error| {
            let setting = self.target.settings.as_ref().map(|settings| settings.get("FORM_URL").text);
            setting.ok().filter(|url| form_name(url).is_some()).ok_or(error)
        })
    }

    /// Requests the form's URL without parameters.
    pub(super) fn first_page(&self) -> Result<Result<Page, HttpError>, Unchecked> {
        let url = self.form_url()?;
        Ok(self.first_page.get_or_init(|| self.page(&Request::get(url))).clone())
    }

    /// Returns a session token of a host that is signed with the secret, with the claim that keeps the request out of the
    /// metrics. `fields` are the fields to ask for; `None` asks for all fields of the form.
    fn session_token(
        &self,
        host: &str,
        age: Duration,
        fields: Option<&[&str]>,
    ) -> Result<Zeroizing<String>, Unchecked> {
        let secrets = self.secret()?.secrets()?;
        let secret = secrets.oldest().map(Secret::reveal).unwrap_or_default();
        let issued = self.clock.now_seconds().saturating_sub(age.as_secs());
        let mut claims = json!({
            "iss": host, "sub": SUBJECT, "iat": issued, "exp": issued + LIFETIME.as_secs(), "txn": "doctor",
            "synthetic": true,
        });
        if let Some(fields) = fields {
            claims["fields"] = json!(fields);
        }
        Ok(Zeroizing::new(profiling_local::sign_session_token(&claims, secret)))
    }

    /// Requests the form's page with a session token of each host in `Auth0Domains`.
    pub(super) fn questions(&self) -> Result<&[(String, Page)], Unchecked> {
        let request = || {
            let stack = self.stack()?;
            let url = stack.output("FormUrl")?;
            let open = |host: &str| Ok((host.to_owned(), self.open_form_at(url, host, Duration::ZERO)?));
            stack.domains().map(open).collect()
        };
        self.questions.get_or_init(request).as_deref().map_err(Clone::clone)
    }

    /// Requests the form's page with an expired session token. The functions need the secret for their answer.
    pub(super) fn expired_page(&self) -> Result<Page, Unchecked> {
        let request = || {
            let stack = self.stack()?;
            let host = stack.domains().next().ok_or_else(|| Unchecked::because("Auth0Domains is empty"))?;
            self.open_form_at(stack.output("FormUrl")?, host, EXPIRED)
        };
        self.expired_page.get_or_init(request).clone()
    }

    /// Requests a form with a session token of the host that was issued some time ago.
    pub(super) fn open_form_at(&self, url: &str, host: &str, age: Duration) -> Result<Page, Unchecked> {
        let token = self.session_token(host, age, None)?;
        let separator = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{separator}state={STATE}&session_token={}", &*token);
        self.page(&Request::get(url)).map_err(|error| Unchecked::because(error.to_string()))
    }

    /// Submits a form without fields, so that the functions sign an answer without answers.
    pub(super) fn submit_form(&self, host: &str) -> Result<Page, Unchecked> {
        let stack = self.stack()?;
        let token = self.session_token(host, Duration::ZERO, Some(&[]))?;
        let body = format!("state={STATE}&session_token={}", &*token);
        let request =
            Request::new("POST", stack.output("FormUrl")?).body("application/x-www-form-urlencoded", body);
        self.page(&request).map_err(|error| Unchecked::because(error.to_string()))
    }

    /// Searches the logs of both functions with Logs Insights, up to the start of this command, so that its own requests
    /// are not found. Returns the results as objects.
    pub(super) fn search_logs(
        &self,
        query: &str,
        since: Duration,
    ) -> Result<Vec<BTreeMap<String, String>>, Unchecked> {
        let search = {
            let mut searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(searches.entry(format!("{query} {since:?}")).or_default())
        };
        search.get_or_init(|| self.new_search(query, since)).clone()
    }

    fn new_search(&self, query: &str, since: Duration) -> Result<Vec<BTreeMap<String, String>>, Unchecked> {
        let stack = self.stack()?;
        let end = self.started;
        let [start, end] = [end - since.as_secs().min(end), end].map(|seconds| seconds.to_string());
        let groups = [stack.output("FormLogGroupName")?, stack.output("SubmitLogGroupName")?];
        let mut arguments = vec!["logs", "start-query", "--start-time", &start, "--end-time", &end];
        arguments.extend(["--query-string", query, "--log-group-names"]);
        arguments.extend(groups);
        let started = self.aws.request(&arguments)?;
        let id = text(&started, "/queryId");
        let results = self.poll(MAX_POLLS, &["logs", "get-query-results", "--query-id", id], |answer| {
            matches!(text(answer, "/status"), "Scheduled" | "Running")
        })?;
        if text(&results, "/status") != "Complete" {
            return Err(Unchecked::because(format!(
                "the log search ended with the status `{}`; run this command again",
                text(&results, "/status")
            )));
        }
        let row = |row: &Value| {
            let cells = list(row, "").iter();
            cells.map(|cell| (text(cell, "/field").to_owned(), text(cell, "/value").to_owned())).collect()
        };
        Ok(list(&results, "/results").iter().map(row).collect())
    }

    /// Repeats a request until its answer is not pending, at most `limit` times.
    pub(super) fn poll(
        &self,
        limit: usize,
        arguments: &[&str],
        is_pending: impl Fn(&Value) -> bool,
    ) -> Result<Value, Unchecked> {
        for _ in 0..limit {
            let answer = self.aws.request(arguments)?;
            if !is_pending(&answer) {
                return Ok(answer);
            }
            std::thread::sleep(self.pause);
        }
        Err(Unchecked::because(format!(
            "`aws {} {}` did not finish in time; run this command again",
            arguments[0], arguments[1]
        )))
    }
}

/// Returns true for the name of a file in the layer that the functions read.
fn is_served(file: &str) -> bool {
    is_form_file(file) || file == CUSTOM_MESSAGES_FILE
}

/// Returns the ARN of the layer with the forms. Others can be before it, such as an extension for monitoring.
pub(super) fn forms_layer(function: &Value) -> Option<&str> {
    let layers = list(function, "/Layers").iter().map(|layer| text(layer, "/Arn"));
    layers.rev().find(|arn| arn.split(':').nth(6).is_some_and(|name| name.ends_with("-forms")))
}

/// Returns the message about a deployed form that is not valid.
pub(super) fn invalid_form(error: &FormError) -> String {
    format!("a deployed form is not valid, so its logins get status 500: {error}")
}

/// Returns the message about a parameter that does not exist.
pub(super) fn missing_parameter(name: &str) -> String {
    format!("the parameter {name} does not exist in this region")
}

/// The name of the Action in `tenant.yaml`.
pub(super) const ACTION: &str = "progressive-profiling";
