//! The text that the emulator prints once it is running.

use std::fmt::Write as _;

use profiling_local::{Emulator, Options};

/// Returns the URL to open, what to expect there, and the other URLs of the emulator. With a gateway, also the
/// settings that its functions need.
pub(super) fn greeting(emulator: &Emulator, options: &Options) -> String {
    let form = client_metadata(options, "profiling_form").unwrap_or(&options.settings.form);
    let has_form = !form.eq_ignore_ascii_case("off");
    let mut text = String::new();
    let _ = writeln!(text, "{}/\n", emulator.app_url());
    if has_form {
        let required = options.settings.required_fields.join(", ");
        let _ = writeln!(
            text,
            "Open this URL and log in. From login {} on, users are asked for missing fields:\n\
             {}. Press Ctrl-C to stop.",
            options.settings.login_count,
            client_metadata(options, "profiling_fields").unwrap_or(&required)
        );
    } else {
        text.push_str(
            "Open this URL and log in. The app's client metadata has profiling_form=off, so no\n\
             form is shown. Press Ctrl-C to stop.\n",
        );
    }
    if emulator.certificate().is_some() {
        text.push_str("The certificate is self-signed, so your browser will warn you; continue.\n");
    }
    if let Some(gateway) = &options.gateway {
        let _ = writeln!(
            text,
            "The form is served by {gateway}. Its functions need these settings:\n\
             \x20 AUTH0_DOMAINS={}\n\
             and, as the session secret in SSM, the value of SESSION_TOKEN_SECRET in this shell.",
            emulator.tenant_url()
        );
    }
    if !emulator.callback().starts_with(emulator.app_url()) {
        let _ = writeln!(text, "  callback URL          {}", emulator.callback());
    }
    let _ = writeln!(text, "  recent logins         {}/executions", emulator.tenant_url());
    let _ = writeln!(text, "  users and answers     {}/users", emulator.tenant_url());
    if has_form {
        let _ = writeln!(text, "  previews of all forms {}/preview", emulator.form_url());
        let origin =
            options.gateway.as_ref().map_or_else(|| emulator.form_url().to_owned(), ToString::to_string);
        let _ = writeln!(text, "  form                  {origin}/forms/{form} (opens during a login)");
    }
    text.push_str("  test users\n");
    for user in emulator.users() {
        let logins = if user.logins_count == 1 { "login" } else { "logins" };
        let fields: Vec<&str> = user.user_metadata.keys().map(String::as_str).collect();
        let answers = if fields.is_empty() {
            "no answers yet".to_owned()
        } else {
            format!("has {}", fields.join(", "))
        };
        let _ = writeln!(text, "    {:<22}{} {logins}, {answers}", user.email, user.logins_count);
    }
    text
}

/// Returns an entry of the app's client metadata, unless it is blank.
fn client_metadata<'a>(options: &'a Options, key: &str) -> Option<&'a String> {
    options.client_metadata.get(key).filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    async fn start(change: impl FnOnce(&mut Options)) -> (Emulator, String) {
        let mut options = Options::quiet(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
        change(&mut options);
        let emulator = Emulator::start(options.clone()).await.unwrap();
        let text = greeting(&emulator, &options);
        (emulator, text)
    }

    #[tokio::test]
    async fn the_first_line_is_the_url_to_open() {
        let (emulator, text) = start(|_| {}).await;
        assert_eq!(text.lines().next(), Some(&*format!("{}/", emulator.app_url())));
        assert!(text.contains(&format!("{}/forms/profile", emulator.form_url())), "{text}");
        assert!(!text.contains("AUTH0_DOMAINS"), "{text}");
    }

    #[tokio::test]
    async fn with_a_gateway_it_lists_the_settings_of_its_functions() {
        for https in [false, true] {
            let (emulator, text) = start(|options| {
                options.https = https;
                options.gateway = Some("http://127.0.0.1:3000".parse().unwrap());
            })
            .await;
            let domains = text.lines().find_map(|line| line.trim().strip_prefix("AUTH0_DOMAINS="));
            assert_eq!(domains, Some(emulator.tenant_url()));
            assert!(text.contains("http://127.0.0.1:3000/forms/profile"), "{text}");
            assert!(text.contains(&format!("{}/preview", emulator.form_url())), "{text}");
            assert!(!text.contains(emulator.session_token_secret()), "{text}");
        }
    }
}
