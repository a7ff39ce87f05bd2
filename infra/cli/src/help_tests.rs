//! Tests of the help text of every command.

use clap::{Command, CommandFactory as _, Parser as _};
use regex_lite::Regex;

use super::Cli;

/// The default width of a terminal.
const COLUMNS: usize = 80;

/// All commands and subcommands, each with its full name.
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

/// The help text that follows the options of a command.
fn examples(command: &Command) -> String {
    command.get_after_help().map(ToString::to_string).unwrap_or_default()
}

/// The invocations of the tool in an example: on a line of their own or after a pipe, optionally preceded by
/// environment variables. An invocation ends at the end of the line or at two spaces, which precede a comment.
fn calls(examples: &str) -> Vec<String> {
    let continuation = Regex::new(r"\s*\\\n\s*").unwrap();
    let call = Regex::new(r"^\s*(?:eval \()?(?:[A-Z0-9_]+=\S* )*(profiling(?: [^\s>]\S*)*)").unwrap();
    let joined = continuation.replace_all(examples, " ");
    let commands = joined.lines().flat_map(|line| line.split(" | "));
    commands.filter_map(|command| Some(call.captures(command)?[1].to_owned())).collect()
}

#[test]
fn every_leaf_command_has_an_example() {
    for (name, command) in commands() {
        let is_leaf = !command.has_subcommands() && command.get_name() != "help";
        let own = calls(&examples(&command)).into_iter().filter(|call| call.starts_with(&name)).count();
        assert!(!is_leaf || own > 0, "`{name} --help` has no example; give its command an after_help");
        assert!(!is_leaf || examples(&command).contains("Example"), "{name}");
    }
}

#[test]
fn every_example_is_a_valid_command_line() {
    for (name, command) in commands() {
        for call in calls(&examples(&command)) {
            let arguments =
                shlex::split(&call).unwrap_or_else(|| panic!("{name}: unclosed quote in: {call}"));
            if let Err(error) = Cli::try_parse_from(arguments) {
                panic!("`{name} --help` shows an invalid command: {call}\n{error}");
            }
        }
    }
}

#[test]
fn examples_fit_the_terminal() {
    for (name, command) in commands() {
        for line in examples(&command).lines() {
            assert!(line.chars().count() <= COLUMNS, "{name}: {line}");
        }
    }
}

#[test]
fn calls_finds_commands_but_not_mentions_in_sentences() {
    let examples = "Examples:\n  \
        profiling\n  \
        profiling up --ask-again \"3 logins\"   when to ask again\n  \
        A_B=c profiling check --format json > all.json\n  \
        D=e \\\n    profiling secret \\\n      show        list the secrets\n  \
        aws logs tail | profiling schema | less\n  \
        eval (profiling completions fish | slurp)\n\
        `profiling check` in a sentence, and cargo run, which is profiling";
    let expected = [
        "profiling",
        "profiling up --ask-again \"3 logins\"",
        "profiling check --format json",
        "profiling secret show",
        "profiling schema",
        "profiling completions fish",
    ];
    assert_eq!(calls(examples), expected);
}
