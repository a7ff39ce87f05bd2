"""Faults to seed, each with the test that must find it.

A fault is a file, a text of it that stands there once, what stands there instead, and the test: by
its path in the unit tests of `shared` (`shared`), in tests/journey (`journey`), in tests/attacks
(`attacks`) or in tests/action (`action`). There it is a file of cases, and the case that must fail.
"""

from typing import NamedTuple

TOKEN = "shared/src/token/"
REQUEST = "shared/src/request.rs"
CACHE = "shared/src/secret/cache.rs"
ACTION = "infra/auth0/actions/progressive-profiling.js"


class Fault(NamedTuple):
    name: str
    file: str
    text: str
    instead: str
    suite: str
    test: str
    case: str = ""


FAULTS = [
    # The log.
    Fault(
        "what somebody outside chooses becomes a dimension",
        "shared/src/log/metric.rs",
        'dimensions: [&["function", "outcome"]]',
        'dimensions: [&["function", "outcome", "form"]]',
        "shared",
        "log::tests::no_dimension_has_a_value_that_somebody_outside_can_choose",
    ),
    # The question.
    Fault(
        "a token without the right signature is believed",
        TOKEN + "key.rs",
        "hmac::verify(&self.schedule, message.as_bytes(), signature).is_ok()",
        "hmac::verify(&self.schedule, message.as_bytes(), signature).is_ok() || !signature.is_empty()",
        "shared",
        "token::verify::tests::every_secret_in_force_verifies_and_no_other",
    ),
    Fault(
        "any algorithm is accepted",
        TOKEN + "compact.rs",
        'header.alg != "HS256"',
        "header.alg.is_empty()",
        "shared",
        "token::verify::tests::only_a_plain_hs256_header_is_taken",
    ),
    Fault(
        "members of the header that nobody knows, `crit` among them, are ignored",
        TOKEN + "compact.rs",
        "#[serde(deny_unknown_fields)]",
        "",
        "shared",
        "token::verify::tests::only_a_plain_hs256_header_is_taken",
    ),
    Fault(
        "a host that ends like a configured one may ask",
        TOKEN + "issuer.rs",
        "iss == self.host ||",
        "iss.ends_with(&self.host) ||",
        "shared",
        "token::issuer::tests::only_the_bare_host_and_the_https_url_of_a_configured_domain_are_its_issuer",
    ),
    Fault(
        "any issuer may ask",
        TOKEN + "issuer.rs",
        ".find(|domain| domain.is_issuer(iss))",
        ".find(|domain| domain.is_issuer(iss)).or(self.0.first())",
        "shared",
        "token::verify::tests::either_form_of_a_configured_issuer_is_accepted_and_echoed",
    ),
    Fault(
        "a token is valid in the second in which it expires",
        TOKEN + "verify.rs",
        "if claims.exp <= now {",
        "if claims.exp < now {",
        "shared",
        "token::verify::tests::times_are_checked_at_the_second",
    ),
    Fault(
        "a token never expires",
        TOKEN + "verify.rs",
        "if claims.exp <= now {",
        "if claims.exp == 0 {",
        "shared",
        "token::verify::tests::times_are_checked_at_the_second",
    ),
    Fault(
        "a token from the future is valid",
        TOKEN + "verify.rs",
        "claims.nbf.unwrap_or(0).max(claims.iat)",
        "claims.nbf.unwrap_or(0)",
        "shared",
        "token::verify::tests::times_are_checked_at_the_second",
    ),
    Fault(
        "`nbf` is ignored",
        TOKEN + "verify.rs",
        "claims.nbf.unwrap_or(0).max(claims.iat)",
        "claims.iat",
        "shared",
        "token::verify::tests::times_are_checked_at_the_second",
    ),
    Fault(
        "a token may live for ever",
        TOKEN + "verify.rs",
        "MAX_LIFETIME_SECONDS: u64 = 3_600",
        "MAX_LIFETIME_SECONDS: u64 = u64::MAX",
        "shared",
        "token::verify::tests::times_are_checked_at_the_second",
    ),
    Fault(
        "an answer is taken for a question",
        TOKEN + "verify.rs",
        'claims.rest.contains_key("state") || claims.rest.contains_key("other")',
        'claims.rest.contains_key("answer")',
        "shared",
        "token::verify::tests::an_answer_of_ours_is_not_a_question",
    ),
    Fault(
        "a token for another audience is accepted",
        TOKEN + "verify.rs",
        'claims.rest.contains_key("aud")',
        'claims.rest.contains_key("audience")',
        "shared",
        "token::verify::tests::a_claim_that_is_missing_or_of_another_type_is_refused_by_its_name",
    ),
    Fault(
        "a token for another form opens this one",
        "shared/src/exchange.rs",
        "Some(form) if form != name.as_str() =>",
        "Some(form) if form.is_empty() =>",
        "attacks",
        "claims::a_claim_of_the_action_that_is_not_of_its_kind_is_refused",
    ),
    # The secret.
    Fault(
        "a secret of one byte will do",
        TOKEN + "key.rs",
        "MIN_KEY_BYTES: usize = 32",
        "MIN_KEY_BYTES: usize = 1",
        "shared",
        "token::key::tests::a_text_without_a_usable_secret_is_refused_with_its_line",
    ),
    Fault(
        "an answer is signed with the first secret in place of the one that verified the question",
        TOKEN + "verify.rs",
        "keys.iter().find(signed)",
        "keys.iter().find(signed).and(keys.iter().next())",
        "shared",
        "token::answer::tests::an_answer_is_signed_with_the_secret_that_verified_its_question",
    ),
    Fault(
        "each forged token fetches the secret",
        CACHE,
        "REFETCH_PAUSE_SECONDS: u64 = 30",
        "REFETCH_PAUSE_SECONDS: u64 = 0",
        "shared",
        "exchange::tests::forged_tokens_do_not_become_a_flood_at_the_source",
    ),
    Fault(
        "a secret that was changed is not fetched again",
        CACHE,
        "FRESH_SECONDS: u64 = 300",
        "FRESH_SECONDS: u64 = 300_000",
        "shared",
        "secret::cache::tests::a_secret_is_fetched_once_in_five_minutes",
    ),
    Fault(
        "a secret that was withdrawn serves for ever while SSM fails",
        CACHE,
        "slot.take_if(|kept| now.abs_diff(kept.fetched_at) >= self.max_age);",
        "",
        "shared",
        "secret::cache::tests::a_copy_that_has_become_too_old_is_forgotten_as_if_it_had_never_been_there",
    ),
    # The request.
    Fault(
        "a token is taken at any address although the operator wants it bound to one",
        "shared/src/exchange.rs",
        "if self.app.rules.require_same_ip && self.record.same_ip != Some(true) {",
        "if self.app.rules.require_same_ip && self.record.same_ip == Some(false) {",
        "shared",
        "exchange::tests::a_token_is_good_at_another_address_unless_the_operator_wants_that_refused",
    ),
    Fault(
        "another site's page may send the form",
        REQUEST,
        'Some(b"same-origin" | b"none") => Ok(())',
        'Some(b"same-origin" | b"none" | b"cross-site") => Ok(())',
        "attacks",
        "method::a_form_that_another_sites_page_sends_is_refused",
    ),
    Fault(
        "of several states the first is taken",
        REQUEST,
        '(Some(_), Some(_)) => Err("there twice")',
        "(Some(value), Some(_)) => Ok(value)",
        "attacks",
        "state::a_state_that_is_missing_repeated_too_long_or_unprintable_is_refused",
    ),
    Fault(
        "bytes that are not UTF-8 become other characters",
        REQUEST,
        "String::from_utf8(decoded).ok()",
        "Some(String::from_utf8_lossy(&decoded).into_owned())",
        "shared",
        "request::tests::what_cannot_be_decoded_exactly_is_refused",
    ),
    # The answer and the page.
    Fault(
        "a state can add parameters to the redirect",
        "shared/src/redirect.rs",
        "url.extend(byte_serialize(state.as_str().as_bytes()));",
        "url.push_str(state.as_str());",
        "attacks",
        "state::any_printable_state_stays_one_parameter_and_goes_back_byte_for_byte",
    ),
    Fault(
        "an answer is shown as markup",
        "shared/src/page/field/typed.rs",
        r'"\n" (self.value())',
        r'"\n" (maud::PreEscaped(self.value()))',
        "journey",
        "kinds::markup_in_an_answer_that_comes_back_is_text",
    ),
    # The Action.
    Fault(
        "the Action takes an answer to another login's question",
        ACTION,
        "answered !== '' && answered === asked",
        "answered !== ''",
        "action",
        "answer",
        "an answer that fails lets the login pass, and denies it where the data is required",
    ),
    Fault(
        "the Action takes an empty nonce for the nonce of a login",
        ACTION,
        "answered !== '' && answered === asked",
        "answered === asked",
        "action",
        "answer",
        "an empty nonce on both sides is no nonce",
    ),
    Fault(
        "the Action writes what it did not ask for",
        ACTION,
        "for (const name of taken)",
        "for (const name of Object.keys(payload.other))",
        "action",
        "answer",
        "keys that were not asked for are dropped and counted without their names",
    ),
    Fault(
        "the Action overwrites what the user has",
        ACTION,
        "return fields.filter((name) => lacks(name) && !ruledOut.includes(name));",
        "return fields.filter((name) => !ruledOut.includes(name));",
        "action",
        "answer",
        "what the user has is not overwritten",
    ),
    Fault(
        "the Action lets a login pass that it should deny",
        ACTION,
        "const denied = settings.required && decision.message !== undefined;",
        "const denied = false;",
        "action",
        "question",
        "other flows are never redirected, and denied where the data is required",
    ),
    Fault(
        "the Action locks out whose data is not required",
        ACTION,
        "const denied = settings.required && decision.message !== undefined;",
        "const denied = decision.message !== undefined;",
        "action",
        "settings",
        "a broken setting is logged by name and lets the login pass, and denies it where the data is required",
    ),
    Fault(
        "the Action redirects where no browser is",
        ACTION,
        "!BROWSER_PROTOCOLS.includes(protocol) || !api.redirect.canRedirect()",
        "!api.redirect.canRedirect()",
        "action",
        "question",
        "other flows are never redirected, and denied where the data is required",
    ),
    Fault(
        "the Action believes a secret that was not deployed",
        ACTION,
        r" && !/^#{2}\w+#{2}$/.test(text)",
        "",
        "action",
        "rotation",
        "a broken one before takes no answer, least of all a placeholder that everybody knows",
    ),
    Fault(
        "the Action signs the question with the secret before",
        ACTION,
        "const txn = redirect(event, api, { form, missing, secret, required: settings.required });",
        "const txn = redirect(event, api, { form, missing, secret: settings.previousSecret ?? secret });",
        "action",
        "rotation",
        "a question is never signed with the one before",
    ),
    Fault(
        "the Action logs what was answered",
        ACTION,
        "const counts = `written ${taken.length}, ",
        "const counts = `written ${taken.map((name) => payload.other[name])}, ",
        "action",
        "faults",
        "no answer is logged",
    ),
    Fault(
        "the Action reads the prompt of the query alone",
        ACTION,
        "const prompts = [event.request?.query?.prompt, event.transaction?.prompt].flat();",
        "const prompts = [event.request?.query?.prompt].flat();",
        "action",
        "question",
        "a silent login is recognized by either prompt",
    ),
    Fault(
        "the question does not say that the login is denied without answers",
        ACTION,
        "payload.required = true;",
        "",
        "action",
        "question",
        "a question says that the login is denied without answers, where it is",
    ),
    Fault(
        "the Action does not say that Node 22 is missing",
        ACTION,
        "if (typeof crypto === 'undefined') {",
        "if (false) {",
        "action",
        "faults",
        "an engine without a global crypto asks nothing, and the log names what is missing",
    ),
    Fault(
        "through a whole login, the Action takes an answer to another login's question",
        ACTION,
        "answered !== '' && answered === asked",
        "answered !== ''",
        "journey",
        "action::an_answer_that_does_not_validate_is_not_written_and_locks_nobody_out",
    ),
]
