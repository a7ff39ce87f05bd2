//! The help of every command, as somebody reads it who has never used the tool.

use clap::{Command, CommandFactory as _, Parser as _};
use regex_lite::Regex;

use super::Cli;

/// The width of a terminal that nobody has made wider.
const COLUMNS: usize = 80;

/// Every command that there is, with the words that call it.
fn commands() -> Vec<(String, Command)> {
    fn walk(name: &str, command: &Command, found: &mut Vec<(String, Command)>) {
        found.push((name.to_owned(), command.clone()));
        for inner in command.get_subcommands() {
            walk(&format!("{name} {}", inner.get_name()), inner, found);
        }
    }
    let mut found = Vec::new();
    walk("profiling", &Cli::command(), &mut found);
    found
}

/// The text below a command's options.
fn examples(command: &Command) -> String {
    command.get_after_help().map(ToString::to_string).unwrap_or_default()
}

/// The calls of the tool in an example: a line of its own or behind a pipe, variables before it. Its end is
/// the line's, or two spaces, with the words of what it is for behind them.
fn calls(examples: &str) -> Vec<String> {
    let goes_on = Regex::new(r"\s*\\\n\s*").unwrap();
    let call = Regex::new(r"^\s*(?:eval \()?(?:[A-Z0-9_]+=\S* )*(profiling(?: [^\s>]\S*)*)").unwrap();
    let joined = goes_on.replace_all(examples, " ");
    let commands = joined.lines().flat_map(|line| line.split(" | "));
    commands.filter_map(|command| Some(call.captures(command)?[1].to_owned())).collect()
}

#[test]
fn every_command_that_does_something_shows_how_it_is_called() {
    for (name, command) in commands() {
        let is_leaf = !command.has_subcommands() && command.get_name() != "help";
        let own = calls(&examples(&command)).into_iter().filter(|call| call.starts_with(&name)).count();
        assert!(!is_leaf || own > 0, "`{name} --help` has no example; give its command an after_help");
        assert!(!is_leaf || examples(&command).contains("Example"), "{name}");
    }
}

#[test]
fn what_the_examples_call_is_there() {
    for (name, command) in commands() {
        for call in calls(&examples(&command)) {
            let words = shlex::split(&call).unwrap_or_else(|| panic!("{name}: a quote is open in: {call}"));
            if let Err(error) = Cli::try_parse_from(words) {
                panic!("`{name} --help` shows a call that is refused: {call}\n{error}");
            }
        }
    }
}

#[test]
fn the_examples_fit_the_terminal() {
    for (name, command) in commands() {
        for line in examples(&command).lines() {
            assert!(line.chars().count() <= COLUMNS, "{name}: {line}");
        }
    }
}

#[test]
fn calls_are_found_where_people_would_copy_them() {
    let examples = "Examples:\n  \
        profiling\n  \
        profiling up --ask-again \"3 logins\"   when to ask again\n  \
        A_B=c profiling check --json > all.json\n  \
        D=e \\\n    profiling secret \\\n      show        what is there\n  \
        aws logs tail | profiling schema | less\n  \
        eval (profiling completions fish | slurp)\n\
        `profiling check` in a sentence, and cargo run, which is profiling";
    let expected = [
        "profiling",
        "profiling up --ask-again \"3 logins\"",
        "profiling check --json",
        "profiling secret show",
        "profiling schema",
        "profiling completions fish",
    ];
    assert_eq!(calls(examples), expected);
}
