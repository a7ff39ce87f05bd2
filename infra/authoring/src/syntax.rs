//! Parses JSON, and reports what other formats allow and JSON does not.

use std::ops::Range;

use jsonc_parser::common::Ranged as _;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::tokens::{Token, TokenAndRange};
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use crate::location::Span;
use crate::tree::Node;
use crate::words::flag;

/// A problem of the syntax.
pub(crate) type SyntaxProblem = (Span, String);

/// Parses a text. The tree is missing if the parser had to stop. `noun` is what the file is in messages, such as `form`.
pub(crate) fn parse(text: &str, noun: &str) -> (Option<Node>, Vec<SyntaxProblem>) {
    let collect = CollectOptions { comments: CommentCollectionStrategy::AsTokens, tokens: true };
    let options = ParseOptions { allow_extended_string_escapes: false, ..ParseOptions::default() };
    let parsed = parse_to_ast(text, &collect, &options);
    if let Some(quote) = unclosed_quote(text)
        && parsed.as_ref().err().is_none_or(|error| error.range().start >= quote)
    {
        let message = "this text has no closing quote on its line; add `\"` where the text ends";
        return (None, vec![(Span::new(quote, quote + 1), message.to_owned())]);
    }
    match parsed {
        Ok(result) => {
            let mut problems = leniencies(text, &result.tokens.unwrap_or_default());
            let tree = result.value.as_ref().map(Node::new);
            if tree.is_none() {
                problems.push((Span::new(0, 0), format!("the file is empty; a {noun} begins with `{{`")));
            }
            (tree, problems)
        }
        Err(error) => (None, vec![stop(text, noun, &error)]),
    }
}

/// Returns the place of the first quote that is not closed on its line. A missing quote would otherwise be reported at a later
/// text.
fn unclosed_quote(text: &str) -> Option<usize> {
    let (mut open, mut is_escaped) = (None, false);
    for (index, byte) in text.bytes().enumerate() {
        match (open, byte) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(_), b'"') => open = None,
            (Some(quote), b'\n' | b'\r') => return Some(quote),
            (None, b'"') => open = Some(index),
            _ => {}
        }
    }
    open
}

/// Reports each use of something that the parser accepts, but JSON does not.
fn leniencies(text: &str, tokens: &[TokenAndRange<'_>]) -> Vec<SyntaxProblem> {
    let mut problems = Vec::new();
    let mut previous: Option<&TokenAndRange<'_>> = None;
    let mut is_key_next = false;
    // True for an object, false for a list.
    let mut open = Vec::new();
    let mut end = 0;
    for token in tokens {
        let range = token.range();
        problems.extend(other_space(text, end..range.start));
        end = range.end;
        let (span, source) = (Span::new(range.start, range.end), &text[range.start..range.end]);
        let mut report = |span: Span, message: &str| problems.push((span, message.to_owned()));
        if matches!(token.token, Token::CommentLine(_) | Token::CommentBlock(_)) {
            report(span, "JSON has no comments; remove this one");
            continue;
        }
        if let Some(previous) = previous
            && is_value_end(&previous.token)
            && is_value_start(&token.token)
        {
            let end = previous.range().end;
            report(Span::new(end, end), "a comma is missing here");
            is_key_next = open.last() == Some(&true);
        }
        match &token.token {
            Token::OpenBrace | Token::OpenBracket => {
                let is_object = token.token == Token::OpenBrace;
                open.push(is_object);
                is_key_next = is_object;
            }
            Token::CloseBrace | Token::CloseBracket => {
                open.pop();
                is_key_next = false;
                if let Some(previous) = previous
                    && previous.token == Token::Comma
                {
                    let range = previous.range();
                    let message = format!("there is a comma before the closing `{source}`; remove it");
                    report(Span::new(range.start, range.end), &message);
                }
            }
            Token::Comma => is_key_next = open.last() == Some(&true),
            Token::Colon => is_key_next = false,
            Token::String(_) if source.starts_with('\'') => {
                report(span, "a text is in single quotes; use double quotes: `\"`");
            }
            Token::Word(_) | Token::Number(_) | Token::Boolean(_) | Token::Null if is_key_next => {
                report(span, "write the key in double quotes: `\"key\"`");
            }
            Token::Number(number) if number.starts_with('+') => {
                report(span, "a number has no plus sign; remove the `+`");
            }
            Token::Number(number) if !is_json_number(number) => {
                report(span, "this is not a decimal number, such as `10` or `0.5`");
            }
            Token::String(_) if has_control_character(source) => {
                report(
                    span,
                    "the text has a control character, such as a tab; remove it, or write it as an escape, such as `\\t` for a tab",
                );
            }
            _ => {}
        }
        previous = Some(token);
    }
    problems.extend(other_space(text, end..text.len()));
    problems
}

/// Reports white space between tokens that JSON does not have, such as a no-break space from a web page (RFC 8259, section 2).
fn other_space(text: &str, gap: Range<usize>) -> Option<SyntaxProblem> {
    let (offset, other) = text.get(gap.clone())?.char_indices().find(|(_, c)| !" \t\r\n".contains(*c))?;
    let start = gap.start + offset;
    let message = "this is white space that JSON does not have, such as a no-break space from a web page; replace it by a space";
    other.is_whitespace().then(|| (Span::new(start, start + other.len_utf8()), message.to_owned()))
}

fn is_value_end(token: &Token<'_>) -> bool {
    !matches!(token, Token::OpenBrace | Token::OpenBracket | Token::Comma | Token::Colon)
}

fn is_value_start(token: &Token<'_>) -> bool {
    !matches!(token, Token::CloseBrace | Token::CloseBracket | Token::Comma | Token::Colon)
}

fn is_json_number(number: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(number).is_ok()
}

fn has_control_character(source: &str) -> bool {
    source.bytes().any(|byte| byte < 0x20)
}

/// The quotes of word processors, which are not quotes in JSON.
const CURLY_QUOTES: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '«', '»'];

/// The message for a word without quotes that means `true` or `false`, if the value is this word alone.
fn boolean(source: &str) -> Option<String> {
    let word = source.split(|c: char| !c.is_alphanumeric()).next()?;
    let after = source[word.len()..].trim_start_matches([' ', '\t']);
    let is_alone = after.is_empty() || after.starts_with([',', '}', ']', '\r', '\n']);
    let value = flag(word).filter(|_| is_alone)?;
    Some(format!("`{word}` is not valid in JSON; write `{value}`, or `\"{word}\"` if you mean the text"))
}

/// Describes the problem at which the parser stopped.
fn stop(text: &str, noun: &str, error: &ParseError) -> SyntaxProblem {
    use ParseErrorKind as Kind;

    let range = error.range();
    let span = Span::new(range.start, range.end.max(range.start + 1).min(text.len()));
    let source = text.get(range.start..).unwrap_or_default();
    if source.starts_with(CURLY_QUOTES) {
        return (
            span,
            "this is a quote of a word processor; replace it and the other quote of the text by `\"`"
                .to_owned(),
        );
    }
    let before = text[..range.start].trim_end();
    let number = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let digits = &before[before.len() - number..];
    if digits.len() > 1
        && digits.starts_with('0')
        && before[..before.len() - number].trim_end().ends_with([':', '[', ','])
    {
        let span = Span::new(before.len() - number, before.len());
        return (span, "a number does not begin with 0; remove the zero".to_owned());
    }
    if before.ends_with([':', '[', ','])
        && let Some(message) = boolean(source)
    {
        return (span, message);
    }
    let by_character = match source.chars().next() {
        Some(',') if before.ends_with(':') => Some("a value is missing after the colon"),
        Some(',') => Some("there is nothing before this comma; remove it, or write a value before it"),
        Some('=') => Some("write a colon between key and value: `\"key\": value`"),
        Some('#') => Some("JSON has no comments; remove this one"),
        Some(';') => Some("remove the semicolon; a comma separates the entries"),
        Some(c) if c.is_alphanumeric() && before.ends_with('"') => Some(
            "the text before this has ended; check the quotes on this line, and write `\\\"` for a quote inside a text",
        ),
        Some(c) if c.is_alphabetic() && before.ends_with([':', '[', ',']) => Some(
            "write a text in double quotes: `\"…\"`; without quotes, only numbers, `true`, `false` and `null` are valid",
        ),
        _ => None,
    };
    if let Some(message) = by_character {
        return (span, message.to_owned());
    }
    let message = match error.kind() {
        Kind::UnterminatedObject => "this `{` has no closing `}`",
        Kind::UnterminatedArray => "this `[` has no closing `]`",
        Kind::UnterminatedCommentBlock => "JSON has no comments; remove this one",
        Kind::UnexpectedCloseBrace => {
            "there is no opening `{` for this `}`, or another bracket is not closed before it"
        }
        Kind::UnexpectedCloseBracket => {
            "there is no opening `[` for this `]`, or another bracket is not closed before it"
        }
        Kind::UnexpectedComma => "there is nothing before this comma; remove it, or write a value before it",
        Kind::UnexpectedColon => "there is no key before this colon",
        Kind::ExpectedColonAfterObjectKey => "a colon is missing after the key: `\"key\": value`",
        Kind::ExpectedObjectValue => "a value is missing after the colon",
        Kind::MultipleRootJsonValues => {
            let message = format!(
                "there is text after the end of the {noun}; remove it, or check the brackets before it"
            );
            return (span, message);
        }
        Kind::NestingDepthExceeded => "the brackets are nested too deeply",
        Kind::String(_) if source.starts_with('\\') => {
            "this backslash has no meaning here; remove it, or write `\\\\` if users should see a backslash"
        }
        Kind::String(_) => {
            "this quote has no closing quote; or a `\\` in the text is not valid: write `\\\\` for a backslash"
        }
        Kind::UnexpectedWord => {
            "write a text in double quotes: `\"…\"`; without quotes, only numbers, `true`, `false` and `null` are valid"
        }
        Kind::UnexpectedToken
        | Kind::UnexpectedTokenInObject
        | Kind::ExpectedStringObjectProperty
        | Kind::ExpectedComma
        | Kind::TrailingCommasNotAllowed
        | Kind::CommentsNotAllowed
        | Kind::SingleQuotedStringsNotAllowed => {
            "this is not valid here; check the quotes, commas and brackets before it"
        }
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => "this is not a decimal number, such as `10` or `0.5`",
    };
    (span, message.to_owned())
}
