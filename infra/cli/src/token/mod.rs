//! `profiling token`: creates a session token without a login, to open a form or to invoke a function.

pub(crate) mod event;
mod question;

use std::process::ExitCode;

use clap::Args;
use profiling_forms::FormName;
use profiling_service::clock::{Clock as _, SystemClock};
use url::Url;
use zeroize::Zeroizing;

use self::question::Question;
use crate::out;
use crate::secret::{self, SigningSecretError, Target};

/// A `state` in the format of a tenant. It belongs to no login.
const STATE: &str = "hKFo2SBub3QtYS1sb2dpbi1idXQtYS10ZXN0";

/// Shown below `profiling token --help`.
const EXAMPLES: &str = "\
Examples:
  profiling token --issuer a.eu.auth0.com --url https://b.example/forms/profile
                            print a link that opens the deployed form
  profiling token --issuer a.eu.auth0.com --fields job_title --locales de
                            print a token that asks for one field, in German
  SESSION_TOKEN_SECRET=… profiling token --issuer a.eu.auth0.com
                            sign with this secret, without access to SSM

The token is signed with the secret in the environment variable
SESSION_TOKEN_SECRET if it is set, otherwise with the oldest secret in the SSM
parameter, which is the one that the Action uses. You can submit the form, but
the tenant rejects the answers because they belong to no login.";

/// Options of `profiling token`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    question: Question,
    /// URL of the form; prints a link to the form, with the token, instead of the token only
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    url: Option<Url>,
    #[command(flatten)]
    target: Target,
}

/// Parses a URL that a browser can open.
fn parse_url(text: &str) -> Result<Url, String> {
    let url: Option<Url> = text.parse().ok();
    url.filter(|url| ["http", "https"].contains(&url.scheme())).ok_or_else(|| {
        "expected the URL of a form, such as https://forms.example.com/forms/profile; it is the stack output FormUrl"
            .to_owned()
    })
}

/// Returns true if the path ends in `/forms/NAME`. It may have a prefix that a proxy removes.
fn is_form_url(url: &Url) -> bool {
    url.path().rsplit_once("/forms/").is_some_and(|(_, name)| FormName::parse(name).is_ok())
}

/// Creates the claims and signs them.
async fn session_token(
    question: &Question,
    target: &Target,
) -> Result<Zeroizing<String>, SigningSecretError> {
    let secret = secret::in_use(target).await?;
    let claims = question.claims(SystemClock.now_seconds());
    Ok(Zeroizing::new(profiling_local::sign_session_token(&claims, &secret)))
}

/// Prints the token, or a link with the token.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match session_token(&arguments.question, &arguments.target).await {
        Ok(token) => {
            let text = match arguments.url {
                Some(url) => {
                    if !is_form_url(&url) {
                        eprintln!(
                            "note: the path of this URL does not end in /forms/NAME, so it may not open a form"
                        );
                    }
                    link(url, &token).to_string()
                }
                None => token.to_string(),
            };
            out::print(format!("{text}\n"), ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("profiling: {error}");
            ExitCode::from(2)
        }
    }
}

/// Returns the link that Auth0 redirects to: sets `session_token` and `state`, and keeps other parameters.
fn link(mut url: Url, token: &str) -> Url {
    let others: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(name, _)| name != "state" && name != "session_token")
        .collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair("session_token", token)
        .append_pair("state", STATE);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_the_token_a_state_and_the_other_parameters_of_the_url() {
        for (address, expected) in [
            ("https://forms.example.com/forms/profile", "session_token=a.b.c&state="),
            ("https://forms.example.com/forms/profile?brand=x", "brand=x&session_token=a.b.c&state="),
            ("https://forms.example.com/forms/profile?state=1&session_token=2", "session_token=a.b.c&state="),
        ] {
            let link = link(address.parse().unwrap(), "a.b.c");
            assert_eq!(link.query(), Some(format!("{expected}{STATE}").as_str()), "{address}");
        }
    }

    #[test]
    fn only_web_urls_are_accepted() {
        for (address, is_accepted, is_form) in [
            ("https://forms.example.com/forms/profile", true, true),
            ("http://127.0.0.1:3000/stage/forms/profile?brand=x", true, true),
            ("https://forms.example.com/", true, false),
            ("https://forms.example.com/forms/", true, false),
            ("https://forms.example.com/forms/profile/", true, false),
            ("ftp://forms.example.com/forms/profile", false, false),
            ("forms.example.com:443/forms/profile", false, false),
            ("/forms/profile", false, false),
        ] {
            let url = parse_url(address);
            assert_eq!(
                (url.is_ok(), url.is_ok_and(|url| is_form_url(&url))),
                (is_accepted, is_form),
                "{address}"
            );
        }
    }
}
