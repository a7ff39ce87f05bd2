//! What of a pasted line may be shown. People paste what they have at hand, a secret or a token among it, so
//! a text is shown only if our logs write such a text, and what varies in it only in its own narrow shape.
//! All that is shown is ASCII: nothing of a line steers the terminal.

/// In place of what is not shown.
const HIDDEN: &str = "…";

/// Why something is not shown.
const WHY: &str = " (… is not shown: our logs write no such text)";

/// The shortest secret of HS256 has 32 bytes: a name that is shorter is none.
const LONGEST_NAME: usize = 31;

/// What the functions write into `detail` and `stale_secret`, cut at each `; `. Braces hold what varies.
const OF_FUNCTIONS: &[&str] = &[
    "not a compact JWS: too long",
    "not a compact JWS: not three parts",
    "not a compact JWS: not a signature of 32 bytes",
    "not a compact JWS: not base64url",
    "not a compact JWS: not UTF-8",
    "not a compact JWS: not a JSON object",
    "the header is not a plain HS256 header",
    "the algorithm is not HS256",
    "no secret in force made this signature",
    "a claim is missing or has the wrong type or size: {claim}",
    "it is an answer, not a question",
    "the issuer is not on the list: {host}",
    "expired {count} s ago",
    "valid only in {count} s",
    "lives for {count} s, longer than {count}",
    "the token is for {name}",
    "the token is for another form",
    "the request came from another address than the login",
    "the token does not name the address of the login",
    "the state is empty",
    "the state is longer than {count} bytes in a URL",
    "the state has a control character",
    "the state is missing",
    "the state is there twice",
    "the session token is missing",
    "the session token is there twice",
    "the secrets were fetched {count} s ago",
    "the secret could not be fetched: GetParameter {parameter} in {region}: {failure}",
    "before that: {failure}",
    "the secret cannot be used: it holds no secret",
    "put one of at least {count} bytes on a line",
    "the secret cannot be used: the secret on line {count} has {count} bytes",
    "HS256 needs at least {count}",
    "the secret on line {count} is in quotes",
    "the secret on line {count} has an invisible character",
    "the answer could not be signed: {hidden}",
    "the redirect would have {count} bytes",
    "no such form",
    "no such route",
    "no such method",
    "the query is not well-formed",
    "the query and the body disagree",
    "the path and the query are too long",
    "the path or the query is not well-formed",
    "{count} bytes",
    "the body is too long",
    "the body is not base64",
    "the body is not well-formed",
    "a name has brackets",
    "sec-fetch-site is not same-origin",
    "not a urlencoded form in UTF-8",
    "the handler panicked",
    "the form's file is invalid",
    "no form could be loaded",
];

/// What the Action writes behind a reason, cut at each `; `.
const OF_ACTION: &[&str] = &[
    "{count} < {count}",
    "{count} of {count} logins",
    "{count} of {count} days",
    "{count} of {count} hours",
    "missing {names}",
    "written {count}, dropped {count}",
    "written {count}, dropped {count}, not applicable {count}",
    "written {count}, dropped {count}, missing {names}",
    "written {count}, dropped {count}, not applicable {count}, missing {names}",
    "not a string",
    "unknown reason",
    "Failed signature validation",
    "Token has expired",
    "Token has expired.",
    "Malformed token",
    "Unexpected token payload type",
    "Missing or invalid standard claims",
    "State in the token does not match the /continue state.",
    "The sub claim does not match the user_id.",
    "the answer is for the question of another login",
    "the answer is for another form",
    "the claim other is not an object",
    "FORM_URL is not an https URL that ends in a form name",
    "profiling_form is not a form name or off",
    "profiling_fields has no names, or an invalid name",
    "REQUIRED_USER_FIELDS has no names, or an invalid name",
    "LOGIN_COUNT is not an integer >= 1",
    "SESSION_TOKEN_SECRET is not one line of >= 32 bytes",
    "SESSION_TOKEN_SECRET_PREVIOUS is not one line of >= 32 bytes",
    "REQUIRED is not true or false",
    "ASK_AGAIN is not like 3 logins or 7 days",
    "prompt=none",
    "no request",
    "no global crypto, choose Node 22",
    "unknown protocol",
    "{protocol}",
    "{error}",
];

/// What the Action adds where an answer could not be remembered.
pub(super) const NOTES: [&str; 2] = [", app_metadata is not an object", ", form unknown"];

/// A `detail` or a `stale_secret` of the functions, as it may be shown.
pub(super) fn of_functions(text: &str) -> String {
    explained(sentences(text, OF_FUNCTIONS))
}

/// What follows the reason called `name` in a line of the Action, as it may be shown.
pub(super) fn of_action(name: &str, text: &str) -> String {
    if name == "asked" {
        return explained(part("names", text));
    }
    let note = NOTES.into_iter().find(|note| text.ends_with(note)).unwrap_or_default();
    let text = text.strip_suffix(note).unwrap_or(text);
    explained(sentences(text, OF_ACTION) + note)
}

/// The name of a field, as it may be shown.
pub(super) fn field(text: &str) -> String {
    part("name", text)
}

/// Whether nothing of it is hidden.
pub(super) fn is_whole(shown: &str) -> bool {
    !shown.contains(HIDDEN)
}

fn explained(shown: String) -> String {
    if is_whole(&shown) { shown } else { shown + WHY }
}

fn sentences(text: &str, known: &[&str]) -> String {
    let shown = text.split("; ").map(|sentence| {
        let mut fitting = known.iter().filter_map(|known| fill(known, sentence)).collect::<Vec<_>>();
        // Where two fit, one may have taken for a name what the other knows.
        fitting.sort_by_key(|shown| shown.matches(HIDDEN).count());
        fitting.into_iter().next().unwrap_or_else(|| HIDDEN.to_owned())
    });
    let mut shown: Vec<String> = shown.collect();
    shown.dedup_by(|one, other| one == HIDDEN && other == HIDDEN);
    shown.join("; ")
}

/// The text, if it is of the form of `known`; what varies and is not of its shape is hidden.
fn fill(known: &str, text: &str) -> Option<String> {
    // Words and kinds in turn.
    let mut pieces = known.split(['{', '}']);
    let words = pieces.next()?;
    let mut rest = text.strip_prefix(words)?;
    let mut shown = words.to_owned();
    while let (Some(kind), Some(words)) = (pieces.next(), pieces.next()) {
        let end = if words.is_empty() { rest.len() } else { rest.find(words)? };
        shown.push_str(&part(kind, &rest[..end]));
        shown.push_str(words);
        rest = &rest[end + words.len()..];
    }
    rest.is_empty().then_some(shown)
}

/// What varies, if it is of the shape of its kind.
fn part(kind: &str, text: &str) -> String {
    let fits = match kind {
        "count" => is_count(text),
        "name" => is_name(text),
        "names" => text.split(',').all(is_name),
        "parameter" => is_parameter(text),
        "claim" => CLAIMS.contains(&text),
        "host" => text == "not a host" || is_host(text),
        "region" => is_region(text),
        "failure" => FAILURES.contains(&text) || is_code(text),
        "protocol" => PROTOCOLS.contains(&text),
        "error" => text == "error" || is_camel(text) && text.ends_with("Error"),
        _ => false,
    };
    if fits { text.to_owned() } else { HIDDEN.to_owned() }
}

const CLAIMS: [&str; 11] =
    ["iss", "sub", "iat", "exp", "nbf", "ip", "form", "fields", "txn", "aud", "the payload"];

const PROTOCOLS: [&str; 13] = [
    "delegation",
    "oauth2-access-token",
    "oauth2-device-code",
    "oauth2-password",
    "oauth2-refresh-token",
    "oauth2-resource-owner",
    "oauth2-resource-owner-jwt-bearer",
    "oauth2-token-exchange",
    "oidc-basic-profile",
    "oidc-hybrid-profile",
    "oidc-implicit-profile",
    "samlp",
    "wsfed",
];

/// How SSM fails, where it is not one of its codes.
const FAILURES: [&str; 10] = [
    "SSM's certificate has an unknown issuer",
    "SSM could not be reached",
    "SSM could not be reached in time",
    "SSM did not answer in time",
    "the answer could not be read",
    "the answer has no parameter",
    "the parameter is not a SecureString",
    "the request could not be made",
    "an error without a code",
    "an unknown failure",
];

/// SSM's codes that do not end in `Exception`.
const CODES: [&str; 13] = [
    "ExpiredToken",
    "IncompleteSignature",
    "InternalFailure",
    "InternalServerError",
    "InvalidClientTokenId",
    "InvalidKeyId",
    "NotAuthorized",
    "OptInRequired",
    "ParameterNotFound",
    "ParameterVersionNotFound",
    "RequestExpired",
    "ServiceUnavailable",
    "ValidationError",
];

fn is_count(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The name of a form or a field that people would choose: words, with a few digits behind them.
fn is_name(text: &str) -> bool {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    (1..=LONGEST_NAME).contains(&text.len()) && is_plain && is_wordy(text)
}

/// The name of a parameter, of several words.
fn is_parameter(text: &str) -> bool {
    let name = text.strip_prefix('/').unwrap_or(text);
    text.len() <= 100 && is_wordy(text) && name.split('/').all(is_name)
}

/// Not random: what is has digits and capitals everywhere.
fn is_wordy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let pairs = || bytes.iter().zip(bytes.iter().skip(1));
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let humps = pairs().filter(|(one, next)| one.is_ascii_lowercase() && next.is_ascii_uppercase()).count();
    let is_broken = pairs().any(|(one, next)| one.is_ascii_digit() && next.is_ascii_alphabetic());
    digits <= 4 && humps <= 3 && !is_broken
}

/// A host in lower case, as in `Auth0Domains`, or that of a local emulator; with the parts around it in a URL.
fn is_host(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or(text);
    let host = host.strip_suffix('/').unwrap_or(host);
    let (host, port) = host.split_once(':').unwrap_or((host, "443"));
    let is_label = |label: &str| {
        (1..LONGEST_NAME).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let top = host.rsplit_once('.').map_or("", |(_, top)| top);
    let is_top = (2..=24).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_lowercase());
    let is_named = is_top && host.len() <= 120 && host.split('.').all(is_label);
    (is_named || host == "127.0.0.1" || host == "localhost") && port.len() <= 5 && is_count(port)
}

/// `eu-central-1`, `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let Some((number, words)) = parts.split_last() else { return false };
    let is_word = |word: &&str| (2..=9).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    (2..=3).contains(&words.len()) && words.iter().all(is_word) && number.len() == 1 && is_count(number)
}

fn is_code(text: &str) -> bool {
    CODES.contains(&text) || is_camel(text) && text.ends_with("Exception")
}

/// A capital, and letters behind it.
fn is_camel(text: &str) -> bool {
    text.len() <= 48
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_alphabetic())
}

/// The beginning of the Action's nonce, a UUID.
pub(super) fn login(text: &str) -> Option<String> {
    let is_login = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    is_login.then(|| text.to_owned())
}

/// API Gateway's id of a request to an HTTP API: 11 bytes in base64.
pub(super) fn request_id(text: &str) -> Option<String> {
    let id = text.strip_suffix('=').filter(|id| id.len() == 15)?;
    id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)).then(|| text.to_owned())
}

/// Lambda's id of an invocation, a UUID.
pub(super) fn invocation_id(text: &str) -> Option<String> {
    let is_hex = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let is_uuid = text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.split('-').all(is_hex);
    is_uuid.then(|| text.to_owned())
}

/// What an error page shows, `7G32-SVNQ`: no I, L, O or U.
pub(super) fn reference(text: &str) -> Option<String> {
    let text = text.to_ascii_uppercase();
    let is_part = |part: &str| {
        part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphanumeric() && !b"ILOU".contains(&b))
    };
    let is_reference = text.split('-').count() == 2 && text.split('-').all(is_part);
    is_reference.then_some(text)
}

/// A time, to the second: what a line says of it, or begins with.
pub(super) fn time(text: &str) -> Option<String> {
    let shape = b"0000-00-00T00:00:00";
    let time = text.get(..shape.len())?;
    let fits = |(b, shape): (u8, &u8)| if *shape == b'0' { b.is_ascii_digit() } else { b == *shape };
    time.bytes().zip(shape).all(fits).then(|| time.to_owned())
}

#[cfg(test)]
mod tests;
