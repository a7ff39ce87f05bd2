//! The preview of the forms: every state of each, without a login. It is the emulator's alone; nothing of it is
//! in the functions.
//!
//! `/preview` lists the forms, `/preview/{form}` has one on the bench, and `/preview/{form}/page` is what its
//! frames show: the page that a person gets. Names with a dot are no form's.

mod bench;
mod changes;
mod frame;
mod layout;
mod sample;
mod settings;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use maud::{Markup, html};
use profiling_forms::{Form, FormErrors, FormName};
use profiling_service::app::App;
use tokio::sync::watch;

use self::bench::{Bench, text, title};
use self::changes::Changes;
use self::frame::Frame;
use self::layout::Layout;
use self::settings::{Settings, State as PageState};
use crate::gateway::Gateway;
use crate::incoming::{Incoming, Pairs};
use crate::reload::Current;
use crate::reply::{self, Reply};

/// What the preview knows.
struct Preview {
    gateway: Arc<Gateway>,
    changes: Changes,
}

/// The preview's routes on the form's origin.
pub(crate) fn router(gateway: Arc<Gateway>, stopped: watch::Receiver<bool>) -> Router {
    let changes = Changes::new(Arc::clone(&gateway), stopped);
    let preview = Arc::new(Preview { gateway, changes });
    Router::new()
        .route("/preview", get(list))
        .route("/preview/", get(list))
        .route("/preview/preview.css", get(layout::style))
        .route("/preview/preview.js", get(layout::script))
        .route("/preview/changes.json", get(wait))
        .route("/preview/{form}", get(show))
        .route("/preview/{form}/page", get(page))
        // The page posts to its own folder, under the form's name.
        .route("/preview/{form}/{same}", post(advance).get(begin))
        .with_state(preview)
}

/// The forms as they are now.
struct Forms {
    version: String,
    look: Current<App, FormErrors>,
}

impl Forms {
    fn names(&self) -> Vec<&str> {
        self.look.value.forms.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// A page of the preview; errors in the files, if there are any, are shown instead.
    fn page(&self, current: Option<&str>, title: &str, status: StatusCode, content: &Markup) -> Reply {
        let (forms, version) = (&self.names()[..], &*self.version);
        match &self.look.error {
            Some(faults) => {
                let layout = Layout { title: "Faults", forms, current, version };
                layout.page(StatusCode::OK, &layout::faults(faults))
            }
            None => Layout { title, forms, current, version }.page(status, content),
        }
    }
}

impl Preview {
    fn forms(&self) -> Forms {
        let look = self.gateway.current();
        Forms { version: self.changes.id(look.version), look }
    }

    fn frame<'a>(&self, form: (&'a FormName, &Form), settings: Settings) -> Result<Frame<'a>, String> {
        Frame::new(form, settings, self.gateway.now_seconds())
    }

    /// What the frame of a form shows: the page that was chosen, or what follows the one that was `sent`.
    fn framed(&self, name: &str, settings: Settings, sent: Option<&Pairs>) -> Reply {
        let forms = self.forms();
        if let Some(faults) = &forms.look.error {
            return layout::framed("Faults", &layout::faults(faults));
        }
        let Some(form) = forms.look.value.forms.get(name) else {
            let mut reply = frame::message("There is no such form.");
            *reply.status_mut() = StatusCode::NOT_FOUND;
            return reply;
        };
        match self.frame(form, settings.of(form.1)) {
            Ok(frame) => sent.map_or_else(|| frame.show(), |sent| frame.advance(sent)),
            Err(reason) => frame::fault(&reason),
        }
    }
}

async fn wait(State(preview): State<Arc<Preview>>, request: Incoming) -> Reply {
    preview.changes.wait(request.query.get("since")).await
}

async fn list(State(preview): State<Arc<Preview>>) -> Reply {
    let forms = preview.forms();
    let content = html! { h1 { "Forms" } (cards(&forms.look.value)) };
    forms.page(None, "Forms", StatusCode::OK, &content)
}

async fn show(State(preview): State<Arc<Preview>>, Path(name): Path<String>, request: Incoming) -> Reply {
    let forms = preview.forms();
    let app = &forms.look.value;
    let Some((name, form)) = app.forms.get(&name) else {
        let content = html! {
            h1 { "There is no form of this name" }
            p { "A form is a file NAME.json in the folder of the forms. These are there:" }
            (cards(app))
        };
        return forms.page(None, "Not found", StatusCode::NOT_FOUND, &content);
    };
    let settings = Settings::read(&request.query).of(form);
    let errors = preview.frame((name, form), settings.clone()).ok().and_then(|frame| frame.errors());
    let bench = Bench { name, form, settings: &settings, errors };
    forms.page(Some(name.as_str()), title(form), StatusCode::OK, &bench.html())
}

async fn page(State(preview): State<Arc<Preview>>, Path(name): Path<String>, request: Incoming) -> Reply {
    preview.framed(&name, Settings::read(&request.query), None)
}

async fn advance(
    State(preview): State<Arc<Preview>>,
    Path((name, _)): Path<(String, String)>,
    body: Bytes,
) -> Reply {
    let body = Pairs::parse(&body);
    // Language and colours are in the page's `state`.
    let looks = Pairs::parse(body.get("state").unwrap_or_default().as_bytes());
    preview.framed(&name, Settings::read(&looks), Some(&body))
}

/// The address of a page that was sent, opened anew.
async fn begin(Path((name, _)): Path<(String, String)>) -> Reply {
    reply::redirect(&format!("/preview/{name}/page"))
}

/// A card for each form.
fn cards(app: &App) -> Markup {
    html! {
        ul.forms {
            @for (name, form) in app.forms.iter() { li.card { (card(name, form)) } }
        }
    }
}

fn card(name: &FormName, form: &Form) -> Markup {
    let settings = Settings::read(&Pairs::default());
    let step = |index: usize| settings.with(|settings| settings.shown = settings::Shown::Step(index)).query();
    let all = settings.with(|settings| settings.view = settings::View::All).query();
    let languages: Vec<&str> = form.languages.iter().map(profiling_forms::locale::Tag::as_str).collect();
    let fields = form.fields().count();
    let errors = settings.with(|settings| settings.state = PageState::Missing).query();
    html! {
        h2 { a href={ "/preview/" (name) } { (title(form)) } }
        dl {
            dt { "file" } dd { (name) ".json, version " (form.version) }
            dt { "languages" } dd { (languages.join(", ")) }
            dt { "fields" } dd { (fields) }
            dt { "steps" }
            dd {
                @if form.steps.len() > 1 {
                    ol.plain {
                        @for (index, step_of) in form.steps.iter().enumerate() {
                            li {
                                a href={ "/preview/" (name) "?" (step(index)) } {
                                    (index + 1) ". " (step_of.title.as_ref().map_or("", |title| text(title, form)))
                                }
                            }
                        }
                    }
                } @else { "1" }
            }
        }
        p { a href={ "/preview/" (name) "?" (errors) } { "errors" } " · " a href={ "/preview/" (name) "?" (all) } { "all states at once" } }
    }
}
