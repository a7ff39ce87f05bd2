'use strict';

/**
 * Progressive profiling: a custom Action for Auth0's post-login trigger (v3, Node 22).
 *
 * A login whose `user_metadata` lacks a required field is sent to a form, which asks for what is
 * missing. The form comes back with a signed token, and its answers are written to `user_metadata`.
 * What came of asking is remembered in `app_metadata.progressive_profiling`, form by form.
 *
 * Settings, read from `event.secrets`:
 *
 * - `FORM_URL`: where the form is. https, or http on 127.0.0.1 and localhost. The last path segment
 *   is the form's name.
 * - `REQUIRED_USER_FIELDS`: the `user_metadata` keys that every user must have, comma-separated.
 * - `LOGIN_COUNT`: the login from which on to ask. 1 asks at signup.
 * - `SESSION_TOKEN_SECRET`: signs both tokens (HS256); at least 32 bytes, the same that the form has.
 * - `SESSION_TOKEN_SECRET_PREVIOUS`: optional, `none` when not given: the secret before it, while it is
 *   being changed. It signs the answers of logins that are under way then; they are taken, too.
 * - `REQUIRED`: optional, `true` or `false` (the default). `true`: no login that should be asked
 *   passes without the data; what cannot be asked or verified is denied. `false`: it passes.
 * - `ASK_AGAIN`: optional, like `3 logins` or `7 days` (the default): how long whoever chose "Not
 *   now", or left something out, is not asked. With `REQUIRED` it has no effect.
 *
 * A user can always come back without an answer, from an error page or by hand. That pauses asking
 * for 24 hours, whatever `ASK_AGAIN` says. Only `REQUIRED` enforces answers.
 *
 * An application may differ from them, by its metadata (`event.client.metadata`):
 *
 * - `profiling_form`: the name of another form, beside that of `FORM_URL`; `off`: it never asks.
 * - `profiling_fields`: in place of `REQUIRED_USER_FIELDS`.
 *
 * Each run logs its decision as `progressive-profiling: REASON DETAIL`. Auth0 keeps 256 characters
 * of an Action's output, so a run stays below that. No secret, token or answer is logged.
 *
 * There are no dependencies. Besides the language it uses `console.log` and `crypto.randomUUID`.
 */

/** The transaction metadata key that keeps the nonce between the question and the answer. */
const TXN_KEY = 'progressive_profiling_txn';

/** The key of `app_metadata` that keeps a record for each form. */
const RECORDS_KEY = 'progressive_profiling';

/** The parameter, of the form's URL and of /continue, that carries the token. */
const TOKEN_PARAMETER = 'session_token';

/** The reason of `validateToken` for a token that another secret signed. */
const WRONG_SIGNATURE = 'Failed signature validation';

/** The reasons of `validateToken` that are logged. Others can contain text from the token. */
const TOKEN_REASONS = [
  WRONG_SIGNATURE,
  'Malformed token',
  'Missing or invalid standard claims',
  'State in the token does not match the /continue state.',
  'The sub claim does not match the user_id.',
  'Token has expired.',
  'Unexpected token payload type',
];

/** How long a person has for the form. */
const TOKEN_LIFETIME_SECONDS = 900;

/** How long a postponement lasts unless the setting says otherwise. */
const DEFAULT_ASK_AGAIN = { count: 7, unit: 'days' };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a return without an answer pauses asking. */
const PAUSE_HOURS = 24;

/** The end of the year 9999: later times have no ISO text of the usual form. */
const END_OF_TIME_MS = 253_402_300_800_000;

/** The most characters that are taken of an application's id, and of a consent's version and address. */
const MAX_CLIENT_ID = 255;
const MAX_VERSION = 100;
const MAX_URL = 1000;

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

/** A character that leaves a mark on a page. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffc]/u;

/** The value of `profiling_form` with which an application never asks. */
const OFF = 'off';

/** What a form may be called, and what a form may call a field. */
const FORM_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const FIELD_NAME = /^[A-Za-z]\w{0,63}$/;

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
 * @property {(string | null)=} previousSecret Null if there is none.
 * @property {boolean} required
 * @property {{count: number, unit: 'logins' | 'days'}} askAgain
 * @property {boolean} off Whether this application never asks.
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

/**
 * @typedef {object} FormRecord What is remembered of a user and a form. Times are ISO 8601.
 * @property {number=} version The form's version when nothing was missing any more.
 * @property {string=} completed_at When that was.
 * @property {string[]} not_applicable The fields that the form's conditions ruled out for this user.
 * @property {string=} postponed_at When the user put the form off, if it is not answered since.
 * @property {number=} postponed_login The `logins_count` of that login.
 * @property {string=} unanswered_at When the user came back without an answer, if none came since.
 * @property {Object<string, {version?: string, url?: string, at: string}>} consents By the field's name.
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
    settings = readSettings(event.secrets, event.client?.metadata);
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
  if (settings.off) {
    return pass('off');
  }
  const logins = event.stats?.logins_count ?? 0;
  if (loginCount !== undefined && logins < loginCount) {
    return pass('login_count', `${logins} < ${loginCount}`);
  }
  const missing = missingFields(event, form?.name, fields ?? []);
  if (fields !== undefined && missing.length === 0) {
    return pass('complete');
  }
  if (!form || !fields || !loginCount || !secret) {
    return stop('broken_setting', settings.problems.join('; '), MESSAGES.fault);
  }
  if (!canStore(event.user?.user_metadata)) {
    return stop('metadata_not_an_object', '', MESSAGES.fault);
  }
  const pause = settings.required ? undefined : pauseInForce(event, form.name, settings.askAgain);
  if (pause !== undefined) {
    return pause;
  }
  const obstacle = redirectObstacle(event, api);
  if (obstacle !== undefined) {
    return stop('cannot_redirect', obstacle, MESSAGES.noBrowser);
  }
  // Actions on Node 18 have no global `crypto`.
  if (typeof crypto === 'undefined') {
    return stop('unexpected', 'no global crypto, choose Node 22', MESSAGES.fault);
  }
  const txn = redirect(event, api, { form, missing, secret, required: settings.required });
  return { ...pass('asked', missing.join(',')), txn };
}

/**
 * The answer. Only fields that are missing are taken: what the user has stays as it is.
 * @returns {Decision}
 */
function take(event, api, settings) {
  const { form, fields, secret } = settings;
  if (settings.off) {
    return pass('off');
  }
  if (!fields || !secret) {
    return stop('broken_setting', settings.problems.join('; '), MESSAGES.fault);
  }
  const missing = missingFields(event, form?.name, fields);
  // An answer that cannot be used is no reason to deny a login whose data is there.
  const refuse = missing.length > 0 ? stop : pass;
  if (!isObject(event.request)) {
    return refuse('unexpected', 'no request', MESSAGES.fault);
  }
  const token = answerToken(event.request);
  if (token === undefined || token === null || token === '') {
    return refuse('not_answered', pauseAsking(event, api, settings, missing), MESSAGES.stillMissing);
  }
  const { payload, refusal } = validAnswer(event, api, settings, token);
  if (refusal !== undefined) {
    return refuse(refusal.reason, refusal.detail, MESSAGES.unverified);
  }

  const sorted = sortAnswers(payload, missing);
  const { taken, ruledOut, left } = sorted;
  for (const name of taken) {
    api.user.setUserMetadata(name, payload.other[name]);
  }
  // With FORM_URL broken since the question, the answer still names its form.
  const formName = form?.name ?? (isFormName(payload.form) ? payload.form : undefined);
  const changes = (before) => changesByAnswer(event, settings, payload, { before, missing, ...sorted });
  const failure = remember(event, api, formName, changes);
  const note = missing.length > 0 ? failure : '';
  const lacking = `missing ${left.join(',')}${note}`;

  if (payload.later === true) {
    return left.length > 0 ? stop('postponed', lacking, MESSAGES.stillMissing) : pass('complete');
  }
  const dropped = Object.keys(payload.other).length - taken.length;
  const notApplicable = ruledOut.length > 0 ? `, not applicable ${ruledOut.length}` : '';
  const counts = `written ${taken.length}, dropped ${dropped}${notApplicable}`;
  return left.length > 0
    ? stop('still_missing', `${counts}, ${lacking}`, MESSAGES.stillMissing)
    : pass('answered', counts + note);
}

/**
 * What the answer says of the missing fields: answered, not for this user, or neither. "Not now" says
 * nothing of any.
 */
function sortAnswers(payload, missing) {
  const later = payload.later === true;
  const notApplicable = later ? [] : fieldNames(payload.not_applicable);
  const taken = missing.filter((name) => !later && isAnswer(ownValue(payload.other, name)));
  const ruledOut = missing.filter((name) => !taken.includes(name) && notApplicable.includes(name));
  const left = missing.filter((name) => !taken.includes(name) && !ruledOut.includes(name));
  return { taken, ruledOut, left };
}

/**
 * The session token, as `validateToken` finds it in `{...query, ...body}`: the body's, even if it
 * is empty, otherwise the query's.
 */
function answerToken({ query, body }) {
  const source = isObject(body) && Object.hasOwn(body, TOKEN_PARAMETER) ? body : query;
  return ownValue(source, TOKEN_PARAMETER);
}

/**
 * Pauses asking a user who came back without an answer, so that a broken form is not shown at every
 * login. It does not count as "Not now".
 * @returns {string} The detail of the log line.
 */
function pauseAsking(event, api, { form, required }, missing) {
  if (missing.length === 0) {
    return '';
  }
  const changes = () => ({ unanswered_at: isoTime(Date.now()) });
  const note = required ? '' : remember(event, api, form?.name, changes);
  return `missing ${missing.join(',')}${note}`;
}

/**
 * The payload of the answer, or why it is not believed.
 * @returns {{payload?: object, refusal?: {reason: string, detail: string}}}
 */
function validAnswer(event, api, settings, token) {
  const { form } = settings;
  const refused = (reason, detail) => ({ refusal: { reason, detail } });
  // A parameter that is there twice is a list.
  if (typeof token !== 'string') {
    return refused('token_invalid', 'not a string');
  }
  let payload;
  try {
    payload = validateToken(api, settings);
  } catch (error) {
    return refused('token_invalid', tokenProblem(error));
  }
  if (!isSameNonce(payload?.txn, event.transaction?.metadata?.[TXN_KEY])) {
    return refused('txn_mismatch', 'the answer is not to the question of this login');
  }
  // The nonce binds the answer to the question; this tells that a setting has changed since.
  if (form !== undefined && payload.form !== undefined && payload.form !== form.name) {
    return refused('form_mismatch', 'the answer is of another form');
  }
  if (!isObject(payload.other)) {
    return refused('no_answers', 'the claim other is not an object');
  }
  return { payload };
}

/** The payload of a token that the secret signed, or the one before it. */
function validateToken(api, { secret, previousSecret }) {
  const validate = (key) => api.redirect.validateToken({ secret: key, tokenParameterName: TOKEN_PARAMETER });
  try {
    return validate(secret);
  } catch (error) {
    if (!previousSecret) {
      throw error;
    }
    try {
      return validate(previousSecret);
    } catch (another) {
      // The secret that did sign it tells what else is wrong with it.
      throw tokenProblem(error) === WRONG_SIGNATURE ? another : error;
    }
  }
}

/** Signs the question and sends the browser to the form with it; returns the question's nonce. */
function redirect(event, api, { form, missing, secret, required }) {
  const txn = crypto.randomUUID();
  api.transaction.setMetadata(TXN_KEY, txn);
  // `required` is for an error page: whether this login is denied without answers.
  const payload = { form: form.name, fields: missing, txn, required };
  const locale = firstLocale(event.transaction?.ui_locales);
  if (locale !== undefined) {
    payload.locale = locale;
  }
  const client = displayName(event.client?.name);
  if (client !== undefined) {
    payload.client = client;
  }
  // For the form's link back to the sign-in.
  const clientId = asText(event.client?.client_id, MAX_CLIENT_ID);
  if (clientId !== undefined) {
    payload.client_id = clientId;
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
  // With a pushed authorization request the query lacks it.
  const prompts = [event.request?.query?.prompt, event.transaction?.prompt].flat();
  if (splitWords(prompts).includes('none')) {
    return 'prompt=none';
  }
  if (!BROWSER_PROTOCOLS.includes(protocol) || !api.redirect.canRedirect()) {
    return String(protocol ?? 'unknown protocol');
  }
  return undefined;
}

/**
 * The fields that the user's metadata lacks and that are not known to be beside the point for this
 * user, in the order of the setting.
 * @returns {string[]}
 */
function missingFields(event, form, fields) {
  const ruledOut = recall(event, form).not_applicable;
  const lacks = (name) => isMissing(ownValue(event.user?.user_metadata, name));
  return fields.filter((name) => lacks(name) && !ruledOut.includes(name));
}

/** `setUserMetadata` and `setAppMetadata` throw if the metadata is something else than an object. */
function canStore(metadata) {
  return metadata === undefined || isObject(metadata);
}

/**
 * The decision not to ask yet, after "Not now" or after a return without an answer, or undefined.
 * @returns {Decision | undefined}
 */
function pauseInForce(event, form, { count, unit }) {
  const { postponed_at, postponed_login, unanswered_at } = recall(event, form);
  const postponed =
    unit === 'days' ? age(postponed_at) / DAY_MS : (event.stats?.logins_count ?? 0) - postponed_login;
  if (isWithin(postponed, count)) {
    return pass('postponed', `${Math.floor(Math.abs(postponed))} of ${count} ${unit}`);
  }
  const unanswered = age(unanswered_at) / HOUR_MS;
  if (isWithin(unanswered, PAUSE_HOURS)) {
    return pass('not_answered', `${Math.floor(Math.abs(unanswered))} of ${PAUSE_HOURS} hours`);
  }
  return undefined;
}

/** Milliseconds since an ISO time; NaN if it is missing or is not a valid date. */
function age(time) {
  return Date.now() - Date.parse(time ?? '');
}

/**
 * Returns true while less than the limit has passed; false for NaN. A time or a count in the
 * future, as of an imported user, pauses asking no longer than the limit.
 */
function isWithin(gone, limit) {
  return Math.abs(gone) < limit;
}

/**
 * What is remembered of the user and this form. What is not well-formed counts as not there.
 * @returns {FormRecord}
 */
function recall(event, form) {
  const records = ownValue(event.user?.app_metadata, RECORDS_KEY);
  const record = form === undefined ? undefined : ownValue(records, form);
  const consents = Object.entries(asObject(ownValue(record, 'consents')));
  return {
    version: asCount(ownValue(record, 'version')),
    completed_at: asTime(ownValue(record, 'completed_at')),
    not_applicable: fieldNames(ownValue(record, 'not_applicable')),
    postponed_at: asTime(ownValue(record, 'postponed_at')),
    postponed_login: asCount(ownValue(record, 'postponed_login')),
    unanswered_at: asTime(ownValue(record, 'unanswered_at')),
    consents: Object.fromEntries(consents.filter(([name, value]) => isFieldName(name) && isObject(value))),
  };
}

/**
 * Changes the record of the user and the form. The records of other forms stay; so does all else in
 * `app_metadata`, as only our key of it is set.
 * @param {(before: FormRecord) => object} changes Gives the new values; undefined takes a key out.
 * @returns {string} What the log is to add, if it cannot be remembered.
 */
function remember(event, api, form, changes) {
  const metadata = event.user?.app_metadata;
  if (!canStore(metadata)) {
    return ', app_metadata is not an object';
  }
  if (form === undefined) {
    return ', form unknown';
  }
  const before = recall(event, form);
  const record = withoutEmpty({ ...before, ...changes(before) });
  // A write counts against a limit of the tenant.
  if (JSON.stringify(record) !== JSON.stringify(withoutEmpty(before))) {
    const records = Object.entries(asObject(ownValue(metadata, RECORDS_KEY)));
    const kept = records.filter(([name, value]) => isFormName(name) && isObject(value));
    api.user.setAppMetadata(RECORDS_KEY, { ...Object.fromEntries(kept), [form]: record });
  }
  return '';
}

/** What a valid answer, or "Not now", changes in the record. */
function changesByAnswer(event, settings, payload, { before, missing, taken, ruledOut, left }) {
  return {
    not_applicable: [...before.not_applicable, ...ruledOut],
    consents: { ...before.consents, ...consentsGiven(payload, taken) },
    ...(missing.length > 0 ? progress(event, settings, payload, left) : {}),
    unanswered_at: undefined,
  };
}

/** The part of the record that says how far the user has come; undefined takes a key out. */
function progress(event, { required }, payload, left) {
  const now = isoTime(Date.now());
  if (left.length === 0) {
    const version = asCount(payload.form_version);
    return { version, completed_at: now, postponed_at: undefined, postponed_login: undefined };
  }
  return required ? {} : { postponed_at: now, postponed_login: asCount(event.stats?.logins_count) };
}

/** The consents among the answers just taken: which text, and when. */
function consentsGiven(payload, taken) {
  const at = isoTime(payload.iat * 1000) ?? isoTime(Date.now());
  const consent = (name) => ownValue(payload.consents, name);
  const given = taken.filter((name) => payload.other[name] === true && isObject(consent(name)));
  return Object.fromEntries(
    given.map((name) => {
      const version = asText(ownValue(consent(name), 'version'), MAX_VERSION);
      const url = asText(ownValue(consent(name), 'url'), MAX_URL);
      return [name, withoutEmpty({ version, url: /^https:\/\//.test(url) ? url : undefined, at })];
    }),
  );
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

/** The object, or an empty one in place of anything else. */
function asObject(value) {
  return isObject(value) ? value : {};
}

/** The field names in a list, each once. */
function fieldNames(list) {
  return Array.isArray(list) ? [...new Set(list.filter(isFieldName))] : [];
}

function isFormName(name) {
  return typeof name === 'string' && FORM_NAME.test(name);
}

function isFieldName(name) {
  return typeof name === 'string' && FIELD_NAME.test(name) && !RESERVED_NAMES.includes(name);
}

/** A whole number from 1 on. */
function asCount(value) {
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** A text of one line that is not too long. */
function asText(value, max) {
  return typeof value === 'string' && value.length <= max && /^[^\p{C}]+$/u.test(value) ? value : undefined;
}

/** A name to show on the form: one line of at most 100 characters, of which something can be seen. */
function displayName(value) {
  const isLine = typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(value);
  return isLine && VISIBLE.test(value) ? value : undefined;
}

/** A text of the shape that `isoTime` writes. */
function asTime(value) {
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  return typeof value === 'string' && shape.test(value) ? value : undefined;
}

/** Milliseconds since the epoch as `2026-11-23T20:51:30.000Z`. */
function isoTime(ms) {
  return ms >= 0 && ms < END_OF_TIME_MS ? new Date(ms).toISOString() : undefined;
}

/** The object without the keys that hold nothing. */
function withoutEmpty(object) {
  const isEmpty = (value) => isMissing(value) || (isObject(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
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

/** The reason in the message of `validateToken`, if it is a known one. */
function tokenProblem(error) {
  const reason = String(error?.message).replace(/^The session token is invalid: /, '');
  return TOKEN_REASONS.includes(reason) ? reason : 'unknown reason';
}

/**
 * Reads every setting, so that all problems are told at once.
 * @returns {Settings}
 */
function readSettings(secrets, clientMetadata) {
  const problems = [];
  const read = (source, name, parse, rule) => {
    const text = ownValue(source, name);
    const value = parse(typeof text === 'string' ? text.trim() : '');
    if (value === undefined) {
      problems.push(`${name} ${rule}`);
    }
    return value;
  };
  const namesRule = 'has no names, or one not allowed';
  const formUrl = read(secrets, 'FORM_URL', parseFormUrl, 'is not an https URL that ends in a form name');
  const ownForm = read(clientMetadata, 'profiling_form', optional(parseOwnForm), 'is not a form name or off');
  const ownFields = read(clientMetadata, 'profiling_fields', optional(parseFields), namesRule);
  const fields = ownFields === null ? read(secrets, 'REQUIRED_USER_FIELDS', parseFields, namesRule) : ownFields;
  const loginCount = read(secrets, 'LOGIN_COUNT', parseLoginCount, 'is not an integer >= 1');
  const secretRule = 'is not one line of >= 32 bytes';
  const secret = read(secrets, 'SESSION_TOKEN_SECRET', parseSecret, secretRule);
  const previousSecret = read(secrets, 'SESSION_TOKEN_SECRET_PREVIOUS', parsePreviousSecret, secretRule);
  const required = read(secrets, 'REQUIRED', parseRequired, 'is not true or false');
  const askAgain = read(secrets, 'ASK_AGAIN', optional(parseAskAgain), 'is not like 3 logins or 7 days');
  return {
    form: ownForm === null ? formUrl : withFormName(formUrl, ownForm),
    fields,
    loginCount,
    secret,
    previousSecret,
    required: required ?? false,
    askAgain: askAgain ?? DEFAULT_ASK_AGAIN,
    off: ownForm === OFF,
    problems,
  };
}

/** A setting that need not be there, and is null then. */
function optional(parse) {
  return (text) => (text === '' ? null : parse(text));
}

function parseFormUrl(url) {
  const host = /^(?:https:\/\/[a-z0-9.-]+|http:\/\/(?:127\.0\.0\.1|localhost))(?::\d{1,5})?\//i;
  const port = /^[a-z]+:\/\/[^/:]+:(\d+)/i.exec(url)?.[1] ?? 443;
  const rest = /^(?:[^?#\s\\]*\/)?([^/?#\s\\]*)(?:\?[^#\s]*)?$/.exec(url.replace(host, ''));
  const taken = /[?&](?:state|session_token)=/.test(url);
  const isUrl = host.test(url) && port < 65536 && rest && !taken;
  return isUrl && FORM_NAME.test(rest[1]) ? { url, name: rest[1] } : undefined;
}

function parseOwnForm(text) {
  const name = text.toLowerCase() === OFF ? OFF : text;
  return FORM_NAME.test(name) ? name : undefined;
}

/** The address of another form beside this one: the last part of the path is the form's name. */
function withFormName(form, name) {
  if (form === undefined || name === undefined) {
    return undefined;
  }
  const [path] = form.url.split('?');
  return { url: path.slice(0, path.lastIndexOf('/') + 1) + name + form.url.slice(path.length), name };
}

/** A `#`, left of a placeholder that no deploy replaced, is in no name. */
function parseFields(list) {
  const fields = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return fields.length > 0 && fields.every(isFieldName) ? fieldNames(fields) : undefined;
}

function parseAskAgain(text) {
  const [, count, unit] = /^([1-9]\d{0,3})\s+(login|day)s?$/i.exec(text) ?? [];
  return count === undefined ? undefined : { count: Number(count), unit: `${unit.toLowerCase()}s` };
}

function parseLoginCount(text) {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** A placeholder that no deploy replaced is long enough, and everybody knows it. */
function parseSecret(text) {
  const isSecret = utf8Length(text) >= MIN_SECRET_BYTES && !/[\r\n]/.test(text) && !/^#{2}\w+#{2}$/.test(text);
  return isSecret ? text : undefined;
}

/** `none` because Auth0 may keep the old value of a secret that is set to nothing. */
function parsePreviousSecret(text) {
  return text === '' || text.toLowerCase() === 'none' ? null : parseSecret(text);
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
