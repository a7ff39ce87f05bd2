//! The file of a form or a plan, with its problems and the places of its values.

use profiling_forms::{Form, FormError, parse_form};

use crate::format::{self, Format};
use crate::location::{Location, Span};
use crate::repair::Repair;
use crate::structure;
use crate::syntax;
use crate::tree::Node;

/// A problem of a file, because of which it is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The place.
    pub span: Span,
    /// The path of the value, such as `fields[2].label`. Empty for a problem of the syntax or of the whole file.
    pub path: String,
    /// The problem, and what to do.
    pub message: String,
}

/// A file that has been read.
#[derive(Debug)]
pub struct Document {
    pub(crate) text: String,
    pub(crate) tree: Option<Node>,
    problems: Vec<Problem>,
    form: Option<Form>,
    /// True if the file is that of a form or a plan.
    is_definition: bool,
}

impl Document {
    /// Reads a form. A byte order mark at its beginning is ignored.
    pub fn read(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let (tree, syntax_problems) = syntax::parse(&text, format::FORM.noun);
        let mut problems: Vec<Problem> = syntax_problems
            .into_iter()
            .map(|(span, message)| Problem { span, path: String::new(), message })
            .collect();
        let mut form = None;
        if let Some(tree) = &tree {
            let mut structure = structure::check(tree, &format::FORM);
            structure.retain(|problem| problems.iter().all(|syntax| syntax.span != problem.span));
            let has_syntax_problems = !problems.is_empty();
            let repair = Repair::of(&structure);
            problems.extend(structure.into_iter().map(|problem| Problem {
                span: problem.span,
                path: problem.path,
                message: problem.message,
            }));
            let read = if has_syntax_problems {
                Err(Vec::new())
            } else {
                parse_form(&repair.apply(tree, "").to_string())
            };
            match read {
                Ok(read) => form = Some(read),
                Err(found) => {
                    problems.extend(found.into_iter().filter(|error| repair.is_real(error)).map(|error| {
                        let path = repair.path_in_file(error.path());
                        Problem { span: span_of(tree, &path), path, message: error.reason }
                    }));
                }
            }
        }
        problems.sort_by_key(|problem| problem.span);
        problems.dedup();
        if !problems.is_empty() {
            form = None;
        }
        Self { text, tree, problems, form, is_definition: true }
    }

    /// Reads a file of another format than that of forms, for its syntax and structure.
    pub fn of(format: &Format, text: &str) -> Self {
        let mut document = Self { is_definition: true, ..Self::with_syntax(text, format.noun) };
        if let Some(tree) = &document.tree {
            let syntax: Vec<Span> = document.problems.iter().map(|problem| problem.span).collect();
            let structure = structure::check(tree, format).into_iter();
            let structure = structure.filter(|problem| !syntax.contains(&problem.span));
            document.problems.extend(structure.map(|problem| Problem {
                span: problem.span,
                path: problem.path,
                message: problem.message,
            }));
            document.problems.sort_by_key(|problem| problem.span);
            document.problems.dedup();
        }
        document
    }

    /// Reads a JSON file of any format, for the places of its values. The only problems are those of the syntax.
    pub fn json(text: &str) -> Self {
        Self::with_syntax(text, "JSON object")
    }

    /// Reads a file for its syntax. `noun` is what the file is in messages.
    fn with_syntax(text: &str, noun: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let (tree, problems) = syntax::parse(&text, noun);
        let problems =
            problems.into_iter().map(|(span, message)| Problem { span, path: String::new(), message });
        Self { problems: problems.collect(), text, tree, form: None, is_definition: false }
    }

    /// Returns all problems, in the order of their places.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns the form, if the file has no problems.
    pub fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }

    /// Returns true if the file was read as a form or a plan, which have no secrets; false for any JSON file.
    pub fn is_definition(&self) -> bool {
        self.is_definition
    }

    /// Adds a problem of the value at a path.
    pub fn report(&mut self, path: &str, message: String) {
        self.problems.push(Problem { span: self.span(path), path: path.to_owned(), message });
        self.problems.sort_by_key(|problem| problem.span);
    }

    /// Returns true if the places of values are known, which is not so after some errors in the syntax.
    pub fn has_tree(&self) -> bool {
        self.tree.is_some()
    }

    /// Returns the range of the value at a path, or of the opening brace of the innermost object around it.
    pub fn span(&self, path: &str) -> Span {
        self.tree.as_ref().map_or(Span::new(0, 0), |tree| span_of(tree, path))
    }

    /// Returns the problems as errors of a file, with their places in words: `line 3 column 7, fields[0] "team".label`.
    pub fn errors(&self, file: &str) -> impl Iterator<Item = FormError> {
        self.problems.iter().map(move |problem| {
            let Location { line, column, .. } = self.location(problem.span);
            let path = self.describe(&problem.path);
            let separator = if path.is_empty() { "" } else { ", " };
            FormError {
                file: file.to_owned(),
                place: format!("line {line} column {column}{separator}{path}"),
                reason: problem.message.clone(),
            }
        })
    }

    /// Returns the line and the columns of a range.
    pub fn location(&self, span: Span) -> Location {
        Location::find(&self.text, span)
    }

    /// Returns a path with the names of its fields: `fields[2] "team".label`.
    pub fn describe(&self, path: &str) -> String {
        let Some(tree) = &self.tree else { return path.to_owned() };
        let mut described = String::new();
        let mut start = 0;
        for (end, _) in path.match_indices(']') {
            let entry = &path[..=end];
            described.push_str(&path[start..=end]);
            start = end + 1;
            let (node, rest) = tree.find(entry);
            if rest.is_empty()
                && let Some(name) = node.member("name").and_then(|member| member.value.text())
            {
                described.extend([" \"", name, "\""]);
            }
        }
        described.push_str(&path[start..]);
        described.trim_start_matches('.').to_owned()
    }
}

/// Returns the range of the value at a path. If the value does not exist, this is the first byte of the innermost value
/// around it.
fn span_of(tree: &Node, path: &str) -> Span {
    let (node, rest) = tree.find(path);
    if rest.is_empty() && !path.is_empty() { node.span } else { node.span.first_byte() }
}
