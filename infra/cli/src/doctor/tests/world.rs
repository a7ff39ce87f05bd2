//! A deployed system for tests: the answers of AWS, of the form's URL and of Auth0, and a checkout.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use profiling_service::clock::ManualClock;
use profiling_session::{Compact, Domains, Keyring, SessionToken};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;
use zeroize::Zeroizing;

use super::super::{Arguments, Context, examine};
use crate::action::built_action;
use crate::check;
use crate::doctor::report::Report;
use crate::programs::{Limits, Output, Programs};

/// The time of the clock.
const NOW: u64 = 1_800_000_000;

/// An answer of a command line of the AWS CLI, without the options that each has.
#[derive(Deserialize)]
struct AwsAnswer {
    command: String,
    answer: Value,
}

/// An answer of the Management API.
#[derive(Deserialize)]
struct TenantAnswer {
    path: String,
    answer: Value,
}

/// The answers of the web.
pub(super) struct Web {
    /// The exit status of curl for the form's URL.
    pub(super) curl_status: i32,
    /// A response of API Gateway itself, or of another server with status 200.
    pub(super) gateway: Option<(u16, &'static str)>,
    pub(super) default_endpoint_is_open: bool,
    /// The response of the default endpoint if it is not open.
    pub(super) default_endpoint: (u16, &'static str),
    /// A response of API Gateway to a submitted form.
    pub(super) submit_gateway: Option<(u16, &'static str)>,
    /// The status of all pages.
    pub(super) page_status: Option<u16>,
    /// The status for any token.
    pub(super) token_status: Option<u16>,
    /// The status for an expired token.
    pub(super) expired_status: u16,
    /// The status for a valid token, if it is not that of the form.
    pub(super) question_status: Option<u16>,
    /// The hosts that the two functions accept.
    pub(super) domains: String,
    pub(super) submit_domains: String,
    /// The difference between the clock of the form's URL and that of this machine, in seconds.
    pub(super) clock_offset: i64,
    /// True if the clocks of the tenants agree with that of this machine.
    pub(super) has_correct_tenants: bool,
    /// True if `www.shop.test` leads to the functions.
    pub(super) proxy: bool,
}

/// The system.
pub(super) struct World {
    aws: BTreeMap<String, Result<Value, String>>,
    tenant: BTreeMap<String, Value>,
    pub(super) web: Web,
    /// The files of the layer.
    pub(super) layer: BTreeMap<String, String>,
    pub(super) variables: Vec<(&'static str, String)>,
    /// The number of times that a search of the logs is still running.
    pub(super) pending: usize,
    polls: AtomicUsize,
    secret: String,
    checkout: TempDir,
    /// The arguments of all programs that ran.
    pub(super) arguments: Mutex<Vec<String>>,
}

/// Returns a form with this title.
pub(super) fn form(title: &str) -> String {
    let text = r#"{"version": 1, "title": "TITLE", "fields": [
        {"name": "company_name", "type": "text", "label": "Company", "required": true},
        {"name": "job_title", "type": "text", "label": "Job title"}]}"#;
    text.replace("TITLE", title)
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

/// Parses options of the command.
pub(super) fn arguments(options: &[&str]) -> Arguments {
    Line::parse_from(["doctor"].iter().chain(options)).arguments
}

impl World {
    /// Creates a system in which nothing is wrong.
    pub(super) fn healthy() -> Self {
        let answers: Vec<AwsAnswer> = serde_json::from_str(include_str!("aws.json")).unwrap();
        let tenant: Vec<TenantAnswer> = serde_json::from_str(include_str!("auth0.json")).unwrap();
        let domains = "login.shop.test,shop.eu.auth0.test".to_owned();
        let mut world = Self {
            aws: answers.into_iter().map(|answer| (answer.command, Ok(answer.answer))).collect(),
            tenant: tenant.into_iter().map(|answer| (answer.path, answer.answer)).collect(),
            web: Web {
                curl_status: 0,
                gateway: None,
                default_endpoint_is_open: false,
                default_endpoint: (404, "Not Found"),
                submit_gateway: None,
                page_status: None,
                token_status: None,
                expired_status: 403,
                question_status: None,
                domains: domains.clone(),
                submit_domains: domains,
                clock_offset: 0,
                has_correct_tenants: false,
                proxy: false,
            },
            layer: BTreeMap::from([("profile.json".to_owned(), form("T"))]),
            variables: vec![("AUTH0_CLIENT_SECRET", "client-secret".to_owned())],
            pending: 0,
            polls: AtomicUsize::new(0),
            secret: "0123456789abcdef0123456789abcdef".to_owned(),
            checkout: tempfile::tempdir().unwrap(),
            arguments: Mutex::default(),
        };
        world.write("infra/forms/profile.json", &form("T"));
        world.write("infra/forms/form.schema.json", "{}");
        let action = "'use strict';\nconst PLAN = undefined;\nexports.onExecutePostLogin = async () => {};\n";
        world.write("infra/auth0/actions/progressive-profiling.js", action);
        for place in ["/code", "/deployed_version/code"] {
            world.set_tenant("actions/actions/act1", place, json!(action));
        }
        world.write(
            "samconfig.toml",
            "version = 0.1\n[production.global.parameters]\nstack_name = \"shop\"\nregion = \"eu-central-1\"\n\
             parameter_overrides = [\"Architecture=arm64\", \"Auth0Domains=login.shop.test,shop.eu.auth0.test\", \"KmsKeyArn=''\"]\n",
        );
        world.write_settings(&json!({
            "AUTH0_DOMAIN": "shop.eu.auth0.test",
            "AUTH0_KEYWORD_REPLACE_MAPPINGS": {
                "FORM_URL": "https://forms.shop.test/forms/profile", "REQUIRED_USER_FIELDS": "company_name", "LOGIN_COUNT": "2",
                "REQUIRED": "false", "ASK_AGAIN": "7 days",
            },
        }));
        world.deploy_settings();
        world
    }

    /// Runs the command.
    pub(super) fn examine(&self, options: &[&str]) -> Report {
        let arguments =
            arguments(&[&["--config-env", "production", "--client-id", "client"], options].concat());
        let variable = |name: &str| {
            self.variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| value.clone())
        };
        let clock = ManualClock::at(NOW);
        let context = Context { programs: self, clock: &clock, variable: &variable, pause: Duration::ZERO };
        examine(arguments, self.checkout.path(), &context).unwrap()
    }

    /// Writes a file of the checkout.
    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.checkout.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn settings_path(&self) -> std::path::PathBuf {
        self.checkout.path().join("infra/auth0/environments/production.json")
    }

    fn write_settings(&self, settings: &Value) {
        self.write("infra/auth0/environments/production.json", &settings.to_string());
    }

    /// Changes a setting in the environment's file, and in the Action.
    pub(super) fn setting(&mut self, name: &str, value: &str) {
        let mut settings: Value =
            serde_json::from_str(&std::fs::read_to_string(self.settings_path()).unwrap()).unwrap();
        settings["AUTH0_KEYWORD_REPLACE_MAPPINGS"][name] = json!(value);
        self.write_settings(&settings);
        self.deploy_settings();
    }

    /// Writes a plan, and deploys the Action with it. The last login had the plan.
    pub(super) fn set_plan(&mut self, plan: &str) {
        self.write("infra/auth0/plan.json", plan);
        let action = built_action(self.checkout.path()).unwrap();
        for place in ["/code", "/deployed_version/code"] {
            self.set_tenant("actions/actions/act1", place, json!(action.code));
        }
        let settings = check::settings_of(self.checkout.path(), "production", &|_| None).unwrap();
        let fingerprint = settings.fingerprint_with_plan(&action.plan.unwrap().compiled);
        self.set("logs get-query-results --query-id latest", "/results/0/3/value", json!(fingerprint));
    }

    /// Removes a setting from the environment's file, and from the Action.
    pub(super) fn remove_setting(&mut self, name: &str) {
        let mut settings: Value =
            serde_json::from_str(&std::fs::read_to_string(self.settings_path()).unwrap()).unwrap();
        settings["AUTH0_KEYWORD_REPLACE_MAPPINGS"].as_object_mut().unwrap().remove(name);
        self.write_settings(&settings);
        self.rename_secret(name, "OTHER");
    }

    /// Changes the settings of the last login, and not the file.
    pub(super) fn deploy_setting(&mut self, name: &str, value: &str) {
        let settings = check::settings_of(self.checkout.path(), "production", &|_| None).unwrap();
        let fingerprint = json!(settings.fingerprint_with(name, value));
        self.set("logs get-query-results --query-id latest", "/results/0/3/value", fingerprint);
    }

    /// Makes the last login have the settings of the file.
    fn deploy_settings(&mut self) {
        if let Ok(settings) = check::settings_of(self.checkout.path(), "production", &|_| None) {
            self.set(
                "logs get-query-results --query-id latest",
                "/results/0/3/value",
                json!(settings.fingerprint()),
            );
        }
    }

    /// Changes a part of an answer of AWS, or adds it.
    pub(super) fn set(&mut self, command: &str, pointer: &str, value: Value) {
        let answer = self.aws.get_mut(command).unwrap_or_else(|| panic!("{command}")).as_mut().unwrap();
        replace(answer, pointer, value);
    }

    /// Adds an answer of AWS.
    pub(super) fn add(&mut self, command: &str, answer: Value) {
        assert!(self.aws.insert(command.to_owned(), Ok(answer)).is_none(), "{command}");
    }

    /// Returns a part of an answer of AWS.
    pub(super) fn get(&self, command: &str, pointer: &str) -> Value {
        self.aws[command].as_ref().unwrap().pointer(pointer).unwrap().clone()
    }

    /// Returns the command with this beginning that contains a text.
    pub(super) fn command(&self, beginning: &str, text: &str) -> String {
        self.aws
            .keys()
            .find(|command| command.starts_with(beginning) && command.contains(text))
            .unwrap()
            .clone()
    }

    /// Makes a command of the AWS CLI fail with this message.
    pub(super) fn fail(&mut self, command: &str, stderr: &str) {
        assert!(self.aws.insert(command.to_owned(), Err(stderr.to_owned())).is_some(), "{command}");
    }

    /// Makes each command of the AWS CLI fail.
    pub(super) fn fail_all(&mut self, stderr: &str) {
        self.aws.values_mut().for_each(|answer| *answer = Err(stderr.to_owned()));
    }

    /// Replaces the message of failing commands.
    pub(super) fn replace_failure(&mut self, stderr: &str, by: &str) {
        for answer in self.aws.values_mut().filter(|answer| answer.as_ref().is_err_and(|text| text == stderr))
        {
            *answer = Err(by.to_owned());
        }
    }

    /// Changes a parameter of the stack.
    pub(super) fn set_parameter(&mut self, name: &str, value: &str) {
        let stack =
            self.aws.get_mut("cloudformation describe-stacks --stack-name shop").unwrap().as_mut().unwrap();
        let parameters = stack.pointer_mut("/Stacks/0/Parameters").unwrap().as_array_mut().unwrap();
        let parameter = parameters.iter_mut().find(|parameter| parameter["ParameterKey"] == name).unwrap();
        parameter["ParameterValue"] = json!(value);
    }

    /// Removes the domain of the stack. Its URL is unchanged.
    pub(super) fn use_default_endpoint(&mut self) {
        self.set_parameter("DomainName", "");
        self.set_parameter("DisableExecuteApiEndpoint", "false");
        let stack =
            self.aws.get_mut("cloudformation describe-stacks --stack-name shop").unwrap().as_mut().unwrap();
        let outputs = stack.pointer_mut("/Stacks/0/Outputs").unwrap().as_array_mut().unwrap();
        outputs.retain(|output| {
            !["DefaultFormUrl", "DomainTarget"].contains(&output["OutputKey"].as_str().unwrap())
        });
    }

    /// Changes the secret of the functions.
    pub(super) fn set_secret(&mut self, text: &str) {
        self.set(
            "ssm get-parameter --with-decryption --name /shop/session-secret",
            "/Parameter/Value",
            json!(text),
        );
        text.clone_into(&mut self.secret);
    }

    /// Replaces the outcomes of the last hour: each with the number of requests, and of those that used a stale secret.
    pub(super) fn set_outcomes(&mut self, outcomes: &[(&str, u64, u64)]) {
        let rows = outcomes.iter().map(|(outcome, requests, stale)| {
            let (requests, stale) = (requests.to_string(), stale.to_string());
            let difference = if *outcome == "token_not_yet_valid" { "61" } else { "" };
            let row = [
                ("outcome", *outcome),
                ("requests", &requests),
                ("stale", &stale),
                ("last", "AAAA-AAAA"),
                ("difference", difference),
            ];
            row.iter().map(|(field, value)| json!({"field": field, "value": value})).collect::<Vec<Value>>()
        });
        let rows: Vec<Vec<Value>> = rows.collect();
        self.set("logs get-query-results --query-id outcomes", "/results", json!(rows));
    }

    /// Adds links with another signature after the last login.
    pub(super) fn add_mismatches(&mut self, number: usize) {
        let mismatch = json!([
            {"field": "@timestamp", "value": "2027-01-15 07:59:30.000"},
            {"field": "outcome", "value": "signature_mismatch"},
        ]);
        let command = "logs get-query-results --query-id latest";
        let accepted = self.get(command, "/results/0");
        let rows: Vec<Value> = std::iter::repeat_n(mismatch, number).chain([accepted]).collect();
        self.set(command, "/results", json!(rows));
    }

    /// Changes the time at which the Action's secret was set.
    pub(super) fn set_action_secret(&mut self, time: &str) {
        self.set_tenant("actions/actions/act1", "/deployed_version/secrets/3/updated_at", json!(time));
    }

    /// Removes the credentials of the tenant.
    pub(super) fn disconnect_tenant(&mut self) {
        self.variables.retain(|(name, _)| *name != "AUTH0_CLIENT_SECRET");
    }

    /// Makes the functions accept other hosts than the stack.
    pub(super) fn serve_domains(&mut self, form: &str, submit: &str) {
        for (function, domains) in [("shop-form", form), ("shop-submit", submit)] {
            let command =
                format!("lambda get-function-configuration --function-name {function} --qualifier live");
            self.set(&command, "/Environment/Variables/AUTH0_DOMAINS", json!(domains));
        }
        form.clone_into(&mut self.web.domains);
        submit.clone_into(&mut self.web.submit_domains);
    }

    /// Changes a part of an answer of the Management API, or adds it.
    pub(super) fn set_tenant(&mut self, path: &str, pointer: &str, value: Value) {
        replace(self.tenant.get_mut(path).unwrap_or_else(|| panic!("{path}")), pointer, value);
    }

    /// Renames a secret of the deployed Action.
    pub(super) fn rename_secret(&mut self, from: &str, to: &str) {
        let action = self.tenant.get_mut("actions/actions/act1").unwrap();
        let secrets = action.pointer_mut("/deployed_version/secrets").unwrap().as_array_mut().unwrap();
        secrets.iter_mut().find(|secret| secret["name"] == from).unwrap()["name"] = json!(to);
    }

    /// Removes refresh tokens from the applications of the tenant.
    pub(super) fn no_refresh_tokens(&mut self) {
        let path = self.tenant.keys().find(|path| path.starts_with("clients")).unwrap().clone();
        self.set_tenant(&path, "/0/grant_types", json!(["authorization_code"]));
    }

    /// Sets an environment variable.
    pub(super) fn variable(&mut self, name: &'static str, value: &str) {
        self.variables.push((name, value.to_owned()));
    }

    fn run_aws(&self, arguments: &[&str]) -> Output {
        let end = arguments.iter().position(|argument| *argument == "--output").unwrap();
        assert_eq!(arguments[arguments.len() - 2..], ["--region", "eu-central-1"]);
        let command = arguments[..end].join(" ");
        let is_pending = command.starts_with("logs get-query-results")
            && self.polls.fetch_add(1, Ordering::Relaxed) < self.pending;
        if is_pending {
            return output(0, json!({"status": "Running", "results": []}).to_string(), "");
        }
        match self.aws.get(&command).unwrap_or_else(|| panic!("no answer: aws {command}")) {
            Ok(answer) => output(0, answer.to_string(), ""),
            Err(stderr) => output(254, String::new(), &format!("\n{stderr}\n")),
        }
    }

    fn run_curl(&self, input: &str) -> Output {
        let option = |name: &str| {
            let line = input.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
            serde_json::from_str::<String>(line).ok()
        };
        let url: Url = option("url").unwrap().parse().unwrap();
        match url.host_str().unwrap() {
            "layers.test" => {
                let mut response = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
                response.extend(self.archive());
                Output { status: Some(0), stdout: Zeroizing::new(response), stderr: String::new() }
            }
            "forms.shop.test" if self.web.curl_status != 0 => {
                output(self.web.curl_status, String::new(), "curl: (6)")
            }
            "forms.shop.test" => match self.web.gateway {
                Some((200, page)) => self.response(200, page, None),
                Some((status, message)) => {
                    self.response(status, &json!({"message": message}).to_string(), None)
                }
                None => self.form(&option("request").unwrap(), &url, option("data-raw").as_deref()),
            },
            "www.shop.test" if self.web.proxy => self.form("GET", &url, None),
            "abc123.execute-api.eu-central-1.amazonaws.com" => {
                if self.web.default_endpoint_is_open {
                    self.form("GET", &url, None)
                } else {
                    let (status, message) = self.web.default_endpoint;
                    self.response(status, &json!({"message": message}).to_string(), None)
                }
            }
            "old.shop.test" => {
                assert_eq!(url.query(), None, "another host got a token");
                self.response(404, "another site", None)
            }
            "gone.shop.test" => output(6, String::new(), "curl: (6)"),
            "login.shop.test" => response_at(self.tenant_offset(), 200, "{}", None),
            "shop.eu.auth0.test" => self.auth0(&url, input),
            host => panic!("an unexpected host: {host}"),
        }
    }

    fn auth0(&self, url: &Url, input: &str) -> Output {
        if url.path() == "/oauth/token" {
            return self.response(200, &json!({"access_token": "management-token"}).to_string(), None);
        }
        let Some(path) = url.path().strip_prefix("/api/v2/") else {
            return response_at(self.tenant_offset(), 200, "{}", None);
        };
        assert!(input.contains("Bearer management-token"));
        let path = url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        let answer = self.tenant.get(&path).unwrap_or_else(|| panic!("no answer: {path}"));
        self.response(200, &answer.to_string(), None)
    }

    /// Answers like the functions.
    fn form(&self, method: &str, url: &Url, body: Option<&str>) -> Output {
        if let Some((status, message)) = self.web.submit_gateway.filter(|_| method == "POST") {
            return self.response(status, &json!({"message": message}).to_string(), None);
        }
        if let Some(status) = self.web.page_status {
            return self.response(status, "<code>AAAA-AAAA</code>", None);
        }
        let parameters = url::form_urlencoded::parse(body.or(url.query()).unwrap_or_default().as_bytes());
        let token = parameters.into_owned().find(|(name, _)| name == "session_token").map(|(_, token)| token);
        let Some(token) = token else { return self.response(400, "<code>AAAA-AAAA</code>", None) };
        if let Some(status) = self.web.token_status {
            return self.response(status, "<code>BBBB-BBBB</code>", None);
        }
        let domains = if method == "POST" { &self.web.submit_domains } else { &self.web.domains };
        let (keys, domains) = (Keyring::parse(&self.secret).unwrap(), Domains::parse(domains).unwrap());
        let token = SessionToken::new(token);
        let session = match Compact::parse(&token).unwrap().verify(&keys, &domains, NOW) {
            Ok(session) => session,
            Err(error) if error.to_string().contains("expired") => {
                return self.response(self.web.expired_status, "<code>BBBB-BBBB</code>", None);
            }
            Err(_) => return self.response(403, "<code>CCCC-CCCC</code>", None),
        };
        if method == "POST" {
            let location = format!("https://{}/continue?state=s&session_token=t", session.issuer());
            return self.response(303, "", Some(&location));
        }
        self.response(self.web.question_status.unwrap_or(200), "<form>", None)
    }

    /// Returns the difference between the clocks of the tenants and that of this machine, in seconds.
    fn tenant_offset(&self) -> i64 {
        if self.web.has_correct_tenants { 0 } else { self.web.clock_offset }
    }

    fn response(&self, status: u16, body: &str, location: Option<&str>) -> Output {
        response_at(self.web.clock_offset, status, body, location)
    }

    /// Returns the layer as a ZIP archive, with each other file compressed.
    fn archive(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (index, (name, text)) in self.layer.iter().enumerate() {
            let (method, data) = if index % 2 == 0 {
                (CompressionMethod::DEFLATE, miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 6))
            } else {
                (CompressionMethod::STORE, text.as_bytes().to_vec())
            };
            let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
            let mut writer = config.wrap(&mut entry);
            io::Write::write_all(&mut writer, &data).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        bytes
    }
}

impl Programs for World {
    fn run(&self, program: &str, arguments: &[&str], input: &str, _: Limits) -> io::Result<Output> {
        self.arguments.lock().unwrap().push(arguments.join(" "));
        Ok(match program {
            "aws" => self.run_aws(arguments),
            "curl" => self.run_curl(input),
            program => panic!("an unexpected program: {program}"),
        })
    }
}

fn output(status: i32, stdout: String, stderr: &str) -> Output {
    Output { status: Some(status), stdout: Zeroizing::new(stdout.into_bytes()), stderr: stderr.to_owned() }
}

/// Returns a response of a server whose clock differs by some seconds.
fn response_at(offset: i64, status: u16, body: &str, location: Option<&str>) -> Output {
    let now = NOW.saturating_add_signed(offset);
    let date = http_date(UNIX_EPOCH + Duration::from_secs(now));
    let location = location.map(|location| format!("Location: {location}\r\n")).unwrap_or_default();
    output(0, format!("HTTP/1.1 {status} X\r\nDate: {date}\r\n{location}\r\n{body}"), "")
}

/// Replaces the value at a pointer, or adds the last key of the pointer.
fn replace(target: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = target.pointer_mut(pointer) {
        *place = value;
    } else {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        target.pointer_mut(parent).unwrap()[key] = value;
    }
}

/// Formats a time as an HTTP date. The name of the day is not checked.
fn http_date(time: SystemTime) -> String {
    let text = humantime::format_rfc3339_seconds(time).to_string();
    let (day, time) = text.trim_end_matches('Z').split_once('T').unwrap();
    let parts: Vec<&str> = day.split('-').collect();
    assert_eq!(parts[1], "01", "{}", Path::new(day).display());
    format!("Fri, {} Jan {} {time} GMT", parts[2], parts[0])
}
