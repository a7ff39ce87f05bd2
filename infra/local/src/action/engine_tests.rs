//! The engine: loading, limits, errors, the console and the globals, held with small Actions.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::test_support::{NOW, action, at, event, input, run, run_with, thrown};
use super::{Action, ActionError, Effect, Handler, Input};

#[test]
fn an_action_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Action>();
}

#[test]
fn a_syntax_error_is_reported_with_its_line() {
    let error =
        Action::new("const a = 1;\nconst b = ;\n", BTreeMap::new()).err().expect("it does not compile");
    assert!(matches!(error, ActionError::Source { line: Some(2), .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.starts_with("the Action does not load: line 2: SyntaxError: "), "{message}");
}

#[test]
fn an_error_at_the_top_level_is_reported_with_its_line() {
    let error = Action::new("'use strict';\n\nmissing();\n", BTreeMap::new()).err().expect("it throws");
    assert_eq!(error.to_string(), "the Action does not load: line 3: ReferenceError: missing is not defined");
}

#[test]
fn a_source_without_a_handler_is_refused() {
    let error = Action::new("exports.onLogin = () => {};", BTreeMap::new()).err();
    assert_eq!(error, Some(ActionError::NoHandler));
}

#[test]
fn an_endless_loop_at_the_top_level_cannot_be_loaded() {
    let slow = Action {
        source: "for (;;) {}".to_owned(),
        secrets: BTreeMap::new(),
        time_limit: Duration::from_millis(50),
    };
    assert_eq!(
        slow.engine().map(drop).map_err(|error| error.to_string()),
        Err("the Action does not load: the Action was stopped: it ran longer than 0.05 s".to_owned())
    );
}

#[test]
fn an_endless_run_is_stopped() {
    for body in [
        "for (;;) {}",
        "try { for (;;) {} } catch {} finally { console.log('on'); }",
        "const spin = () => Promise.resolve().then(spin); await spin();",
        "for (;;) { await null; }",
        "/^(a+)+$/.test('a'.repeat(40) + 'b');",
    ] {
        let source = format!("exports.onExecutePostLogin = async () => {{ {body} }};");
        let run = action(&source)
            .with_time_limit(Duration::from_millis(50))
            .run(Handler::ExecutePostLogin, &input(event()));
        assert_eq!(run.error.as_deref(), Some("the Action was stopped: it ran longer than 0.05 s"), "{body}");
    }
}

#[test]
fn a_promise_that_is_never_settled_ends_the_run() {
    let run = run("await new Promise(() => {});");
    assert_eq!(run.error.as_deref(), Some("onExecutePostLogin waits for a promise that is never settled"));
}

#[test]
fn memory_is_limited() {
    let run = run("const all = []; for (;;) all.push(new ArrayBuffer(1 << 20));");
    assert_eq!(run.error.as_deref(), Some("InternalError: out of memory (line 1)"));
}

#[test]
fn recursion_is_limited() {
    let run = run("const again = () => again() + 1; again();");
    let error = run.error.expect("it overflows");
    assert!(error.starts_with("RangeError: Maximum call stack size exceeded"), "{error}");
}

#[test]
fn an_error_of_the_handler_is_reported_with_its_line() {
    for (body, expected) in [
        ("throw new Error('no luck');", "Error: no luck (line 1)"),
        ("\n\nnull.x;", "TypeError: cannot read property 'x' of null (line 3)"),
        ("await null;\nthrow new RangeError('late');", "RangeError: late (line 2)"),
        ("throw 'a text';", "'a text'"),
        ("throw { code: 7 };", "{ code: 7 }"),
        ("throw undefined;", "undefined"),
    ] {
        assert_eq!(run(body).error.as_deref(), Some(expected), "{body}");
    }
}

#[test]
fn effects_before_an_error_are_returned() {
    let run = run("api.access.deny('first'); throw new Error('then');");
    assert_eq!(run.effects, [Effect::Deny { reason: "first".to_owned() }]);
    assert_eq!(run.error.as_deref(), Some("Error: then (line 1)"));
}

#[test]
fn a_handler_that_is_not_async_runs() {
    let run = action("exports.onExecutePostLogin = (event) => { console.log(event.user.user_id); };")
        .run(Handler::ExecutePostLogin, &input(event()));
    assert_eq!(run.console, ["auth0|ada"]);
}

#[test]
fn a_missing_continue_handler_is_an_error_of_the_run() {
    let run =
        action("exports.onExecutePostLogin = () => {};").run(Handler::ContinuePostLogin, &input(event()));
    assert_eq!(run.error.as_deref(), Some("the Action exports no function onContinuePostLogin"));
}

#[test]
fn each_run_has_a_new_engine() {
    let counting = action("let runs = 0; exports.onExecutePostLogin = () => { console.log(++runs); };");
    for _ in 0..2 {
        let run = counting.run(Handler::ExecutePostLogin, &input(event()));
        assert_eq!(run.console, ["1"]);
    }
}

#[test]
fn require_reports_that_other_modules_are_not_supported() {
    for name in ["axios", "node:fs"] {
        assert_eq!(
            thrown(event(), &format!("require('{name}');")),
            format!(
                "require(\"{name}\"): the emulator supports only node:crypto, no other Node.js module and no npm packages"
            )
        );
    }
}

#[test]
fn the_event_has_secrets_and_metadata() {
    let run = run_with(
        json!({ "user": { "user_id": "auth0|ada" } }),
        "console.log(event.secrets.SECRET, event.user.user_metadata, event.user.app_metadata);",
    );
    assert_eq!(run.console, ["0123456789abcdef0123456789abcdef {} {}"]);
}

#[test]
fn the_clock_has_the_given_time() {
    let run = run("console.log(Date.now(), new Date().getTime(), new Date(0).getTime());");
    assert_eq!(run.console, ["1800000000000 1800000000000 0"]);
}

#[test]
fn random_uuids_have_version_four() {
    let run = run(
        "const [a, b] = [crypto.randomUUID(), globalThis.crypto.randomUUID()];
         console.log(a !== b, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(a));",
    );
    assert_eq!(run.console, ["true true"]);
}

#[test]
fn the_console_prints_as_node_does() {
    for (arguments, expected) in [
        ("'a', 'b'", "a b"),
        ("", ""),
        ("1, -0, 1n, true, null, undefined", "1 -0 1n true null undefined"),
        ("{ a: 'b', 'c-d': [1, 'x'] }", "{ a: 'b', 'c-d': [ 1, 'x' ] }"),
        ("[], {}", "[] {}"),
        ("{ a: { b: { c: { d: 1 } } } }", "{ a: { b: { c: [Object] } } }"),
        ("'%s has %d%%', 'it', 5, 'more'", "it has 5% more"),
        ("'%j', { a: 1 }", "{\"a\":1}"),
        ("['it\\'s']", "[ \"it's\" ]"),
        ("() => {}", "[Function (anonymous)]"),
        ("Symbol('s')", "Symbol(s)"),
        ("new Error('e')", "Error: e"),
    ] {
        let run = run(&format!("console.log({arguments});"));
        assert_eq!(run.console, [expected], "console.log({arguments})");
    }
}

#[test]
fn every_console_level_is_recorded_in_order() {
    let run = run("for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level](level);");
    assert_eq!(run.console, ["log", "info", "warn", "error", "debug"]);
}

#[test]
fn the_output_of_a_run_is_limited() {
    let run = run("for (let i = 0; i < 2000; i += 1) console.log('x'.repeat(20000));
         for (;;) api.access.deny('no');");
    assert_eq!(run.console.len(), 1_000);
    assert_eq!(run.console[0].len(), 10_000);
    assert_eq!(run.effects.len(), 1_000);
    assert_eq!(
        run.error.as_deref().map(|error| error.split(" (").next()),
        Some(Some("Error: a run is limited to 1000 api calls in the emulator"))
    );
}

#[test]
fn a_run_serializes_to_json() {
    let run = run("console.log('hi'); api.user.setUserMetadata('a', true); api.access.deny('no');");
    assert_eq!(
        serde_json::to_value(&run).expect("it serializes"),
        json!({
            "effects": [
                { "effect": "set_user_metadata", "key": "a", "value": true },
                { "effect": "deny", "reason": "no" },
            ],
            "console": ["hi"],
            "error": null,
        })
    );
}

/// Runs `body` with the functions of `node:crypto`, and returns what it logs.
fn with_crypto(body: &str) -> String {
    let require =
        "const { createCipheriv, createDecipheriv, hkdfSync, randomBytes } = require('node:crypto');";
    let run = run(&format!("{require} {body}"));
    assert_eq!(run.error, None, "{body}");
    run.console.join("\n")
}

#[test]
fn buffers_have_the_encodings_of_node() {
    for (body, expected) in [
        ("Buffer.from('ä€😀').length", "9"),
        ("Buffer.from('ä€😀', 'utf8').toString('base64url')", "w6Tigqzwn5iA"),
        ("Buffer.from('w6Tigqzwn5iA', 'base64url').toString()", "ä€😀"),
        ("Buffer.from('\\ud800').toString('base64url')", "77-9"),
        ("Buffer.from([255, 254]).toString('utf8')", "\u{fffd}\u{fffd}"),
        ("Buffer.from('not base64url!', 'base64url').length", "0"),
        ("Buffer.concat([Buffer.from('a'), new Uint8Array([98])]).toString()", "ab"),
        ("Buffer.from('abc').subarray(-2).toString()", "bc"),
    ] {
        assert_eq!(with_crypto(&format!("console.log({body});")), expected, "{body}");
    }
}

#[test]
fn node_crypto_derives_and_encrypts_as_node_does() {
    // The first test of RFC 5869, appendix A.1.
    let hkdf = "const hex = (text) => Buffer.from(text.match(/../g).map((byte) => parseInt(byte, 16)));
        const bytes = hkdfSync('sha256', hex('0b'.repeat(22)), hex('000102030405060708090a0b0c'),
            hex('f0f1f2f3f4f5f6f7f8f9'), 42);
        console.log(bytes instanceof ArrayBuffer, Buffer.from(bytes).toString('base64url'));";
    assert_eq!(with_crypto(hkdf), "true PLJfJfqs1XqQQ09k0DYvKi0tCpDPGlpMXbAtVuzExb80AHII1biHGFhl");
    // Test case 13 of the AES-GCM specification: an empty text.
    let empty = "const cipher = createCipheriv('aes-256-gcm', new Uint8Array(32), new Uint8Array(12), { authTagLength: 16 });
        cipher.setAAD(Buffer.from('')); cipher.update('', 'utf8'); cipher.final();
        console.log(cipher.getAuthTag().toString('base64url'));";
    assert_eq!(with_crypto(empty), "Uw-K-8dFNrmpY7TxxMtziw");
    let round_trip = "const make = (create) => create('aes-256-gcm', randomBytes(32).fill(7), new Uint8Array(12), { authTagLength: 16 });
        const cipher = make(createCipheriv);
        const text = Buffer.concat([cipher.update('Zoë', 'utf8'), cipher.final()]);
        const decipher = make(createDecipheriv);
        decipher.setAuthTag(cipher.getAuthTag());
        console.log(Buffer.concat([decipher.update(text), decipher.final()]).toString());";
    assert_eq!(with_crypto(round_trip), "Zoë");
}

#[test]
fn a_wrong_authentication_tag_is_an_error_at_the_end() {
    let body = "const { createDecipheriv } = require('node:crypto');
        const decipher = createDecipheriv('aes-256-gcm', new Uint8Array(32), new Uint8Array(12), { authTagLength: 16 });
        decipher.setAuthTag(new Uint8Array(16));
        decipher.update(new Uint8Array(3));
        decipher.final();";
    assert_eq!(thrown(event(), body), "Unsupported state or unable to authenticate data");
}

#[test]
fn other_algorithms_are_refused() {
    for (call, message) in [
        ("createCipheriv('aes-128-gcm', '', '', { authTagLength: 16 })", "only aes-256-gcm"),
        ("createDecipheriv('aes-256-gcm', '', '', {})", "only aes-256-gcm"),
        ("hkdfSync('sha512', '', '', '', 1)", "only hkdfSync with sha256"),
        ("randomBytes(5000)", "up to 4096"),
    ] {
        let name = call.split('(').next().unwrap();
        let error = thrown(event(), &format!("const {{ {name} }} = require('node:crypto'); {call};"));
        assert!(error.contains(message), "{call}: {error}");
    }
}

const ENDLESS: &str = "for (;;) {}";

/// Runs each body as a handler: once in an engine of its own, and in an engine that has run the same body before.
#[test]
fn a_reused_engine_runs_like_a_new_one() {
    for body in [
        "console.log(event.user.user_id, new Date().toISOString(), api === event.seen); event.seen = api;",
        "api.user.setUserMetadata('a', 1); api.transaction.setMetadata('b', 2); console.log(event.transaction.metadata);",
        "api.redirect.canRedirect = () => 'changed'; console.log(api.redirect.canRedirect());",
        "console.log(api.redirect.canRedirect());",
        "api.access.deny('no'); throw new TypeError('broken');",
        "throw 'text';",
        "null.property;",
        ENDLESS,
        "const all = []; for (;;) all.push(new ArrayBuffer(1 << 20));",
        "await new Promise(() => {});",
        "Promise.resolve().then(() => Promise.resolve()).then(() => console.log('late'));",
        "Promise.reject(new Error('not awaited'));",
    ] {
        let source = format!("exports.onExecutePostLogin = async (event, api) => {{ {body} }};");
        // Only the endless loop reaches its limit, also on a slow machine.
        let limit = if body == ENDLESS { Duration::from_millis(50) } else { Duration::from_secs(20) };
        let action = action(&source).with_time_limit(limit);
        let mut engine = action.engine().expect("the source loads");
        for (user_id, now) in [("auth0|1", NOW), ("auth0|2", NOW + 86_400), ("auth0|3", 0)] {
            let input = Input { now, ..input(at(event(), "/user/user_id", json!(user_id))) };
            let expected = action.run(Handler::ExecutePostLogin, &input);
            assert_eq!(engine.run(Handler::ExecutePostLogin, &input), expected, "{body}");
        }
    }
}

#[test]
fn only_the_state_of_the_module_remains_in_a_reused_engine() {
    let action = action("let runs = 0; exports.onExecutePostLogin = async () => console.log(++runs);");
    let mut engine = action.engine().expect("the source loads");
    let input = input(event());
    for (in_reused, in_new) in [("1", "1"), ("2", "1"), ("3", "1")] {
        assert_eq!(engine.run(Handler::ExecutePostLogin, &input).console, [in_reused]);
        assert_eq!(action.run(Handler::ExecutePostLogin, &input).console, [in_new]);
    }
}

#[test]
fn a_reused_engine_reports_a_missing_handler() {
    let action = action("exports.onExecutePostLogin = async () => console.log('ran');");
    let mut engine = action.engine().expect("the source loads");
    let error = engine.run(Handler::ContinuePostLogin, &input(event())).error;
    assert_eq!(error.as_deref(), Some("the Action exports no function onContinuePostLogin"));
    assert_eq!(engine.run(Handler::ExecutePostLogin, &input(event())).console, ["ran"]);
}
