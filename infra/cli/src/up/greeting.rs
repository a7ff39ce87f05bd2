//! The text that the emulator prints once it is running.

use std::fmt::Write as _;

use profiling_local::{Emulator, Options};

use super::metadata::{FIELDS, FORM, OFF};

/// Returns the URL to open, what to expect there, and the other URLs of the emulator. With a gateway, also the
/// settings that its functions need.
pub(super) fn greeting(emulator: &Emulator, options: &Options) -> String {
    let form = options.app_form();
    let has_form = !options.metadata(FORM).is_some_and(|form| form.eq_ignore_ascii_case(OFF));
    let mut text = String::new();
    let _ = writeln!(text, "{}/\n", emulator.app_url());
    if let Some(plan) = options.plan.as_ref().filter(|_| has_form) {
        let _ = writeln!(
            text,
            "Open this URL and log in. At each login, this plan decides what users are asked:\n\
             {}. Press Ctrl-C to stop.",
            plan.display()
        );
    } else if has_form {
        let _ = writeln!(
            text,
            "Open this URL and log in. From login {} on, users are asked for missing fields:\n\
             {}. Press Ctrl-C to stop.",
            options.settings.login_count,
            requested(emulator, options)
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
    let _ = writeln!(text, "  next logins of a user {}/plan", emulator.tenant_url());
    if has_form {
        let _ = writeln!(text, "  previews of all forms {}/preview", emulator.form_url());
        let origin =
            options.gateway.as_ref().map_or_else(|| emulator.form_url().to_owned(), ToString::to_string);
        // With a plan, each rule has a form.
        let form = if options.plan.is_some() { "NAME" } else { form };
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

/// Describes the fields that users are asked for.
fn requested(emulator: &Emulator, options: &Options) -> String {
    let fields = emulator.required_fields().join(", ");
    match (options.metadata(FIELDS), &options.settings.required_fields) {
        (Some(own), _) => own.to_owned(),
        (None, Some(_)) => fields,
        (None, None) => format!("{fields} (all fields of the form {})", options.app_form()),
    }
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
    async fn it_lists_the_fields_that_users_are_asked_for() {
        let fields = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        for (form, required_fields, metadata, expected) in [
            ("profile", None, &[][..], "company_name, job_title (all fields of the form profile). "),
            ("source", None, &[], "heard_from (all fields of the form source). "),
            ("profile", fields(&["job_title"]), &[], "\njob_title. "),
            (
                "profile",
                None,
                &[("profiling_form", "source")],
                "\nheard_from (all fields of the form source). ",
            ),
            ("profile", None, &[("profiling_fields", "job_title")], "\njob_title. "),
            ("profile", None, &[("profiling_form", "off")], "profiling_form=off, so no\nform is shown. "),
        ] {
            let (_emulator, text) = start(|options| {
                form.clone_into(&mut options.settings.form);
                options.settings.required_fields = required_fields;
                let metadata = metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
                options.client_metadata = metadata.collect();
            })
            .await;
            assert!(text.contains(expected), "{form} {metadata:?}: {text}");
        }
    }

    #[tokio::test]
    async fn with_a_plan_it_names_the_plan_and_no_fields() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.json");
        let rule = r#"{"name": "employer", "form": "profile", "ask": ["company_name"]}"#;
        std::fs::write(&plan, format!(r#"{{"version": 1, "rules": [{rule}]}}"#)).unwrap();
        let (_emulator, text) = start(|options| options.plan = Some(plan.clone())).await;
        let expected = format!("this plan decides what users are asked:\n{}. ", plan.display());
        assert!(text.contains(&expected) && text.contains("/forms/NAME "), "{text}");
        assert!(!text.contains("all fields of the form") && !text.contains("From login"), "{text}");
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
