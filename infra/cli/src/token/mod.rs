//! `profiling token`: creates a session token without a login, to open a form or to invoke a function.

pub(crate) mod event;
mod question;

use std::process::ExitCode;

use clap::Args;
use profiling_forms::{FormName, Forms};
use profiling_service::clock::{Clock as _, SystemClock};
use url::Url;
use zeroize::Zeroizing;

use self::question::Question;
use crate::secret::{self, SigningSecretError, Target};
use crate::{out, workspace};

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
the tenant rejects the answers because they belong to no login. The token does
not request sealed answers, so they are readable in the URL of /continue.";

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

/// Returns the name of the form if the path ends in `/forms/NAME`. It may have a prefix that a proxy removes.
fn form_of(url: &Url) -> Option<&str> {
    let (_, name) = url.path().rsplit_once("/forms/")?;
    FormName::parse(name).is_ok().then_some(name)
}

/// Returns notes about options that do not fit together, or not the forms in the repository.
fn notes(question: &Question, url: Option<&Url>) -> Vec<String> {
    let mut notes = Vec::new();
    if url.is_some_and(|url| form_of(url).is_none()) {
        notes.push("the path of this URL does not end in /forms/NAME, so it may not open a form".to_owned());
    }
    let root = std::env::current_dir().ok().and_then(|folder| workspace::find(&folder));
    let forms = root.map(|root| Forms::load_valid(&root.join("infra/forms")).0).unwrap_or_default();
    notes.extend(question.notes(url.and_then(form_of), &forms));
    notes
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
            for note in notes(&arguments.question, arguments.url.as_ref()) {
                eprintln!("note: {note}");
            }
            let text = match arguments.url {
                Some(url) => link(url, &token).to_string(),
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
        for (address, is_accepted, form) in [
            ("https://forms.example.com/forms/profile", true, Some("profile")),
            ("http://127.0.0.1:3000/stage/forms/profile?brand=x", true, Some("profile")),
            ("https://forms.example.com/", true, None),
            ("https://forms.example.com/forms/", true, None),
            ("https://forms.example.com/forms/profile/", true, None),
            ("ftp://forms.example.com/forms/profile", false, None),
            ("forms.example.com:443/forms/profile", false, None),
            ("/forms/profile", false, None),
        ] {
            let url = parse_url(address);
            assert_eq!((url.is_ok(), url.as_ref().ok().and_then(form_of)), (is_accepted, form), "{address}");
        }
    }
}
