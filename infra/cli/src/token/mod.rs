//! `profiling token`: the question of a login, without a login, to look at a form or to call a function.

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

/// A state as a tenant makes them, of a login that there is not.
const STATE: &str = "hKFo2SBub3QtYS1sb2dpbi1idXQtYS10ZXN0";

/// Shown below `profiling token --help`.
const EXAMPLES: &str = "\
Examples:
  profiling token --issuer a.eu.auth0.com --url https://b.example/forms/profile
                            a link that opens the deployed form
  profiling token --issuer a.eu.auth0.com --fields job_title --locale de
                            a token that asks for one field, in German
  SESSION_TOKEN_SECRET=… profiling token --issuer a.eu.auth0.com
                            without SSM

It signs with SESSION_TOKEN_SECRET of the environment, or else with the oldest
secret of the parameter, which is the one in use. The form takes answers, too;
the tenant then says that it does not know the login.";

/// What `profiling token` can be told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    question: Question,
    /// Address of the form: prints the link to it, with the token, in place of the token
    #[arg(long, value_name = "URL", value_parser = parse_address)]
    url: Option<Url>,
    #[command(flatten)]
    target: Target,
}

/// What a browser can open.
fn parse_address(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|error: url::ParseError| error.to_string())?;
    let is_of_web = ["http", "https"].contains(&url.scheme());
    if is_of_web {
        Ok(url)
    } else {
        Err("give the form's https address, as the output FormUrl has it".to_owned())
    }
}

/// Whether a form is there; in front of it may be what a proxy takes off.
fn is_of_form(url: &Url) -> bool {
    url.path().rsplit_once("/forms/").is_some_and(|(_, name)| FormName::parse(name).is_ok())
}

/// Makes the question and signs it.
async fn session_token(
    question: &Question,
    target: &Target,
) -> Result<Zeroizing<String>, SigningSecretError> {
    let secret = secret::in_use(target).await?;
    let claims = question.claims(SystemClock.now_seconds());
    Ok(Zeroizing::new(profiling_local::sign_session_token(&claims, &secret)))
}

/// Prints the token, or the link with it.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    match session_token(&arguments.question, &arguments.target).await {
        Ok(token) => {
            let told = match arguments.url {
                Some(url) => {
                    if !is_of_form(&url) {
                        eprintln!("note: forms are at /forms/NAME, which is not where this address ends");
                    }
                    link(url, &token).to_string()
                }
                None => token.to_string(),
            };
            out::print(format!("{told}\n"), ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("profiling: {error}");
            ExitCode::from(2)
        }
    }
}

/// As Auth0 makes it: what the address has stays, and these two are set.
fn link(mut url: Url, token: &str) -> Url {
    let own = |name: &str| name == "state" || name == "session_token";
    let kept: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(name, _)| !own(name)).collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair("session_token", token)
        .append_pair("state", STATE);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_the_token_and_a_state_beside_what_the_address_has() {
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
    fn an_address_is_one_of_the_web() {
        for (address, is_taken, has_form) in [
            ("https://forms.example.com/forms/profile", true, true),
            ("http://127.0.0.1:3000/stage/forms/profile?brand=x", true, true),
            ("https://forms.example.com/", true, false),
            ("https://forms.example.com/forms/", true, false),
            ("https://forms.example.com/forms/profile/", true, false),
            ("ftp://forms.example.com/forms/profile", false, false),
            ("forms.example.com:443/forms/profile", false, false),
            ("/forms/profile", false, false),
        ] {
            let url = parse_address(address);
            assert_eq!(
                (url.is_ok(), url.is_ok_and(|url| is_of_form(&url))),
                (is_taken, has_form),
                "{address}"
            );
        }
    }
}
