//! The form's URL, as a browser uses it.

use std::time::{Duration, SystemTime};

use super::Check;
use crate::doctor::facts::Page;
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::System;
use crate::http::{HttpError, Request};
use crate::printable::quoted;

/// The largest difference between two clocks.
const MAX_SKEW: Duration = Duration::from_secs(5);

/// A session token that no secret signed: `{"alg":"HS256","typ":"JWT"}`, `{}` and 32 zero bytes.
const UNSIGNED: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

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
        let stack = system.stack()?;
        let url = stack.output("FormUrl")?;
        match system.first_page()? {
            Err(HttpError::Resolve) => {
                let target = stack.optional_output("DomainTarget");
                let fix = target.map_or_else(
                    || "check the network and the DNS resolver of this machine".to_owned(),
                    |target| {
                        format!(
                            "create a CNAME or alias record for {} with the target {target}, or set HostedZoneId and deploy",
                            stack.parameter("DomainName")
                        )
                    },
                );
                Ok(Verdict::wrong(format!("the host of {url} has no DNS record"), fix))
            }
            Err(error @ (HttpError::NoCurl | HttpError::Other(_))) => Err(unreachable(&error)),
            Err(HttpError::Connect | HttpError::Certificate | HttpError::TimedOut) | Ok(_) => {
                Ok(Verdict::Correct(format!("the host of {url} has an address")))
            }
        }
    }
}

fn unreachable(error: &HttpError) -> Unchecked {
    Unchecked::because(format!("the form's URL cannot be requested: {error}"))
}

/// The host accepts connections with a valid certificate.
pub(super) struct Certificate;

impl Check for Certificate {
    fn name(&self) -> &'static str {
        "certificate"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        match system.first_page()? {
            Err(HttpError::Certificate) => Ok(Verdict::wrong(
                "the certificate of the form's URL is not valid for its host, or this machine does not trust it",
                format!(
                    "set CertificateArn to a certificate for {} in {}, and deploy; check that the DNS record points to the \
                     stack's output DomainTarget",
                    stack.parameter("DomainName"),
                    stack.region()
                ),
            )),
            Err(error @ (HttpError::Connect | HttpError::TimedOut)) => Ok(Verdict::wrong(
                format!("the host of the form's URL does not answer: {error}"),
                "check that the DNS record points to the stack's output DomainTarget, and the network of this machine",
            )),
            Err(error) => Err(unreachable(&error)),
            Ok(_) => Ok(Verdict::Correct("the host accepts connections".to_owned())),
        }
    }
}

/// The domain belongs to the API, and the API has the functions.
pub(super) struct Mapping;

impl Check for Mapping {
    fn name(&self) -> &'static str {
        "mapping"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let page = system.first_page()?.map_err(|error| unreachable(&error))?;
        let stack = system.stack()?;
        let Some(message) = page.gateway_message().filter(|_| !page.is_error_page()) else {
            return Ok(Verdict::Correct("the URL belongs to the API of the stack".to_owned()));
        };
        let (domain, api) = (stack.parameter("DomainName"), stack.output("ApiId")?);
        let map = format!(
            "map the domain to the API: aws apigatewayv2 create-api-mapping --domain-name {} --api-id {} --stage \
             '$default'{}",
            quoted(domain),
            quoted(api),
            system.aws.options()
        );
        match message.as_str() {
            FORBIDDEN => Ok(Verdict::wrong(format!("the domain {domain} has no API mapping"), map)),
            NOT_FOUND if domain.is_empty() => Ok(Verdict::wrong(
                "the default endpoint of the API is disabled, and the stack has no domain",
                "deploy the stack: template.yaml disables the endpoint only with DomainName",
            )),
            NOT_FOUND => Ok(Verdict::wrong(
                format!("the domain {domain} is mapped to another API, or to another stage or path"),
                format!(
                    "delete that mapping (aws apigatewayv2 get-api-mappings --domain-name {}{}), then {map}",
                    quoted(domain),
                    system.aws.options()
                ),
            )),
            message => Ok(Verdict::wrong(
                format!("API Gateway answers with status {} `{message}` itself", page.status),
                format!(
                    "profiling explain '{message}'; the access log has the reason: aws logs tail {} --since 15m{}",
                    quoted(stack.output("AccessLogGroupName")?),
                    system.aws.options()
                ),
            )),
        }
    }
}

/// The default endpoint is open or disabled, as the stack's parameter says.
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
        match (disabled, page.is_error_page()) {
            (true, true) => Ok(Verdict::wrong(
                format!("{url} serves the form, although DisableExecuteApiEndpoint is true"),
                "deploy the stack again; `profiling doctor --drift` shows changes that were made by hand",
            )),
            (false, false) => Ok(Verdict::wrong(
                format!(
                    "{url} answers with {}, although DisableExecuteApiEndpoint is false",
                    page.describe()
                ),
                "deploy the stack again; logins that started with this URL cannot continue until then",
            )),
            (true, false) => Ok(Verdict::Correct(format!("{url} is disabled"))),
            (false, true) => Ok(Verdict::Correct(format!(
                "{url} also serves the form; DisableExecuteApiEndpoint=true disables it"
            ))),
        }
    }
}

/// A request without a token and a request with a forged token get the functions' error pages.
pub(super) struct ErrorPages;

impl Check for ErrorPages {
    fn name(&self) -> &'static str {
        "error-pages"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let first = system.first_page()?.map_err(|error| unreachable(&error))?;
        if first.gateway_message().is_some() {
            return Err(Unchecked::because(format!("the form's URL answers with {}", first.describe())));
        }
        let stack = system.stack()?;
        let url = format!("{}?state=doctor&session_token={UNSIGNED}", stack.output("FormUrl")?);
        let forged = system.page(&Request::get(url)).map_err(|error| unreachable(&error))?;
        let problems = [("without a token", 400, &first), ("with a forged token", 403, &forged)]
            .into_iter()
            .filter(|(_, status, page)| page.status != *status || !page.is_error_page())
            .map(|(request, status, page)| {
                Problem::new(
                    format!(
                        "a request {request} got {}; expected status {status} and an error page",
                        page.describe()
                    ),
                    match page.status {
                        503 => "profiling explain secret_unavailable".to_owned(),
                        404 => "set FormName to a form in infra/forms, and deploy".to_owned(),
                        _ => format!(
                            "see `aws logs tail {} --since 15m`",
                            quoted(stack.output("FormLogGroupName").unwrap_or("LOG_GROUP"))
                        ),
                    },
                )
            });
        Ok(Verdict::of(problems.collect(), || "status 400 without a token, 403 with a forged one".to_owned()))
    }
}

/// Tokens with an IP address cannot be created for this machine.
fn require_no_ip(system: &System<'_>) -> Result<(), Unchecked> {
    if system.stack()?.parameter("RequireSameIp") == "true" {
        return Err(Unchecked::because(
            "with RequireSameIp=true, the form accepts a token only from the IP address in it, and this machine cannot know \
             its own; log in as a test user instead",
        ));
    }
    Ok(())
}

/// Runs a check for each host in `Auth0Domains`.
fn for_each_host(
    system: &System<'_>,
    correct: &str,
    check: impl Fn(&str) -> Result<Option<Problem>, Unchecked>,
) -> Result<Verdict, Unchecked> {
    require_no_ip(system)?;
    system.reachable()?;
    let stack = system.stack()?;
    let problems: Vec<Option<Problem>> = stack.domains().map(check).collect::<Result<_, _>>()?;
    let hosts: Vec<&str> = stack.domains().collect();
    Ok(Verdict::of(problems.into_iter().flatten().collect(), || format!("{correct} {}", hosts.join(", "))))
}

/// Returns the problem of a page that was requested with a token of this command.
fn refused(page: &Page, host: &str, expected: &str) -> Problem {
    let fix = match page.status {
        403 => format!(
            "if Auth0Domains was changed by hand, deploy the stack; if the secret was changed within the last five minutes, \
             wait; otherwise `profiling explain issuer_unknown` and `profiling explain signature_mismatch`. Host: {host}"
        ),
        404 => "set FormName to a form in infra/forms, and deploy".to_owned(),
        503 => "profiling explain secret_unavailable".to_owned(),
        _ => "search the log of the function for `\"synthetic\":true`, and run `profiling explain` with the line".to_owned(),
    };
    Problem::new(format!("a login on {host} got {}; expected {expected}", page.describe()), fix)
}

/// A login on each host gets the form.
pub(super) struct Questions;

impl Check for Questions {
    fn name(&self) -> &'static str {
        "question"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        for_each_host(system, "the form is shown to logins on", |host| {
            let page = system.open_form(host)?;
            Ok((page.status != 200).then(|| refused(&page, host, "the form with status 200")))
        })
    }
}

/// A login on each host gets back to Auth0.
pub(super) struct Answers;

impl Check for Answers {
    fn name(&self) -> &'static str {
        "answer"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let by_post = system.stack()?.parameter("ContinueMethod") == "post";
        for_each_host(system, "the answers go to /continue on", |host| {
            let page = system.submit_form(host)?;
            let target = format!("https://{host}/continue");
            let (is_correct, expected) = if by_post {
                let has_target = page.body.contains(&format!("action=\"{target}\""));
                (page.status == 200 && has_target, format!("a page that posts to {target}"))
            } else {
                let location = page.location.as_deref().unwrap_or_default();
                let has_target = location.split('?').next() == Some(&target);
                (page.status == 303 && has_target, format!("a redirect to {target} with status 303"))
            };
            Ok((!is_correct).then(|| refused(&page, host, &expected)))
        })
    }
}

/// The clocks of this machine, of the functions and of Auth0 agree.
pub(super) struct ClockSkew;

impl Check for ClockSkew {
    fn name(&self) -> &'static str {
        "clock"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let aws = system.first_page()?.map_err(|error| unreachable(&error))?;
        let stack = system.stack()?;
        let hosts = stack.domains().map(|host| {
            let page = system.page(&Request::get(format!("https://{host}/.well-known/openid-configuration")));
            (host.to_owned(), page)
        });
        let pages = std::iter::once(("the form's URL".to_owned(), Ok(aws))).chain(hosts);
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
                "at most {largest} s between this machine and {}",
                names(&correct)
            )));
        }
        let fix = if correct.is_empty() {
            "synchronize the clock of this machine (NTP), and run this command again"
        } else {
            "only the operator of that server can correct its clock: see https://health.aws.amazon.com and \
             https://status.auth0.com"
        };
        Ok(Verdict::wrong(
            format!("the clocks of {} and of this machine differ by {largest} seconds", names(&wrong)),
            fix,
        ))
    }
}

/// Returns the least difference between the clocks that the response proves. `Date` has whole seconds.
fn skew(page: &Page) -> Option<Duration> {
    let date = page.date?;
    let after = |later: SystemTime, earlier: SystemTime| later.duration_since(earlier).unwrap_or_default();
    let behind = after(page.sent, date + Duration::from_secs(1));
    Some(behind.max(after(date, page.received)))
}
