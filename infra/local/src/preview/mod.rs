//! The preview of the forms, in every state, without a login. It belongs to the emulator; the functions do not contain it.
//!
//! `/preview` lists the forms, `/preview/{form}` is the viewer of a form, and `/preview/{form}/page` is the page in the
//! viewer's frames, which users get in a login. The other names have a dot, which no form name has.

mod changes;
mod frame;
mod layout;
mod sample;
mod settings;
mod viewer;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use maud::{Markup, html};
use profiling_forms::locale::Tag;
use profiling_forms::{Form, FormErrors, FormName};
use profiling_service::app::App;
use tokio::sync::watch;

use self::changes::Changes;
use self::frame::Frame;
use self::layout::Layout;
pub(crate) use self::sample::complete_answers;
use self::settings::{PageState, SelectedPage, Settings, View};
use self::viewer::{Viewer, text, title};
use crate::gateway::Gateway;
use crate::incoming::{Incoming, Pairs};
use crate::reload::Current;
use crate::reply::{self, Reply};

/// The state of the preview.
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
        // A form's page posts to a URL relative to its own, whose last segment is the form's name.
        .route("/preview/{form}/{same}", post(advance).get(begin))
        .with_state(preview)
}

/// The forms as they are now.
struct Forms {
    version: String,
    current: Current<App, FormErrors>,
}

impl Forms {
    fn names(&self) -> Vec<&str> {
        self.current.value.forms.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Returns a page of the preview, or the errors in the files if there are any.
    fn page(&self, form: Option<&str>, title: &str, status: StatusCode, content: &Markup) -> Reply {
        let (forms, version) = (&self.names()[..], &*self.version);
        match &self.current.error {
            Some(errors) => {
                let layout = Layout { title: "Errors", forms, current: form, version };
                layout.page(StatusCode::OK, &layout::errors(errors))
            }
            None => Layout { title, forms, current: form, version }.page(status, content),
        }
    }
}

impl Preview {
    fn forms(&self) -> Forms {
        let current = self.gateway.current();
        Forms { version: self.changes.id(current.version), current }
    }

    fn frame<'a>(
        &self,
        app: &App,
        form: (&'a FormName, &Form),
        settings: Settings,
    ) -> Result<Frame<'a>, String> {
        Frame::new(form, settings, &app.messages, self.gateway.now_seconds())
    }

    /// Returns the page in the frame of a form: the selected one, or the one after a page that was submitted with `body`.
    fn framed(&self, name: &str, settings: Settings, body: Option<&Pairs>) -> Reply {
        let forms = self.forms();
        if let Some(errors) = &forms.current.error {
            return layout::framed("Errors", &layout::errors(errors));
        }
        let Some(form) = forms.current.value.forms.get(name) else {
            let mut reply = frame::message("There is no form with this name.");
            *reply.status_mut() = StatusCode::NOT_FOUND;
            return reply;
        };
        match self.frame(&forms.current.value, form, settings.for_form(form.1)) {
            Ok(frame) => body.map_or_else(|| frame.show(), |body| frame.advance(body)),
            Err(reason) => frame::error(&reason),
        }
    }
}

async fn wait(State(preview): State<Arc<Preview>>, request: Incoming) -> Reply {
    preview.changes.wait(request.query.get("since")).await
}

async fn list(State(preview): State<Arc<Preview>>) -> Reply {
    let forms = preview.forms();
    let content = html! { h1 { "Forms" } (cards(&forms.current.value)) };
    forms.page(None, "Forms", StatusCode::OK, &content)
}

async fn show(State(preview): State<Arc<Preview>>, Path(name): Path<String>, request: Incoming) -> Reply {
    let forms = preview.forms();
    let app = &forms.current.value;
    let Some((name, form)) = app.forms.get(&name) else {
        let content = html! {
            h1 { "There is no form with this name" }
            p { "The form NAME is the file NAME.json in the folder of forms, which has these:" }
            (cards(app))
        };
        return forms.page(None, "Not found", StatusCode::NOT_FOUND, &content);
    };
    let settings = Settings::read(&request.query).for_form(form);
    let errors = preview.frame(app, (name, form), settings.clone()).ok().and_then(|frame| frame.errors());
    let viewer = Viewer { name, form, settings: &settings, errors };
    forms.page(Some(name.as_str()), title(form), StatusCode::OK, &viewer.html())
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
    // Language and colors are in the page's `state`.
    let appearance = Pairs::parse(body.get("state").unwrap_or_default().as_bytes());
    preview.framed(&name, Settings::read(&appearance), Some(&body))
}

/// Redirects from the URL to which a page posts, if it is reloaded.
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
    let all = settings.with(|settings| settings.view = View::All).query();
    let languages: Vec<&str> = form.languages.iter().map(Tag::as_str).collect();
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
                        @for (index, step) in form.steps.iter().enumerate() {
                            li {
                                a href={ "/preview/" (name) "?" (step_query(&settings, index)) } {
                                    (index + 1) ". " (step.title.as_ref().map_or("", |title| text(title, form)))
                                }
                            }
                        }
                    }
                } @else { "1" }
            }
        }
        p { a href={ "/preview/" (name) "?" (errors) } { "errors" } " · " a href={ "/preview/" (name) "?" (all) } { "all pages" } }
    }
}

fn step_query(settings: &Settings, index: usize) -> String {
    settings.with(|settings| settings.page = SelectedPage::Step(index)).query()
}
