//! `profiling new`: writes a form from four answers.

mod field;

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use profiling_authoring::Document;
use profiling_forms::locale::Tag;
use profiling_forms::{FieldName, FormName};
use serde_json::{Value, json};

use self::field::NewField;
use crate::check::{environments, is_form_url};
use crate::out::Failure;
use crate::{out, workspace};

/// Shown below `profiling new --help`.
const EXAMPLES: &str = "\
Examples:
  profiling new            ask for everything
  profiling new profile --title \"About you\" --languages en,de \\
    --fields \"company_name*,employees:number,team:select(sales|support)\"

Fields are separated by commas. `*` makes a field required. Without a type, it
follows from the name: `email`, `phone` and `website` have types of their own,
and other names become a line of text. The types are text, multiline, email,
telephone, url, number, date, country, yes_no and, with their options in
parentheses, select, radio, cards and checkboxes. For everything else, edit the
file; docs/forms.md explains how.

Exit status: 0 on success; 1 if an answer is not valid or the form exists
already; 2 if a file could not be read or written.";

/// Options of `profiling new`. An answer that is missing is asked for in a terminal.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Name of the form, which is part of its URL: lower-case letters, digits, `_` and `-`
    #[arg(value_name = "NAME", value_parser = FormName::parse)]
    name: Option<FormName>,
    /// Heading of the page
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Fields, such as `company_name*,employees:number`
    #[arg(long, value_name = "LIST")]
    fields: Option<String>,
    /// Languages of the form, the default first [default: en]
    #[arg(long, value_name = "TAGS", value_delimiter = ',', value_parser = Tag::parse)]
    languages: Option<Vec<Tag>>,
    /// Ask with this form in all applications: change `FORM_URL` and `REQUIRED_USER_FIELDS` in
    /// infra/auth0/environments
    #[arg(long)]
    use_everywhere: bool,
}

/// The answers, from which the form is made.
struct Answers {
    name: FormName,
    title: String,
    fields: Vec<NewField>,
    languages: Vec<Tag>,
}

/// Asks for the missing answers, writes the form, and prints the next steps.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let result = std::env::current_dir()
        .ok()
        .and_then(|folder| workspace::find(&folder))
        .ok_or_else(|| {
            Failure::File("the current folder is not in the repository; run the command there".to_owned())
        })
        .and_then(|root| create(arguments, &root, &mut Terminal));
    out::finish(result)
}

/// A person who answers questions.
trait Person {
    /// Asks a question, and returns the answer; `None` if there is no one to ask.
    fn ask(&mut self, question: &str) -> Option<String>;
}

/// The person at the terminal.
struct Terminal;

impl Person for Terminal {
    fn ask(&mut self, question: &str) -> Option<String> {
        if !io::stdin().is_terminal() {
            return None;
        }
        eprint!("{question} ");
        io::stderr().flush().ok()?;
        let mut line = String::new();
        let bytes = io::stdin().lock().read_line(&mut line).ok()?;
        (bytes > 0).then(|| line.trim().to_owned())
    }
}

/// Asks until the answer is valid. An empty answer is the default, if there is one.
fn answer<T>(
    person: &mut dyn Person,
    (question, option): (&str, &str),
    default: Option<&str>,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    let shown = default.map(|default| format!(" [{default}]")).unwrap_or_default();
    loop {
        let Some(text) = person.ask(&format!("{question}{shown}")) else {
            return default.map_or_else(
                || Err(Failure::Refused(format!("specify {option}, or run the command in a terminal"))),
                |default| parse(default).map_err(Failure::Refused),
            );
        };
        let text = if text.is_empty() { default.unwrap_or_default() } else { &text };
        match parse(text) {
            Ok(value) => return Ok(value),
            Err(reason) => eprintln!("  {reason}"),
        }
    }
}

fn create(arguments: Arguments, root: &Path, person: &mut dyn Person) -> Result<String, Failure> {
    let path = |name: &FormName| root.join("infra/forms").join(format!("{name}.json"));
    let new_name = |text: &str| {
        let name = FormName::parse(text).map_err(|error| error.to_string())?;
        if path(&name).exists() {
            Err(format!("infra/forms/{name}.json exists already; choose another name"))
        } else {
            Ok(name)
        }
    };
    let name = match arguments.name {
        Some(name) => new_name(name.as_str()).map_err(Failure::Refused)?,
        None => answer(person, ("Name of the form, which is part of its URL?", "NAME"), None, new_name)?,
    };
    let title = |text: &str| match text.trim() {
        "" => Err("the title is empty".to_owned()),
        text => Ok(text.to_owned()),
    };
    let title = match &arguments.title {
        Some(text) => title(text).map_err(Failure::Refused)?,
        None => answer(person, ("Heading of the page?", "--title"), Some("About you"), title)?,
    };
    let fields = if let Some(text) = &arguments.fields {
        field::parse_all(text).map_err(Failure::Refused)?
    } else {
        let question = "Fields, such as company_name*,employees:number (* is required)?";
        answer(person, (question, "--fields"), None, field::parse_all)?
    };
    let languages = match arguments.languages {
        Some(languages) => languages,
        None => {
            answer(person, ("Languages, the default first?", "--languages"), Some("en"), parse_languages)?
        }
    };
    if let Some(repeated) =
        languages.iter().enumerate().find(|(index, tag)| languages[..*index].contains(tag))
    {
        return Err(Failure::Refused(format!("the language `{}` is repeated", repeated.1)));
    }
    let answers = Answers { name, title, fields, languages };
    let text = form(&answers);
    let document = Document::read(&text);
    if let Some(problem) = document.problems().first() {
        let place = document.describe(&problem.path);
        return Err(Failure::Refused(format!("{place}: {}", problem.message)));
    }
    let file = path(&answers.name);
    std::fs::write(&file, &text)
        .map_err(|error| Failure::File(format!("failed to write {}: {error}", file.display())))?;
    let changed = if arguments.use_everywhere { use_everywhere(root, &answers)? } else { Vec::new() };
    Ok(next_steps(&answers, arguments.use_everywhere, &changed))
}

fn parse_languages(text: &str) -> Result<Vec<Tag>, String> {
    text.split(',').map(|tag| Tag::parse(tag.trim()).map_err(|error| error.to_string())).collect()
}

/// Returns the text of the form's file.
fn form(answers: &Answers) -> String {
    let languages: Vec<String> = answers.languages.iter().map(ToString::to_string).collect();
    // Each language has the same text, until it is translated.
    let text = |text: &str| match languages.as_slice() {
        [] | [_] => json!(text),
        [first, ..] => json!({first.as_str(): text}),
    };
    let mut lines = vec![
        "{".to_owned(),
        "  \"$schema\": \"./form.schema.json\",".to_owned(),
        "  \"version\": 1,".to_owned(),
    ];
    if languages != ["en"] {
        lines.push(format!("  \"languages\": {},", line(&json!(languages))));
    }
    lines.push(format!("  \"title\": {},", line(&text(&answers.title))));
    lines.push("  \"fields\": [".to_owned());
    let last = answers.fields.len() - 1;
    for (index, field) in answers.fields.iter().enumerate() {
        let comma = if index == last { "" } else { "," };
        lines.push(format!("    {}{comma}", field.line(&text)));
    }
    lines.extend(["  ]".to_owned(), "}".to_owned(), String::new()]);
    lines.join("\n")
}

/// Returns a value as JSON on one line, with spaces as in the other forms.
fn line(value: &Value) -> String {
    match value {
        Value::Array(values) => format!("[{}]", values.iter().map(line).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{}: {}", json!(key), line(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Makes all environments ask with the form. Returns their files.
fn use_everywhere(root: &Path, answers: &Answers) -> Result<Vec<String>, Failure> {
    let mut changed = Vec::new();
    for file in environments(root).map_err(Failure::File)? {
        let path = root.join(&file);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Failure::File(format!("failed to read {file}: {error}")))?;
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        let Some(url) = json.pointer("/AUTH0_KEYWORD_REPLACE_MAPPINGS/FORM_URL").and_then(Value::as_str)
        else {
            continue;
        };
        let Some(url) = with_form(url, &answers.name) else { continue };
        let fields = field_list(&answers.fields);
        let text = Document::json(&text).with_value("AUTH0_KEYWORD_REPLACE_MAPPINGS.FORM_URL", &json!(url));
        let text = text.and_then(|text| {
            Document::json(&text)
                .with_value("AUTH0_KEYWORD_REPLACE_MAPPINGS.REQUIRED_USER_FIELDS", &json!(fields))
        });
        let Some(text) = text else { continue };
        std::fs::write(&path, text)
            .map_err(|error| Failure::File(format!("failed to write {file}: {error}")))?;
        changed.push(file);
    }
    Ok(changed)
}

/// Returns the URL with the name of another form.
fn with_form(url: &str, name: &FormName) -> Option<String> {
    let (path, query) = url.find('?').map_or((url, ""), |start| url.split_at(start));
    let (folder, _) = path.rsplit_once('/').filter(|_| is_form_url(url))?;
    Some(format!("{folder}/{name}{query}"))
}

fn field_list(fields: &[NewField]) -> String {
    fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(",")
}

fn next_steps(answers: &Answers, everywhere: bool, changed: &[String]) -> String {
    let Answers { name, fields, languages, .. } = answers;
    let fields = field_list(fields);
    let mut steps =
        vec![format!("Run `profiling up --form {name}`, and open http://127.0.0.1:4000/preview/{name}")];
    if languages.len() > 1 {
        let targets: Vec<String> = languages[1..].iter().map(ToString::to_string).collect();
        steps.push(format!(
            "Run `profiling translate {name} --to {} > {name}.csv`, and give the file to translators.",
            targets.join(",")
        ));
    }
    steps.push(if !changed.is_empty() {
        format!("Deploy the functions. Then check the settings in {}, and deploy the Action.", changed.join(" and "))
    } else if everywhere {
        format!("Set FORM_URL to the URL of the form, and REQUIRED_USER_FIELDS to {fields}.")
    } else {
        format!(
            "To ask with it in one application, set profiling_form={name} and profiling_fields={fields} in the\n   \
             application's metadata. To ask in all, set FORM_URL and REQUIRED_USER_FIELDS={fields}."
        )
    });
    let steps: Vec<String> =
        steps.iter().enumerate().map(|(index, step)| format!("{}. {step}\n", index + 1)).collect();
    format!("infra/forms/{name}.json is the new form.\n\nNext:\n{}", steps.concat())
}

#[cfg(test)]
mod tests;
