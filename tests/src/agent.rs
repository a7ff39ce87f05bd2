//! A headless browser without JavaScript: cookies, links, forms and redirects.

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// A browser that stores cookies and does not follow redirects by itself.
#[derive(Debug, Clone)]
pub struct Agent(Client);

/// A response.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The URL of the request.
    pub url: Url,
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

/// A form of a page, with the values that a browser would send.
#[derive(Debug, Clone)]
pub struct Form {
    /// The URL that it is submitted to.
    pub action: Url,
    /// Names and values, in the order of the page; the button's last.
    pub values: Vec<(String, String)>,
}

impl Default for Agent {
    fn default() -> Self {
        Self::new()
    }
}

impl Agent {
    /// Creates a browser without cookies.
    pub fn new() -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy().build();
        Self(client.expect("a client without TLS can always be built"))
    }

    /// Sends any request.
    pub async fn send(&self, method: Method, url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = self.0.request(method, url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.expect("the server answers");
        Answer {
            url: response.url().clone(),
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.expect("the body can be read"),
        }
    }

    /// Opens a page without following a redirect.
    pub async fn get(&self, url: &str) -> Answer {
        self.send(Method::GET, url, &[], Vec::new()).await
    }

    /// Submits a form without following a redirect.
    pub async fn post(&self, url: &str, values: &[(String, String)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(values).finish();
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.send(Method::POST, url, &kind, body.into_bytes()).await
    }

    /// Opens a page and follows its redirects.
    pub async fn visit(&self, url: &str) -> Answer {
        let answer = self.get(url).await;
        self.follow(answer).await
    }

    /// Submits a form and follows its redirects.
    pub async fn submit(&self, form: &Form) -> Answer {
        let answer = self.post(form.action.as_str(), &form.values).await;
        self.follow(answer).await
    }

    /// Follows up to ten redirects.
    pub async fn follow(&self, mut answer: Answer) -> Answer {
        for _ in 0..10 {
            let Some(location) = answer.location() else { return answer };
            answer = self.get(location.as_str()).await;
        }
        panic!("more than ten redirects, the last to {}", answer.url);
    }
}

impl Answer {
    /// The target of a redirect.
    pub fn location(&self) -> Option<Url> {
        let location = self.headers.get(LOCATION)?.to_str().ok()?;
        Some(self.url.join(location).expect("a location is a URL"))
    }

    /// A parameter of the redirect's target.
    pub fn location_parameter(&self, name: &str) -> Option<String> {
        let location = self.location()?;
        location.query_pairs().find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The page.
    pub fn page(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The text of each element that `selector` finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let page = self.page();
        page.select(&parsed(selector)).map(|element| text(&element)).collect()
    }

    /// An attribute of the first element that `selector` finds.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let page = self.page();
        let element = page.select(&parsed(selector)).next()?;
        element.value().attr(name).map(str::to_owned)
    }

    /// The names of the visible inputs, in order, without repeated names.
    pub fn questions(&self) -> Vec<String> {
        let page = self.page();
        let visible = parsed("main :is(input:not([type=hidden]), select, textarea)");
        let inputs = page.select(&visible);
        let mut names: Vec<String> =
            inputs.filter_map(|input| input.value().attr("name").map(str::to_owned)).collect();
        names.dedup();
        names
    }

    /// The form that `selector` finds, as submitted by a click on its button: the first button, or the button
    /// with the text `button`.
    pub fn form(&self, selector: &str, button: Option<&str>) -> Form {
        let page = self.page();
        let form = page.select(&parsed(selector)).next();
        let form = form.unwrap_or_else(|| panic!("no {selector} on {}:\n{}", self.url, self.body));
        // A browser submits only the selected radio buttons and checkboxes.

        let inputs = parsed("input, select, textarea");
        let mut values: Vec<_> = form
            .select(&inputs)
            .filter(is_submitted)
            .filter_map(|input| match input.value().name() {
                "select" => Some((input.value().attr("name")?.to_owned(), selected(&input))),
                "textarea" => Some((input.value().attr("name")?.to_owned(), input.text().collect())),
                _ => value(&input),
            })
            .collect();
        let button_selector = parsed("button");
        let mut buttons = form.select(&button_selector);
        let pressed = buttons.find(|found| button.is_none_or(|label| text(found) == label));
        let pressed = pressed.unwrap_or_else(|| panic!("no button {button:?} on {}", self.url));
        values.extend(value(&pressed));
        let action = form.value().attr("action").unwrap_or_default();
        Form { action: self.url.join(action).expect("an action is a URL"), values }
    }
}

impl Form {
    /// Fills in an input, or adds a value that the page does not have.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.values.retain(|(other, _)| other != name);
        self.values.push((name.to_owned(), value.to_owned()));
        self
    }
}

fn value(element: &ElementRef<'_>) -> Option<(String, String)> {
    let name = element.value().attr("name")?.to_owned();
    Some((name, element.value().attr("value").unwrap_or_default().to_owned()))
}

fn is_submitted(input: &ElementRef<'_>) -> bool {
    let is_choice = matches!(input.value().attr("type"), Some("radio" | "checkbox"));
    !is_choice || input.value().attr("checked").is_some()
}

/// The value of the selected option, or of the first option if none is selected.
fn selected(list: &ElementRef<'_>) -> String {
    let (options, chosen) = (parsed("option"), parsed("option[selected]"));
    let option = list.select(&chosen).next().or_else(|| list.select(&options).next());
    option.and_then(|option| option.value().attr("value")).unwrap_or_default().to_owned()
}

fn parsed(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}

fn text(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
