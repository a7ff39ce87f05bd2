//! The journey with `sam local start-api` as the gateway of an emulator: `profiling up --gateway`.

use std::net::TcpListener;
use std::sync::Arc;

use profiling_service::clock::SystemClock;
use profiling_tests::agent::Answer;
use profiling_tests::emulator::Scene;
use profiling_tests::moto::Moto;
use serde_json::json;

use crate::SECRET;
use crate::sam::{Api, ssm};

/// An emulator whose form is served by `sam local start-api`.
struct Local {
    scene: Scene,
    api: Api,
    _ssm: Moto,
}

impl Local {
    async fn start() -> Self {
        let ssm = ssm().await;
        // The emulator needs the URL of the form, and the functions need the URL of the emulator.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port.expect("a free port").port();
        let scene = Scene::with(|options| {
            options.gateway = Some(format!("http://127.0.0.1:{port}").parse().expect("a gateway's URL"));
            options.session_token_secret = Some(SECRET.to_owned());
            options.clock = Arc::new(SystemClock);
        })
        .await;
        let api = Api::start(&ssm, port, scene.emulator.tenant_url()).await;
        Self { scene, api, _ssm: ssm }
    }

    fn assert_from_functions(&self, page: &Answer, status: u16) {
        assert!(page.url.as_str().starts_with(self.api.url()), "{}", page.url);
        assert_eq!(page.status, status, "{}: {}", page.url, page.body);
        assert_eq!(page.header("cache-control"), Some("no-store"), "{}", page.url);
    }
}

#[tokio::test]
async fn a_login_through_sam_local_stores_its_answers_in_the_metadata() {
    let local = Local::start().await;
    let Local { scene, .. } = &local;

    let form = scene.log_in("ben@example.com").await;
    local.assert_from_functions(&form, 200);
    assert_eq!(form.questions(), ["company_name", "job_title"]);

    let incomplete =
        form.form("main form", None).with("company_name", "Aurora & Söhne").with("job_title", " ");
    let returned = scene.agent.submit(&incomplete).await;
    local.assert_from_functions(&returned, 422);
    assert_eq!(returned.attribute("input[name=company_name]", "value").as_deref(), Some("Aurora & Söhne"));

    let complete = returned.form("main form", None).with("job_title", "Head of R&D");
    scene.assert_logged_in(&scene.agent.submit(&complete).await);
    let answers = json!({"company_name": "Aurora & Söhne", "job_title": "Head of R&D"});
    assert_eq!(scene.metadata("ben@example.com"), answers);

    for (path, method, status) in
        [("/forms/nothing", "GET", 404), ("/robots.txt", "GET", 404), ("/forms/profile", "PUT", 405)]
    {
        let method = method.parse().expect("a method");
        let page = scene.agent.send(method, &format!("{}{path}", local.api.url()), &[], Vec::new()).await;
        local.assert_from_functions(&page, status);
    }
}
