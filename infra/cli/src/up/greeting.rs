//! What an emulator says when it is there.

use std::fmt::Write as _;

use profiling_local::{Emulator, Options};

/// The address to open, what happens there, and where to look; for a gateway what its functions must be told.
pub(super) fn greeting(emulator: &Emulator, options: &Options) -> String {
    let own = |key: &str| options.client_metadata.get(key).filter(|value| !value.trim().is_empty());
    let form = own("profiling_form").unwrap_or(&options.settings.form);
    let asks = !form.eq_ignore_ascii_case("off");
    let mut told = String::new();
    let _ = writeln!(told, "{}/\n", emulator.app_url());
    if asks {
        let required = options.settings.required_fields.join(", ");
        let _ = writeln!(
            told,
            "Open the address above and log in. From a user's login {} on, the form\n\
             asks for what is missing: {}. Ctrl-C stops the emulator.",
            options.settings.login_count,
            own("profiling_fields").unwrap_or(&required)
        );
    } else {
        told.push_str(
            "Open the address above and log in. By its metadata (profiling_form=off) this app asks\n\
             for nothing. Ctrl-C stops the emulator.\n",
        );
    }
    if emulator.certificate().is_some() {
        told.push_str("The certificate was made for this start, so the browser warns of it: let it go on.\n");
    }
    if let Some(gateway) = &options.gateway {
        let _ = writeln!(
            told,
            "The form is that of {gateway}. The functions there must have\n\
             \x20 AUTH0_DOMAINS={}\n\
             and the secret of this environment's SESSION_TOKEN_SECRET in their parameter.",
            emulator.tenant_url()
        );
    }
    if !emulator.callback().starts_with(emulator.app_url()) {
        let _ = writeln!(told, "  a login ends at       {}", emulator.callback());
    }
    let _ = writeln!(told, "  what each login did   {}/executions", emulator.tenant_url());
    let _ = writeln!(told, "  users, their answers  {}/users", emulator.tenant_url());
    if asks {
        let _ = writeln!(told, "  every form, previewed {}/preview", emulator.form_url());
        let origin =
            options.gateway.as_ref().map_or_else(|| emulator.form_url().to_owned(), ToString::to_string);
        let _ = writeln!(told, "  the form              {origin}/forms/{form} (comes with a login)");
    }
    told.push_str("  test users\n");
    for user in emulator.users() {
        let logins = if user.logins_count == 1 { "login" } else { "logins" };
        let known: Vec<&str> = user.user_metadata.keys().map(String::as_str).collect();
        let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
        let _ = writeln!(told, "    {:<22}{} {logins} so far, knows {known}", user.email, user.logins_count);
    }
    told
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    async fn told(change: impl FnOnce(&mut Options)) -> (Emulator, String) {
        let mut options = Options::quiet(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
        change(&mut options);
        let emulator = Emulator::start(options.clone()).await.unwrap();
        let told = greeting(&emulator, &options);
        (emulator, told)
    }

    #[tokio::test]
    async fn it_begins_with_the_address_to_open() {
        let (emulator, told) = told(|_| {}).await;
        assert_eq!(told.lines().next(), Some(&*format!("{}/", emulator.app_url())));
        assert!(told.contains(&format!("{}/forms/profile", emulator.form_url())), "{told}");
        assert!(!told.contains("AUTH0_DOMAINS"), "{told}");
    }

    #[tokio::test]
    async fn for_a_gateway_it_tells_what_the_functions_there_must_have() {
        for https in [false, true] {
            let (emulator, told) = told(|options| {
                options.https = https;
                options.gateway = Some("http://127.0.0.1:3000".parse().unwrap());
            })
            .await;
            let domains = told.lines().find_map(|line| line.trim().strip_prefix("AUTH0_DOMAINS="));
            assert_eq!(domains, Some(emulator.tenant_url()));
            assert!(told.contains("http://127.0.0.1:3000/forms/profile"), "{told}");
            assert!(told.contains(&format!("{}/preview", emulator.form_url())), "{told}");
            assert!(!told.contains(emulator.session_token_secret()), "{told}");
        }
    }
}
