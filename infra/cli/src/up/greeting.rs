//! What a stand says when it is there.

use std::fmt::Write as _;

use profiling_local::{Options, Stand};

/// The address to open, what happens there, and where to look; for a gateway what its functions must be told.
pub(super) fn greeting(stand: &Stand, options: &Options) -> String {
    let own = |key: &str| options.client_metadata.get(key).filter(|value| !value.trim().is_empty());
    let form = own("profiling_form").unwrap_or(&options.settings.form);
    let asks = !form.eq_ignore_ascii_case("off");
    let mut told = String::new();
    let _ = writeln!(told, "{}/\n", stand.app_url());
    if asks {
        let required = options.settings.required_fields.join(", ");
        let _ = writeln!(
            told,
            "Open the address above and log in. From a user's login {} on, the form\n\
             asks for what is missing: {}. Ctrl-C stops the stand.",
            options.settings.login_count,
            own("profiling_fields").unwrap_or(&required)
        );
    } else {
        told.push_str(
            "Open the address above and log in. By its metadata (profiling_form=off) this app asks\n\
             for nothing. Ctrl-C stops the stand.\n",
        );
    }
    if stand.certificate().is_some() {
        told.push_str("The certificate was made for this start, so the browser warns of it: let it go on.\n");
    }
    if let Some(gateway) = &options.gateway {
        let _ = writeln!(
            told,
            "The form is that of {gateway}. The functions there must have\n\
             \x20 AUTH0_DOMAINS={}\n\
             and the secret of this environment's SESSION_TOKEN_SECRET in their parameter.",
            stand.tenant_url()
        );
    }
    if !stand.callback().starts_with(stand.app_url()) {
        let _ = writeln!(told, "  a login ends at       {}", stand.callback());
    }
    let _ = writeln!(told, "  what each login did   {}/executions", stand.tenant_url());
    let _ = writeln!(told, "  users, their answers  {}/users", stand.tenant_url());
    if asks {
        let _ = writeln!(told, "  every form, previewed {}/preview", stand.form_url());
        let origin =
            options.gateway.as_ref().map_or_else(|| stand.form_url().to_owned(), ToString::to_string);
        let _ = writeln!(told, "  the form              {origin}/forms/{form} (comes with a login)");
    }
    told.push_str("  test users\n");
    for user in stand.users() {
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

    async fn told(change: impl FnOnce(&mut Options)) -> (Stand, String) {
        let mut options = Options::quiet(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
        change(&mut options);
        let stand = Stand::start(options.clone()).await.unwrap();
        let told = greeting(&stand, &options);
        (stand, told)
    }

    #[tokio::test]
    async fn it_begins_with_the_address_to_open() {
        let (stand, told) = told(|_| {}).await;
        assert_eq!(told.lines().next(), Some(&*format!("{}/", stand.app_url())));
        assert!(told.contains(&format!("{}/forms/profile", stand.form_url())), "{told}");
        assert!(!told.contains("AUTH0_DOMAINS"), "{told}");
    }

    #[tokio::test]
    async fn for_a_gateway_it_tells_what_the_functions_there_must_have() {
        for https in [false, true] {
            let (stand, told) = told(|options| {
                options.https = https;
                options.gateway = Some("http://127.0.0.1:3000".parse().unwrap());
            })
            .await;
            let domains = told.lines().find_map(|line| line.trim().strip_prefix("AUTH0_DOMAINS="));
            assert_eq!(domains, Some(stand.tenant_url()));
            assert!(told.contains("http://127.0.0.1:3000/forms/profile"), "{told}");
            assert!(told.contains(&format!("{}/preview", stand.form_url())), "{told}");
            assert!(!told.contains(stand.session_token_secret()), "{told}");
        }
    }
}
