//! Users are never stranded: the link of every error page leads back to the application.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use profiling_local::Options;
use profiling_service::secret::{
    AttemptFailure, ErrorCode, FetchError, FetchFailure, ParameterName, Region, SecretFuture, SecretSource,
    StaticSecret,
};
use profiling_tests::agent::{Agent, Answer};
use profiling_tests::workspace;
use reqwest::Method;
use serde_json::{Value, json};

use crate::emulator::{NOW, Scene};

const EMAIL: &str = "ben@example.com";

/// The custom domain of the tenant, which is missing in the configuration of the functions.
const CUSTOM_DOMAIN: &str = "login.example.org";

/// A time that is longer than the Action's pause.
const SECONDS_BETWEEN_LOGINS: u64 = 25 * 3_600;

/// A failure that turns every form into an error page.
struct Mishap {
    name: &'static str,
    outcome: &'static str,
    /// Changes the options; the folder is for temporary files.
    arrange: fn(&mut Options, &Path),
    /// Changes the emulator after its start.
    after_start: fn(&Scene),
    /// Happens between the redirect to the form and the request for it.
    meanwhile: fn(&Scene),
    /// Changes the URL of the form in the Action's redirect.
    change_link: fn(&str) -> String,
}

const NO_MISHAP: Mishap = Mishap {
    name: "",
    outcome: "",
    arrange: |_, _| {},
    after_start: |_| {},
    meanwhile: |_| {},
    change_link: str::to_owned,
};

const MISHAPS: [Mishap; 8] = [
    Mishap {
        name: "a secret at Auth0 that is not the one in SSM",
        outcome: "signature_mismatch",
        arrange: |options, _| {
            options.secret_source = Some(Arc::new(StaticSecret::new("x".repeat(40))));
        },
        ..NO_MISHAP
    },
    Mishap {
        name: "a renamed form",
        outcome: "form_unknown",
        after_start: |scene| {
            let url = scene.form_url("renamed");
            scene.emulator.set_action_secrets(&[("FORM_URL", Some(&url))]);
        },
        ..NO_MISHAP
    },
    Mishap {
        name: "an invalid form",
        outcome: "form_invalid",
        arrange: |options, folder| {
            std::fs::copy(options.forms.join("profile.json"), folder.join("profile.json")).unwrap();
            std::fs::write(folder.join("campaign.json"), r#"{"version": 1, "titel": "T"}"#).unwrap();
            folder.clone_into(&mut options.forms);
            "campaign".clone_into(&mut options.settings.form);
            options.settings.required_fields = Some(vec!["company_name".to_owned()]);
        },
        ..NO_MISHAP
    },
    Mishap {
        name: "a domain that is not listed",
        outcome: "issuer_unknown",
        arrange: |options, folder| {
            options.action = folder.join("action.js");
            let action = std::fs::read_to_string(workspace().join(ACTION)).unwrap();
            std::fs::write(&options.action, action + ON_A_CUSTOM_DOMAIN).unwrap();
        },
        ..NO_MISHAP
    },
    Mishap {
        name: "an expired link",
        outcome: "token_expired",
        meanwhile: |scene| scene.clock.advance(901),
        ..NO_MISHAP
    },
    Mishap {
        name: "SSM down at a cold start",
        outcome: "secret_unavailable",
        arrange: |options, _| options.secret_source = Some(Arc::new(Down)),
        ..NO_MISHAP
    },
    Mishap {
        name: "a token that was cut in its payload",
        outcome: "token_malformed",
        change_link: |link| changed_token(link, |token| token[..token.len() / 2].to_owned()),
        ..NO_MISHAP
    },
    Mishap {
        name: "a token that was cut in its signature, with several hosts",
        outcome: "token_malformed",
        arrange: |options, _| "a.example.com,b.example.com".clone_into(&mut options.other_domains),
        change_link: |link| changed_token(link, |token| token[..token.len() - 20].to_owned()),
        ..NO_MISHAP
    },
];

const ACTION: &str = "infra/auth0/actions/progressive-profiling.js";

/// Gives the emulator's tenant a custom domain.
const ON_A_CUSTOM_DOMAIN: &str = "
    const { onExecutePostLogin } = exports;
    exports.onExecutePostLogin = (event, api) => {
        const encodeToken = ({ payload, ...options }) =>
            api.redirect.encodeToken({ ...options, payload: { ...payload, iss: 'login.example.org' } });
        const { canRedirect, sendUserTo } = api.redirect;
        return onExecutePostLogin(event, { ...api, redirect: { canRedirect, sendUserTo, encodeToken } });
    };";

/// A parameter store that does not respond.
struct Down;

impl SecretSource for Down {
    fn fetch(&self) -> SecretFuture<'_> {
        Box::pin(std::future::ready(Err(throttled().into())))
    }
}

/// The error of a parameter store that throttles.
fn throttled() -> FetchError {
    let failure = AttemptFailure::Service { code: ErrorCode::parse("ThrottlingException") };
    FetchError {
        parameter: ParameterName::from_setting("/progressive-profiling/session-secret"),
        region: Region::from_setting("eu-west-1"),
        failure: FetchFailure::Attempt(failure),
    }
}

/// The link with another token and the same state.
fn changed_token(link: &str, change: fn(&str) -> String) -> String {
    let (before, rest) = link.split_once("session_token=").unwrap();
    let end = rest.find('&').unwrap_or(rest.len());
    format!("{before}session_token={}{}", change(&rest[..end]), &rest[end..])
}

impl Mishap {
    async fn scene(&self, required: bool, folder: &Path) -> Scene {
        let scene = Scene::with(|options| {
            options.settings.required = required;
            (self.arrange)(options, folder);
        })
        .await;
        (self.after_start)(&scene);
        scene
    }

    /// Opens the form's page, and follows the link of its error page back to the application.
    async fn come_back(&self, scene: &Scene, agent: &Agent, form: &str) -> Answer {
        let page = agent.get(&(self.change_link)(form)).await;
        let log = scene.last_line();
        assert_eq!(log["outcome"], self.outcome, "{}: {log}", self.name);
        let link = page.attribute("a.button", "href");
        let link = link.unwrap_or_else(|| panic!("{}: no link on {}", self.name, page.body));
        // The DNS of the custom domain.
        let link = link.replace(&format!("https://{CUSTOM_DOMAIN}"), scene.emulator.tenant_url());
        agent.visit(&link).await
    }
}

/// Logs the user in, up to the redirect to the form.
async fn redirect_to_form(scene: &Scene, agent: &Agent) -> String {
    let page = agent.visit(&format!("{}/login?prompt=login", scene.emulator.app_url())).await;
    let login = page.form("form", Some(EMAIL));
    let mut answer = agent.post(login.action.as_str(), &login.values).await;
    for _ in 0..10 {
        let location = answer.location().unwrap_or_else(|| panic!("no redirect: {}", answer.body));
        if location.as_str().starts_with(scene.emulator.form_url()) {
            return location.into();
        }
        answer = agent.get(location.as_str()).await;
    }
    panic!("more than ten redirects, the last to {}", answer.url);
}

#[tokio::test]
async fn ten_consecutive_logins_with_an_error_end_in_the_application() {
    for mishap in MISHAPS {
        let folder = tempfile::tempdir().unwrap();
        let scene = mishap.scene(false, folder.path()).await;
        for _ in 0..10 {
            let form = redirect_to_form(&scene, &scene.agent).await;
            (mishap.meanwhile)(&scene);
            scene.assert_logged_in(&mishap.come_back(&scene, &scene.agent, &form).await);
            // Not at once: that would be a detour at every login.
            scene.assert_logged_in(&scene.log_in(EMAIL).await);
            scene.clock.advance(SECONDS_BETWEEN_LOGINS);
        }
        assert_eq!(scene.metadata(EMAIL), json!({}), "{}", mishap.name);
    }
}

#[tokio::test]
async fn ten_concurrent_logins_with_an_error_end_in_the_application() {
    for mishap in MISHAPS {
        let folder = tempfile::tempdir().unwrap();
        let scene = mishap.scene(false, folder.path()).await;
        let agents: Vec<Agent> = (0..10).map(|_| Agent::new()).collect();
        let forms = join_all(agents.iter().map(|agent| redirect_to_form(&scene, agent))).await;
        (mishap.meanwhile)(&scene);
        let logins = agents.iter().zip(&forms);
        for end in join_all(logins.map(|(agent, form)| mishap.come_back(&scene, agent, form))).await {
            scene.assert_logged_in(&end);
        }
    }
}

#[tokio::test]
async fn where_answers_are_required_a_login_with_an_error_is_denied_with_a_description() {
    for mishap in MISHAPS {
        let folder = tempfile::tempdir().unwrap();
        let scene = mishap.scene(true, folder.path()).await;
        for _ in 0..2 {
            let form = redirect_to_form(&scene, &scene.agent).await;
            (mishap.meanwhile)(&scene);
            let message = scene.assert_refused(&mishap.come_back(&scene, &scene.agent, &form).await);
            assert!(message.contains("Sign in again"), "{}: {message}", mishap.name);
        }
    }
}

#[tokio::test]
async fn a_truncated_link_has_no_state_and_asks_the_user_to_sign_in_again() {
    let scene = Scene::start().await;
    let form = redirect_to_form(&scene, &scene.agent).await;
    // Auth0 appends the state.
    let cut = &form[..form.find("&state=").expect("the state comes last")];
    let page = scene.agent.get(cut).await;
    scene.assert_error(&page, 400, "state_invalid", "cut");
    assert_eq!(page.attribute("main a", "href"), None);
    assert!(page.body.contains("Go back to the application and sign in again"), "{}", page.body);
}

/// The link to the form `consumer`, whose theme is its own, with a token that has expired.
fn expired(scene: &Scene, claims: &Value) -> String {
    let mut expired = json!({"iat": NOW - 1_000, "exp": NOW - 1});
    expired.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    format!("{}?state=s&session_token={}", scene.form_url("consumer"), scene.token(&expired))
}

#[tokio::test]
async fn an_error_page_of_a_loaded_form_has_its_theme() {
    let scene = Scene::start().await;
    let style = |page: &Answer| page.texts("style").join("");
    let token = scene.token(&json!({}));
    let form = format!("{}?state=s&session_token={token}", scene.form_url("consumer"));
    let form = scene.agent.get(&form).await;
    let page = scene.agent.get(&expired(&scene, &json!({}))).await;
    assert_eq!((page.status.as_u16(), style(&page)), (403, style(&form)));
    let unknown = scene.agent.get(&format!("{}?state=s", scene.form_url("unknown"))).await;
    assert_ne!(style(&unknown), style(&form), "the default theme");
}

#[tokio::test]
async fn an_error_page_has_the_language_of_its_login() {
    let scene = Scene::start().await;
    let forged = |link: String| changed_token(&link, |token| format!("{token}x"));
    let spanish = expired(&scene, &json!({"locale": "es"}));
    for (case, link, language) in [
        ("the application asks for Spanish", spanish.clone(), "es"),
        ("nobody has signed for Spanish", forged(spanish), "de"),
        ("the application asks for nothing", expired(&scene, &json!({})), "de"),
    ] {
        let headers = [("accept-language", "de")];
        let page = scene.agent.send(Method::GET, &link, &headers, Vec::new()).await;
        assert_eq!(page.attribute("html", "lang").as_deref(), Some(language), "{case}");
    }
}

#[tokio::test]
async fn an_error_page_offers_to_sign_out_where_that_is_possible() {
    let scene = Scene::start().await;
    let sign_out = format!("{}/v2/logout?client_id=app", scene.emulator.tenant_url());
    let payload =
        URL_SAFE_NO_PAD.encode(json!({"iss": scene.emulator.issuer(), "client_id": "app"}).to_string());
    for (case, link, address) in [
        ("the tenant is known", expired(&scene, &json!({"client_id": "app"})), Some(&sign_out)),
        ("the application is not", expired(&scene, &json!({})), None),
        ("the host is not listed", expired(&scene, &json!({"client_id": "app", "iss": CUSTOM_DOMAIN})), None),
        (
            "the token is not the tenant's",
            format!("{}?state=s&session_token=e30.{payload}.", scene.form_url("consumer")),
            None,
        ),
    ] {
        let page = scene.agent.get(&link).await;
        assert_eq!(page.attribute("p.soft a", "href").as_ref(), address, "{case}: {}", page.body);
    }
}

#[tokio::test]
async fn an_expired_answer_is_lost_but_the_login_continues() {
    let scene = Scene::start().await;
    let form = scene.log_in(EMAIL).await.form("main form", None);
    let form = form.with("company_name", "Aurora").with("job_title", "Nurse");
    scene.clock.advance(901);
    let page = scene.agent.post(form.action.as_str(), &form.values).await;
    scene.assert_error(&page, 403, "token_expired", "late");
    let link = page.attribute("a.button", "href").expect("the way on");
    scene.assert_logged_in(&scene.agent.visit(&link).await);
    assert_eq!(scene.metadata(EMAIL), json!({}));
}
