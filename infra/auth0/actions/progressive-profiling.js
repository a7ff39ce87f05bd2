'use strict';

/**
 * Progressive profiling: a custom Action for Auth0's post-login trigger (v3, Node 22).
 *
 * A login whose `user_metadata` lacks a required field is sent to a form, which asks for what is
 * missing. The form comes back with a signed token, and its answers are written to `user_metadata`.
 *
 * Settings, read from `event.secrets`:
 *
 * - `FORM_URL`: where the form is. https, or http on 127.0.0.1 and localhost. The last path segment
 *   is the form's name.
 * - `REQUIRED_USER_FIELDS`: the `user_metadata` keys that every user must have, comma-separated.
 * - `LOGIN_COUNT`: the login from which on to ask. 1 asks at signup.
 * - `SESSION_TOKEN_SECRET`: signs both tokens (HS256); at least 32 bytes, the same that the form has.
 * - `REQUIRED`: optional, `true` or `false` (the default). `true`: no login that should be asked
 *   passes without the data; what cannot be asked or verified is denied. `false`: it passes.
 *
 * Each run logs its decision as `progressive-profiling: REASON DETAIL`. Auth0 keeps 256 characters
 * of an Action's output, so a run stays below that. No secret, token or answer is logged.
 *
 * There are no dependencies. Besides the language it uses `console.log` and `crypto.randomUUID`.
 */

/** The transaction metadata key that keeps the nonce between the question and the answer. */
const TXN_KEY = 'progressive_profiling_txn';

/** The parameter, of the form's URL and of /continue, that carries the token. */
const TOKEN_PARAMETER = 'session_token';

/** How long a person has for the form. */
const TOKEN_LIFETIME_SECONDS = 900;

/** HS256 needs a key at least as long as its hash (RFC 7518, section 3.2). */
const MIN_SECRET_BYTES = 32;

/** Characters of output a run, line ends included. */
const LOG_BUDGET = 250;

/**
 * The flows where a browser is there to be redirected. `canRedirect()` alone is not enough: it is
 * true for token exchange and CIBA too.
 */
const BROWSER_PROTOCOLS = [
  'oidc-basic-profile',
  'oidc-implicit-profile',
  'oidc-hybrid-profile',
  'oauth2-device-code',
  'samlp',
  'wsfed',
];

/** Names that mean something else to JavaScript, or to the form, than a field. */
const RESERVED_NAMES = ['__proto__', 'constructor', 'prototype', 'state', 'session_token'];

const CONTACT = 'If this keeps happening, contact the people who run this application.';

/** What a denied person reads. An application may log in again by itself, so it says what to do. */
const MESSAGES = {
  fault: `Your profile needs a few more details, but a fault on our side keeps us from asking for them. Sign in again in a few minutes. ${CONTACT}`,
  noBrowser: `Your profile needs a few more details, and they cannot be asked for here. Sign in to the application again in a web browser and answer the questions. ${CONTACT}`,
  unverified: `Your answers could not be verified, perhaps because the page was open for too long. Sign in again and answer the questions once more. ${CONTACT}`,
  stillMissing: `Some details that your profile needs are still missing. Sign in again and answer all the questions. ${CONTACT}`,
};

/**
 * @typedef {object} Settings A setting that is broken is undefined, and told in `problems`.
 * @property {{url: string, name: string}=} form
 * @property {string[]=} fields
 * @property {number=} loginCount
 * @property {string=} secret
 * @property {boolean} required
 * @property {string[]} problems What is broken, by the setting's name, without its value.
 */

/**
 * @typedef {object} Decision How a run ends.
 * @property {string} reason The reason code of the log line.
 * @property {string} detail
 * @property {string=} txn The nonce of the question that was just asked.
 * @property {string=} message Present where the data is missing and stays so: what to tell the
 *   person if the data is required.
 */

/** Runs at each login: sends the person to the form if something is missing. */
exports.onExecutePostLogin = async (event, api) => run(event, api, ask);

/** Runs when the person comes back from the form: takes the answers. */
exports.onContinuePostLogin = async (event, api) => run(event, api, take);

/**
 * Reads the settings, takes the step, logs what came of it, and denies the login where it must.
 * An error in the step is a decision like any other.
 */
function run(event, api, step) {
  let settings = { required: false, problems: [] };
  let decision;
  try {
    settings = readSettings(event.secrets ?? {});
    decision = step(event, api, settings);
  } catch (error) {
    decision = stop('unexpected', String(error?.name ?? 'error'), MESSAGES.fault);
  }
  const denied = settings.required && decision.message !== undefined;
  const login = shortNonce(decision.txn ?? event.transaction?.metadata?.[TXN_KEY]);
  report(settings.problems, decision, login + (denied ? ' (denied)' : ''));
  if (denied) {
    // Should even this fail, Auth0 fails the login, which is what REQUIRED asks for.
    api.access.deny(decision.message);
  }
}

/**
 * The question.
 * @returns {Decision}
 */
function ask(event, api, settings) {
  const { form, fields, loginCount, secret } = settings;
  const logins = event.stats?.logins_count ?? 0;
  if (loginCount !== undefined && logins < loginCount) {
    return pass('login_count', `${logins} < ${loginCount}`);
  }
  const missing = missingFields(event, fields ?? []);
  if (fields !== undefined && missing.length === 0) {
    return pass('complete');
  }
  if (!form || !fields || !loginCount || !secret) {
    return stop('broken_setting', settings.problems.join('; '), MESSAGES.fault);
  }
  if (!canStoreAnswers(event)) {
    return stop('metadata_not_an_object', '', MESSAGES.fault);
  }
  const obstacle = redirectObstacle(event, api);
  if (obstacle !== undefined) {
    return stop('cannot_redirect', obstacle, MESSAGES.noBrowser);
  }
  const txn = redirect(event, api, { form, missing, secret });
  return { ...pass('asked', missing.join(',')), txn };
}

/**
 * The answer. Only fields that are missing are taken: what the user has stays as it is.
 * @returns {Decision}
 */
function take(event, api, settings) {
  const { fields, secret } = settings;
  if (!fields || !secret) {
    return stop('broken_setting', settings.problems.join('; '), MESSAGES.fault);
  }
  const missing = missingFields(event, fields);
  // An answer that cannot be used is no reason to deny a login whose data is there.
  const refuse = missing.length > 0 ? stop : pass;

  let payload;
  try {
    payload = api.redirect.validateToken({ secret, tokenParameterName: TOKEN_PARAMETER });
  } catch (error) {
    return refuse('token_invalid', tokenProblem(error), MESSAGES.unverified);
  }
  if (!isSameNonce(payload?.txn, event.transaction?.metadata?.[TXN_KEY])) {
    return refuse('txn_mismatch', 'the answer is not to the question of this login', MESSAGES.unverified);
  }
  if (!isObject(payload.other)) {
    return refuse('no_answers', 'the claim other is not an object', MESSAGES.unverified);
  }

  const taken = missing.filter((name) => isAnswer(ownValue(payload.other, name)));
  for (const name of taken) {
    api.user.setUserMetadata(name, payload.other[name]);
  }
  const dropped = Object.keys(payload.other).length - taken.length;
  const counts = `written ${taken.length}, dropped ${dropped}`;
  const left = missing.filter((name) => !taken.includes(name));
  return left.length > 0
    ? stop('still_missing', `${counts}, missing ${left.join(',')}`, MESSAGES.stillMissing)
    : pass('answered', counts);
}

/** Signs the question and sends the browser to the form with it; returns the question's nonce. */
function redirect(event, api, { form, missing, secret }) {
  const txn = crypto.randomUUID();
  api.transaction.setMetadata(TXN_KEY, txn);
  const payload = { form: form.name, fields: missing, txn };
  const locale = firstLocale(event.transaction?.ui_locales);
  if (locale !== undefined) {
    payload.locale = locale;
  }
  // Shown on the form; a name that the form would not take is left out.
  if (/^[^\p{C}]{1,100}$/u.test(event.client?.name ?? '')) {
    payload.client = event.client.name;
  }
  const token = api.redirect.encodeToken({
    secret,
    expiresInSeconds: TOKEN_LIFETIME_SECONDS,
    payload,
  });
  api.redirect.sendUserTo(form.url, { query: { [TOKEN_PARAMETER]: token } });
  return txn;
}

/**
 * Why this login cannot be redirected, or undefined if it can.
 * @returns {string | undefined}
 */
function redirectObstacle(event, api) {
  const protocol = event.transaction?.protocol;
  if (splitWords(event.request?.query?.prompt).includes('none')) {
    return 'prompt=none';
  }
  if (!BROWSER_PROTOCOLS.includes(protocol) || !api.redirect.canRedirect()) {
    return String(protocol ?? 'unknown protocol');
  }
  return undefined;
}

/**
 * The fields that the user's metadata lacks, in the order of the setting.
 * @returns {string[]}
 */
function missingFields(event, fields) {
  return fields.filter((name) => isMissing(ownValue(event.user?.user_metadata, name)));
}

/** `setUserMetadata` throws if the metadata is something else than an object. */
function canStoreAnswers(event) {
  const metadata = event.user?.user_metadata;
  return metadata === undefined || isObject(metadata);
}

/** `false` and `0` are answers; the empty string and the empty list are not. */
function isMissing(value) {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** What may be written: a text, a finite number, a boolean, or a list of texts. */
function isAnswer(value) {
  if (isMissing(value)) {
    return false;
  }
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string');
  }
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** The nonce ties an answer to the question of this very login. */
function isSameNonce(answered, asked) {
  return typeof answered === 'string' && answered !== '' && answered === asked;
}

/** The beginning of a nonce: the form's log has it as `login`, so that the lines of a login can be found. */
function shortNonce(txn) {
  return typeof txn === 'string' && txn !== '' ? ` login=${txn.slice(0, 8)}` : '';
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an object's own key: never one that it inherits, like `toString`. */
function ownValue(object, name) {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The words of a parameter that is a list, or a text with spaces between them. */
function splitWords(parameter) {
  const parts = Array.isArray(parameter) ? parameter : [parameter];
  return parts.flatMap((part) => (typeof part === 'string' ? part.split(/\s+/) : [])).filter(Boolean);
}

/** The first language tag of `ui_locales`, which comes from the application's own request. */
function firstLocale(uiLocales) {
  return splitWords(uiLocales).find((tag) => /^[A-Za-z0-9-]{1,35}$/.test(tag));
}

/** The reason in the message of `validateToken`. */
function tokenProblem(error) {
  return String(error?.message ?? 'unknown').replace(/^The session token is invalid: /, '');
}

/**
 * Reads every setting, so that all problems are told at once.
 * @returns {Settings}
 */
function readSettings(secrets) {
  const problems = [];
  const read = (name, parse, rule) => {
    const value = parse(typeof secrets[name] === 'string' ? secrets[name].trim() : '');
    if (value === undefined) {
      problems.push(`${name} ${rule}`);
    }
    return value;
  };
  return {
    form: read('FORM_URL', parseFormUrl, 'is not an https URL that ends in a form name'),
    fields: read('REQUIRED_USER_FIELDS', parseFields, 'has no names, or one not allowed'),
    loginCount: read('LOGIN_COUNT', parseLoginCount, 'is not an integer >= 1'),
    secret: read('SESSION_TOKEN_SECRET', parseSecret, 'is not one line of >= 32 bytes'),
    required: read('REQUIRED', parseRequired, 'is not true or false') ?? false,
    problems,
  };
}

function parseFormUrl(url) {
  const host = /^(?:https:\/\/[a-z0-9.-]+|http:\/\/(?:127\.0\.0\.1|localhost))(?::\d{1,5})?\//i;
  const port = /^[a-z]+:\/\/[^/:]+:(\d+)/i.exec(url)?.[1] ?? 443;
  const rest = /^(?:[^?#\s\\]*\/)?([a-z0-9][a-z0-9_-]*)(?:\?[^#\s]*)?$/.exec(url.replace(host, ''));
  const taken = /[?&](?:state|session_token)=/.test(url);
  return host.test(url) && port < 65536 && rest && !taken ? { url, name: rest[1] } : undefined;
}

function parseFields(list) {
  const names = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  // What a form may call a field. A `#` would be left of a placeholder that no deploy replaced.
  const allowed = (name) => /^[A-Za-z]\w{0,63}$/.test(name) && !RESERVED_NAMES.includes(name);
  return names.length > 0 && names.every(allowed) ? [...new Set(names)] : undefined;
}

function parseLoginCount(text) {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function parseSecret(text) {
  return utf8Length(text) >= MIN_SECRET_BYTES && !/[\r\n]/.test(text) ? text : undefined;
}

function parseRequired(text) {
  return new Map([['', false], ['false', false], ['true', true]]).get(text.toLowerCase());
}

function utf8Length(text) {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The login goes on, to the form or without it. */
function pass(reason, detail = '') {
  return { reason, detail };
}

/** The data is missing and stays so: the login is denied if the data is required. */
function stop(reason, detail, message) {
  return { reason, detail, message };
}

/** Logs the decision and, if the decision is about something else, the broken settings. */
function report(problems, decision, ending) {
  const lines = [[decision.reason, decision.detail, ending]];
  if (problems.length > 0 && decision.reason !== 'broken_setting') {
    lines.unshift(['broken_setting', problems.join('; '), '']);
  }
  const limit = Math.floor(LOG_BUDGET / lines.length) - 1;
  for (const [reason, detail, suffix] of lines) {
    const line = `progressive-profiling: ${reason} ${detail}`.trimEnd().replace(/[^\x20-\x7e]/g, '?');
    console.log(line.slice(0, limit - suffix.length) + suffix);
  }
}
