//! The form's URL, as a browser uses it.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::Check;
use super::secret::{EncryptionKey, Parameter, Permissions};
use crate::doctor::facts::{Page, text};
use crate::doctor::fixes::BEGAN_WITH_DEPLOYMENT;
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::System;
use crate::http::{HttpError, Request};

/// The largest accepted difference between two clocks.
const MAX_SKEW: Duration = Duration::from_secs(5);

/// The message of API Gateway for a path that an API does not have, and for a domain without a mapping.
const NOT_FOUND: &str = "Not Found";
const FORBIDDEN: &str = "Forbidden";

/// The host of the form's URL has an address.
pub(super) struct Dns;

impl Check for Dns {
    fn name(&self) -> &'static str {
        "dns"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let url = system.form_url()?;
        match system.first_page()? {
            Err(error @ HttpError::Resolve) => {
                let stack = system.stack()?;
                let target = stack.optional_output("DomainTarget");
                let fix = target.map_or_else(
                    || "check the network and the DNS resolver of this machine".to_owned(),
                    |target| {
                        format!(
                            "create a CNAME or alias record for {} with the target {target}, or {}",
                            stack.parameter("DomainName"),
                            system.deploy_with(&[("HostedZoneId", "ID")])
                        )
                    },
                );
                Ok(Verdict::wrong(no_connection(&url, &error), fix))
            }
            Err(error @ (HttpError::NoCurl | HttpError::Other(_))) => {
                Err(Unchecked::because(no_connection(&url, &error)))
            }
            Err(HttpError::Connect | HttpError::Certificate | HttpError::TimedOut) | Ok(_) => {
                Ok(Verdict::Correct(format!("the host of {url} has an address")))
            }
        }
    }
}

/// Returns the problem of a request that got no response. It is the same in all checks.
fn no_connection(url: &str, error: &HttpError) -> String {
    match error {
        HttpError::Resolve => format!("the host of {url} has no DNS record"),
        HttpError::Certificate => {
            "the certificate of the form's URL is not valid for its host, or this machine does not trust it"
                .to_owned()
        }
        HttpError::Connect | HttpError::TimedOut => {
            format!("cannot connect to the host of the form's URL: {error}")
        }
        HttpError::NoCurl | HttpError::Other(_) => format!("the form's URL cannot be requested: {error}"),
    }
}

/// Returns the form's page without parameters, if the host responded.
fn first_page(system: &System<'_>) -> Result<Page, Unchecked> {
    let url = system.form_url()?;
    system.first_page()?.map_err(|error| Unchecked::because(no_connection(&url, &error)))
}

/// The host accepts connections with a valid certificate.
pub(super) struct Certificate;

impl Check for Certificate {
    fn name(&self) -> &'static str {
        "certificate"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let url = system.form_url()?;
        let Err(error) = system.first_page()? else {
            return Ok(Verdict::Correct("the host accepts connections".to_owned()));
        };
        let stack = system.stack()?;
        let target = stack.optional_output("DomainTarget");
        let fix = match (&error, target) {
            (HttpError::Certificate, Some(target)) => format!(
                "check that the DNS record of {} points to {target}. If it does, create a certificate for this host in ACM in {}, \
                 and {}",
                stack.parameter("DomainName"),
                stack.region(),
                system.deploy_with(&[("CertificateArn", "ARN")])
            ),
            (HttpError::Certificate, None) => {
                "check the proxy and the trusted certificates of this machine".to_owned()
            }
            (HttpError::Connect | HttpError::TimedOut, Some(target)) => {
                format!("check that the DNS record points to {target}, and the network of this machine")
            }
            (HttpError::Connect | HttpError::TimedOut, None) => {
                "check the network and the proxy of this machine".to_owned()
            }
            (HttpError::Resolve | HttpError::NoCurl | HttpError::Other(_), _) => {
                return Err(Unchecked::because(no_connection(&url, &error)));
            }
        };
        Ok(Verdict::wrong(no_connection(&url, &error), fix))
    }
}

/// The domain belongs to the API, and the API has the functions.
pub(super) struct Mapping;

impl Check for Mapping {
    fn name(&self) -> &'static str {
        "mapping"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let page = first_page(system)?;
        let Some((message, gateway)) = gateway_problem(system, &page) else {
            return Ok(Verdict::Correct("the functions respond".to_owned()));
        };
        let stack = system.stack()?;
        let (domain, api) = (stack.parameter("DomainName"), stack.output("ApiId")?);
        let options = system.aws.options();
        let fix = match gateway.as_str() {
            FORBIDDEN | NOT_FOUND if domain.is_empty() => format!(
                "someone disabled the default endpoint of the API, and the stack has no domain: `aws apigatewayv2 update-api \
                 --api-id {api} --no-disable-execute-api-endpoint{options}`"
            ),
            FORBIDDEN => format!(
                "aws apigatewayv2 create-api-mapping --domain-name {domain} --api-id {api} --stage '$default'{options}"
            ),
            NOT_FOUND => format!(
                "find the mapping with `aws apigatewayv2 get-api-mappings --domain-name {domain}{options}`, and check that \
                 no other system uses it. Then `aws apigatewayv2 update-api-mapping --domain-name {domain} --api-mapping-id ID \
                 --api-id {api} --stage '$default'{options}`"
            ),
            "" => format!(
                "check the DNS record of the form's host, and a proxy in front of it: they must lead to {}",
                stack.optional_output("DomainTarget").unwrap_or("the default endpoint of the API")
            ),
            gateway => gateway_fix(system, gateway)?,
        };
        Ok(Verdict::wrong(message, fix))
    }
}

/// Returns the steps for a response of API Gateway to a request that did not reach a function, or got no response from it.
fn gateway_fix(system: &System<'_>, message: &str) -> Result<String, Unchecked> {
    let stack = system.stack()?;
    let rate = stack.number("ThrottleRate").saturating_mul(2).to_string();
    if message == "Too Many Requests" && rate != "0" {
        let deploy = system.deploy_with(&[("ThrottleRate", &rate)]);
        return Ok(format!("for a launch, {deploy}; for a flood, docs/protection.md"));
    }
    Ok(format!(
        "{BEGAN_WITH_DEPLOYMENT}. Otherwise `{}`; the access log has the reason: `aws logs tail {} --since 15m{}`",
        system.explain(message),
        stack.output("AccessLogGroupName")?,
        system.aws.options()
    ))
}

/// Returns the problem if something else responded in place of a function, and the message of API Gateway in the response;
/// empty for another server.
fn gateway_problem(system: &System<'_>, page: &Page) -> Option<(String, String)> {
    if page.is_error_page() {
        return None;
    }
    let Some(gateway) = page.gateway_message() else {
        let message =
            format!("a server without the functions responded at the form's URL: {}", page.describe());
        return Some((message, String::new()));
    };
    let stack = system.stack().ok();
    let domain = stack.as_ref().map_or("of the form's URL", |stack| stack.parameter("DomainName"));
    let message = match gateway.as_str() {
        FORBIDDEN | NOT_FOUND if domain.is_empty() => {
            "the default endpoint of the API is disabled".to_owned()
        }
        FORBIDDEN => format!("the domain {domain} has no API mapping"),
        NOT_FOUND => format!("the domain {domain} is mapped to another API, or to another stage or path"),
        gateway => format!(
            "API Gateway itself responded with status {} `{gateway}`, so the request did not reach a function",
            page.status
        ),
    };
    Some((message, gateway))
}

/// The default endpoint is open or disabled, as the stack's parameter specifies.
pub(super) struct DefaultEndpoint;

impl Check for DefaultEndpoint {
    fn name(&self) -> &'static str {
        "default-endpoint"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let Some(url) = stack.optional_output("DefaultFormUrl") else {
            return Ok(Verdict::Correct("the form's URL is the default endpoint".to_owned()));
        };
        let disabled = stack.parameter("DisableExecuteApiEndpoint") == "true";
        let page = system
            .page(&Request::get(url))
            .map_err(|error| Unchecked::because(format!("{url} cannot be requested: {error}")))?;
        let is_disabled = || {
            page.gateway_message().is_some_and(|message| [NOT_FOUND, FORBIDDEN].contains(&message.as_str()))
        };
        if !page.is_error_page() && !is_disabled() {
            return Err(Unchecked::because(format!(
                "{url} responds with {}; see `mapping`",
                page.describe()
            )));
        }
        // A deployment does not restore a property that the template did not change.
        let update = |option: &str| {
            Ok::<_, Unchecked>(format!(
                "aws apigatewayv2 update-api --api-id {} --{option}{}",
                stack.output("ApiId")?,
                system.aws.options()
            ))
        };
        match (disabled, page.is_error_page()) {
            (true, true) => Ok(Verdict::wrong(
                format!("{url} serves the form, although DisableExecuteApiEndpoint is true"),
                format!(
                    "if FORM_URL has not been this URL for an hour, disable it again: `{}`",
                    update("disable-execute-api-endpoint")?
                ),
            )),
            (false, false) => Ok(Verdict::wrong(
                format!(
                    "{url} responds with {}, although DisableExecuteApiEndpoint is false",
                    page.describe()
                ),
                format!(
                    "`{}`. Logins that started with this URL cannot continue until then",
                    update("no-disable-execute-api-endpoint")?
                ),
            )),
            (true, false) => Ok(Verdict::Correct(format!("{url} is disabled"))),
            (false, true) => Ok(Verdict::Correct(format!(
                "{url} also serves the form; DisableExecuteApiEndpoint=true disables it"
            ))),
        }
    }
}

/// A request without a token and a request with an expired token get the functions' error pages.
pub(super) struct ErrorPages;

impl Check for ErrorPages {
    fn name(&self) -> &'static str {
        "error-pages"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let problem = error_page_problem(system)?;
        Ok(Verdict::of(problem.map(|(_, problem)| problem).into_iter().collect(), || {
            "status 400 without a token, 403 with an expired one".to_owned()
        }))
    }
}

/// Returns the first problem of the error pages, and its status.
fn error_page_problem(system: &System<'_>) -> Result<Option<(u16, Problem)>, Unchecked> {
    let first = first_page(system)?;
    if let Some((message, _)) = gateway_problem(system, &first) {
        return Err(Unchecked::because(message));
    }
    let problem = |request: &str, expected: u16, page: &Page| {
        (page.status != expected || !page.is_error_page()).then(|| {
            let message = format!(
                "a request {request} got {}; expected status {expected} and an error page",
                page.describe()
            );
            let group = system.stack().and_then(|stack| Ok(stack.output("FormLogGroupName")?.to_owned()));
            let fix = cause(system, page, &group.unwrap_or_else(|_| "LOG_GROUP".to_owned()));
            (page.status, Problem::new(message, fix))
        })
    };
    let found = match problem("without a token", 400, &first) {
        Some(found) => Some(found),
        None => problem("with an expired token", 403, &system.expired_page()?),
    };
    match found.as_ref().and_then(|(status, _)| earlier_problem(system, *status)) {
        Some(message) => Err(Unchecked::because(message)),
        None => Ok(found),
    }
}

/// Returns the problem of an earlier check that explains the status of a page.
fn earlier_problem(system: &System<'_>, status: u16) -> Option<String> {
    let checks: &[&dyn Check] = match status {
        403 => &[&ClockSkew],
        404 => return system.missing_layer(),
        500 => {
            let form_error = || system.form_error(system.stack().ok()?.parameter("FormName"));
            return system.missing_layer().or_else(form_error);
        }
        503 => &[&Parameter, &Permissions, &EncryptionKey],
        _ => &[],
    };
    let mut verdicts = checks.iter().filter_map(|check| check.run(system).ok());
    verdicts.find_map(|verdict| match verdict {
        Verdict::Wrong(problems) => problems.into_iter().next().map(|problem| problem.message),
        Verdict::Correct(_) => None,
    })
}

/// Tokens with an IP address cannot be created for this machine.
fn require_no_ip(system: &System<'_>) -> Result<(), Unchecked> {
    if system.stack()?.parameter("RequireSameIp") == "true" {
        return Err(Unchecked::because(
            "with RequireSameIp=true, the form accepts a token only from the IP address in it, and this machine does not know \
             its public IP address; log in as a test user instead",
        ));
    }
    Ok(())
}

/// A response that is not the expected one, with the hosts whose tokens got it.
struct Refusal<'a> {
    hosts: Vec<&'a str>,
    page: &'a Page,
}

/// Groups the pages that are not the expected ones by their status.
fn refusals<'a>(pages: &'a [(String, Page)], is_expected: impl Fn(&str, &Page) -> bool) -> Vec<Refusal<'a>> {
    let mut refusals: Vec<Refusal<'a>> = Vec::new();
    for (host, page) in pages.iter().filter(|(host, page)| !is_expected(host, page)) {
        let same = refusals.iter_mut().find(|refusal| refusal.page.describe() == page.describe());
        match same {
            Some(refusal) => refusal.hosts.push(host),
            None => refusals.push(Refusal { hosts: vec![host], page }),
        }
    }
    refusals
}

impl Refusal<'_> {
    /// Returns the problem of an earlier check that explains this one.
    fn earlier_problem(&self, system: &System<'_>) -> Result<Option<String>, Unchecked> {
        let error_page = error_page_problem(system)?.filter(|(status, _)| *status == self.page.status);
        let earlier = || earlier_problem(system, self.page.status);
        Ok(error_page.map(|(_, problem)| problem.message).or_else(earlier))
    }

    fn message(&self, expected: &str) -> String {
        format!("logins on {} get {}; expected {expected}", self.hosts.join(", "), self.page.describe())
    }

    /// Returns the problem. `function` is the output of the stack with the name of the function that responded.
    fn problem(&self, system: &System<'_>, expected: &str, function: &str) -> Result<Problem, Unchecked> {
        let stack = system.stack()?;
        let function_name = stack.output(&format!("{function}FunctionName"))?;
        if self.page.status == 403
            && let Some(problem) = self.outdated_domains(system, function_name, expected)
        {
            return Ok(problem);
        }
        let fix = cause(system, self.page, stack.output(&format!("{function}LogGroupName"))?);
        Ok(Problem::new(self.message(expected), fix))
    }

    /// Returns the problem if the version of the function that serves requests does not accept the hosts.
    fn outdated_domains(&self, system: &System<'_>, function: &str, expected: &str) -> Option<Problem> {
        let live = system.live(function).ok()?;
        let accepted = live.pointer("/Environment/Variables/AUTH0_DOMAINS").and_then(Value::as_str)?;
        if self.hosts.iter().all(|host| accepted.split(',').any(|accepted| accepted == *host)) {
            return None;
        }
        Some(Problem::new(
            format!(
                "{}. Version {} of {function}, which serves requests, accepts only {accepted} (issuer_unknown)",
                self.message(expected),
                text(&live, "/Version")
            ),
            format!(
                "someone moved the alias to a version from before a change of Auth0Domains. Move it to a newer version that is \
                 good (see `live-version`), or correct the version and {}",
                system.deploy()
            ),
        ))
    }
}

/// Returns the steps that find and fix the cause of a response.
fn cause(system: &System<'_>, page: &Page, log_group: &str) -> String {
    let gateway =
        page.gateway_message().filter(|message| ![NOT_FOUND, FORBIDDEN].contains(&message.as_str()));
    if let Some(Ok(fix)) = gateway.map(|message| gateway_fix(system, &message)) {
        return fix;
    }
    let log_line = system.log_line(log_group, page);
    match page.status {
        403 => format!(
            "if `clock` or `recent-requests` is wrong, start there. Otherwise find the outcome in the log: `{log_line}`. \
             `signature_mismatch`: if the secret was changed within the last five minutes, wait. `issuer_unknown`: \
             `live-version` may be wrong. `token_not_yet_valid`, `token_expired`: a clock is wrong. Other outcomes: `{}`",
            system.explain("OUTCOME")
        ),
        404 => unknown_form(system),
        500 => format!(
            "if `deployed-forms` is wrong, start there. Otherwise find the outcome in the log: `{log_line}`. `form_invalid`, \
             `internal_error`: {BEGAN_WITH_DEPLOYMENT}; otherwise `{}`",
            system.explain("internal_error")
        ),
        503 => format!(
            "if `secret`, `permissions` or `encryption-key` is wrong, start there, and do not deploy. Otherwise `{}`; the log has \
             the code of SSM: `{log_line}`",
            system.explain("secret_unavailable")
        ),
        _ => format!("find the outcome in the log: `{log_line}`; then `{}`", system.explain("OUTCOME")),
    }
}

/// Returns the step for a form that the functions do not have.
fn unknown_form(system: &System<'_>) -> String {
    let form = system.stack().map(|stack| stack.parameter("FormName").to_owned()).unwrap_or_default();
    let Ok((forms, _)) = system.deployed_forms() else { return "see `deployed-forms`".to_owned() };
    if forms.entry(&form).is_some() {
        return format!(
            "the form {form} is deployed, so this is not the URL of the functions; see `mapping`"
        );
    }
    let is_local = system.checkout_texts().is_ok_and(|texts| texts.contains_key(&format!("{form}.json")));
    if is_local {
        return format!("the form {form} is not deployed: {}", system.deploy());
    }
    let first = forms.iter().next().map_or("NAME", |(name, _)| name.as_str()).to_owned();
    format!("FormName is {form}, which is not a form: {}", system.deploy_with(&[("FormName", &first)]))
}

/// A login on each host gets the form.
pub(super) struct Questions;

impl Check for Questions {
    fn name(&self) -> &'static str {
        "question"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        require_no_ip(system)?;
        require_functions(system)?;
        let pages = system.questions()?;
        let refusals = question_refusals(pages);
        if let [only] = &refusals[..]
            && let Some(message) = only.earlier_problem(system)?
        {
            return Err(Unchecked::because(message));
        }
        let problems = refusals.iter().map(|refusal| refusal.problem(system, FORM, "Form"));
        let problems: Vec<Problem> = problems.collect::<Result<_, _>>()?;
        Ok(Verdict::of(problems, || format!("the form is shown to logins on {}", hosts(pages))))
    }
}

/// The expected response to a session token.
const FORM: &str = "the form with status 200";

fn question_refusals(pages: &[(String, Page)]) -> Vec<Refusal<'_>> {
    refusals(pages, |_, page| page.status == 200)
}

fn hosts(pages: &[(String, Page)]) -> String {
    pages.iter().map(|(host, _)| host.as_str()).collect::<Vec<_>>().join(", ")
}

/// Returns the reason if the functions do not respond.
fn require_functions(system: &System<'_>) -> Result<(), Unchecked> {
    let page = first_page(system)?;
    match gateway_problem(system, &page) {
        Some((message, _)) => Err(Unchecked::because(message)),
        None => Ok(()),
    }
}

/// A login on each host gets back to Auth0.
pub(super) struct Answers;

impl Check for Answers {
    fn name(&self) -> &'static str {
        "answer"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        require_no_ip(system)?;
        require_functions(system)?;
        let stack = system.stack()?;
        let by_post = stack.parameter("ContinueMethod") == "post";
        let submit = |host: &str| Ok((host.to_owned(), system.submit_form(host)?));
        let pages: Vec<(String, Page)> = stack.domains().map(submit).collect::<Result<_, Unchecked>>()?;
        let refusals = refusals(&pages, |host, page| {
            let target = format!("https://{host}/continue");
            if by_post {
                page.status == 200 && page.body.contains(&format!("action=\"{target}\""))
            } else {
                let location = page.location.as_deref().unwrap_or_default();
                page.status == 303 && location.split('?').next() == Some(&target)
            }
        });
        if let [only] = &refusals[..]
            && let [question] = &question_refusals(system.questions()?)[..]
            && (question.page.status, &question.hosts) == (only.page.status, &only.hosts)
        {
            let message = match only.earlier_problem(system)? {
                Some(message) => message,
                None => question.problem(system, FORM, "Form")?.message,
            };
            return Err(Unchecked::because(message));
        }
        let expected = if by_post {
            "a page that posts to /continue on the same host"
        } else {
            "a redirect to /continue on the same host with status 303"
        };
        let problems = refusals.iter().map(|refusal| refusal.problem(system, expected, "Submit"));
        let problems: Vec<Problem> = problems.collect::<Result<_, _>>()?;
        Ok(Verdict::of(problems, || format!("the answers go to /continue on {}", hosts(&pages))))
    }
}

/// The clocks of this machine, of API Gateway and of Auth0 agree.
pub(super) struct ClockSkew;

impl Check for ClockSkew {
    fn name(&self) -> &'static str {
        "clock"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let aws = first_page(system)?;
        let stack = system.stack()?;
        let tenants = stack.domains().map(|host| {
            let page = system.page(&Request::get(format!("https://{host}/.well-known/openid-configuration")));
            (host.to_owned(), page)
        });
        let pages = std::iter::once((AWS.to_owned(), Ok(aws))).chain(tenants);
        let skews: Vec<(String, Duration)> =
            pages.filter_map(|(server, page)| Some((server, skew(&page.ok()?)?))).collect();
        let Some(largest) = skews.iter().map(|(_, skew)| skew.as_secs()).max() else {
            return Err(Unchecked::because("no response had a header `Date`"));
        };
        let (wrong, correct): (Vec<_>, Vec<_>) = skews.iter().partition(|(_, skew)| *skew > MAX_SKEW);
        let names = |servers: &[&(String, Duration)]| {
            servers.iter().map(|(server, _)| server.as_str()).collect::<Vec<_>>().join(", ")
        };
        if wrong.is_empty() {
            return Ok(Verdict::Correct(format!(
                "the clocks of this machine and of {} differ by at most {largest} s",
                names(&correct)
            )));
        }
        let fix = if skews.len() == 1 {
            "compare the clock of this machine with another one; if it is right, stop asking (docs/operating.md#stop-asking) until \
             AWS has corrected its clock. Status page: https://health.aws.amazon.com"
                .to_owned()
        } else if correct.is_empty() {
            "synchronize the clock of this machine (NTP), and run this command again".to_owned()
        } else {
            let page = if wrong.iter().any(|(server, _)| server == AWS) {
                "https://health.aws.amazon.com"
            } else {
                "https://status.auth0.com"
            };
            format!(
                "you cannot correct it: stop asking (docs/operating.md#stop-asking) until the provider has. Status page: {page}"
            )
        };
        Ok(Verdict::wrong(
            format!("the clocks of this machine and of {} differ by {largest} s", names(&wrong)),
            fix,
        ))
    }
}

/// The name of API Gateway in the report.
const AWS: &str = "the form's URL";

/// Returns a lower bound of the difference between the clocks; `Date` has a resolution of one second.
fn skew(page: &Page) -> Option<Duration> {
    let date = page.date?;
    let after = |later: SystemTime, earlier: SystemTime| later.duration_since(earlier).unwrap_or_default();
    let behind = after(page.sent, date + Duration::from_secs(1));
    Some(behind.max(after(date, page.received)))
}
