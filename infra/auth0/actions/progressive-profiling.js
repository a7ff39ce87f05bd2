'use strict';

/**
 * Progressive profiling: a custom Action for Auth0's post-login trigger (v3, Node 22).
 *
 * If a field in `REQUIRED_USER_FIELDS` is missing from `user_metadata`, the Action redirects the login to
 * a form that asks for the missing fields. The form returns a signed token, and the Action writes its answers to
 * `user_metadata`. It stores the result for each form in `app_metadata.progressive_profiling`.
 *
 * Settings, from `event.secrets`:
 *
 * - `FORM_URL`: the URL of the form. https, or http for 127.0.0.1 and localhost. The last path segment
 *   is the name of the form.
 * - `REQUIRED_USER_FIELDS`: the fields to ask for, separated by commas: keys of `user_metadata`. A field
 *   of the form that is not in the list is asked only if the condition of a requested field uses it.
 * - `LOGIN_COUNT`: the first login at which the user is asked. 1 asks at signup.
 * - `SESSION_TOKEN_SECRET`: signs both tokens (HS256). The keys that seal their contents are derived from it.
 *   At least 32 bytes; the form has the same secret.
 * - `SESSION_TOKEN_SECRET_PREVIOUS`: optional, `none` by default. The previous secret, during a
 *   rotation. Answers of logins in progress may be signed with it, and are accepted.
 * - `REQUIRED`: optional, `true` or `false` (the default). With `true`, a login with missing fields is
 *   denied if the user cannot be asked or the answer is not valid. With `false`, it passes.
 * - `ASK_AGAIN`: optional, for example `3 logins`; `7 days` by default. The time until a user who chose
 *   "Not now", or left a field empty, is asked again. It has no effect with `REQUIRED`.
 *
 * A user can always return without an answer, from an error page or by hand. The Action then does not
 * ask for 24 hours, regardless of `ASK_AGAIN`. Only `REQUIRED` enforces answers.
 *
 * The metadata of an application (`event.client.metadata`) overrides the settings:
 *
 * - `profiling_form`: the name of another form, at the same base URL; `off` never asks.
 * - `profiling_fields`: replaces `REQUIRED_USER_FIELDS`.
 *
 * Each run logs its decision as `progressive-profiling: REASON DETAIL`. Auth0 stores 256 characters
 * of an Action's output, so each run logs less. Secrets, tokens and answers are never logged.
 *
 * The form seals the answers, so that they are not readable in the URL of /continue. The Action seals the
 * user data that the form shows.
 *
 * The Action has no dependencies. It uses only the language, `console.log`, and `Buffer` and `node:crypto`
 * of Node.js.
 */

/** The transaction metadata key of the nonce that connects the session token and the answer token. */
const TXN_KEY = 'progressive_profiling_txn';

/** The key of `app_metadata` with a record for each form. */
const RECORDS_KEY = 'progressive_profiling';

/** The parameter with the token, in the form's URL and in requests to /continue. */
const TOKEN_PARAMETER = 'session_token';

/** The reason that `validateToken` reports for a token signed with another secret. */
const WRONG_SIGNATURE = 'Failed signature validation';

/** The reasons of `validateToken` that are logged. Other reasons can contain text from the token. */
const TOKEN_REASONS = [
  WRONG_SIGNATURE,
  'Malformed token',
  'Missing or invalid standard claims',
  'State in the token does not match the /continue state.',
  'The sub claim does not match the user_id.',
  'Token has expired.',
  'Unexpected token payload type',
];

/** The time that the user has for the form. */
const TOKEN_LIFETIME_SECONDS = 900;

/** The default of `ASK_AGAIN`. */
const DEFAULT_ASK_AGAIN = { count: 7, unit: 'days' };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The pause after a return without an answer. */
const PAUSE_HOURS = 24;

/** The end of the year 9999. Later times have a different ISO format. */
const END_OF_TIME_MS = 253_402_300_800_000;

/** The maximum lengths of an application's id, and of the version and URL of a consent. */
const MAX_CLIENT_ID = 255;
const MAX_VERSION = 100;
const MAX_URL = 1000;

/** The transaction metadata key that records whether stored values may be shown. */
const PREFILL_KEY = 'progressive_profiling_prefill';

/** The version of sealed texts. */
const SEAL_VERSION = 1;

/** The sizes of a sealed text: AES-256-GCM with a key and a nonce from HKDF-SHA-256. */
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Stored values are padded to a multiple of this length, so that the length of a sealed text does not show them. */
const PADDING_BYTES = 256;

/** The maximum size of the stored values in a question, as JSON. The question travels in a URL. */
const MAX_PREFILL_BYTES = 2000;

/** The maximum number of locales in a question. */
const MAX_LOCALES = 10;

/** The settings that are not secret, in the order in which `fingerprint` hashes them. */
const PUBLIC_SETTINGS = ['FORM_URL', 'REQUIRED_USER_FIELDS', 'LOGIN_COUNT', 'REQUIRED', 'ASK_AGAIN'];

/** HS256 needs a key at least as long as its hash (RFC 7518, section 3.2). */
const MIN_SECRET_BYTES = 32;

/** The maximum number of characters that a run logs, including line ends. */
const LOG_BUDGET = 250;

/**
 * The flows with a browser that can be redirected. `canRedirect()` is not sufficient: it also returns
 * true for token exchange and CIBA.
 */
const BROWSER_PROTOCOLS = [
  'oidc-basic-profile',
  'oidc-implicit-profile',
  'oidc-hybrid-profile',
  'oauth2-device-code',
  'samlp',
  'wsfed',
];

/** A character that is visible on a page. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffc]/u;

/** The value of `profiling_form` that turns the Action off for an application. */
const OFF = 'off';

/** The allowed names of forms and fields. */
const FORM_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const FIELD_NAME = /^[A-Za-z]\w{0,63}$/;

/** Names that have a special meaning in JavaScript or in the form. */
const RESERVED_NAMES = ['__proto__', 'constructor', 'prototype', 'state', 'session_token'];

const CONTACT = 'If this keeps happening, contact the people who run this application.';

/**
 * The messages for users whose login is denied. Each message states what to do, because the application
 * may start another login by itself.
 */
const MESSAGES = {
  internalError: `Your profile needs a few more details, but a problem on our side prevents us from asking for them. Sign in again in a few minutes. ${CONTACT}`,
  noBrowser: `Your profile needs a few more details, but we cannot ask for them here. Sign in to the application again in a web browser and answer the questions. ${CONTACT}`,
  unverified: `Your answers could not be verified. The page may have been open for too long. Sign in again and answer the questions once more. ${CONTACT}`,
  stillMissing: `Some details that your profile needs are still missing. Sign in again and answer all the questions. ${CONTACT}`,
};

/**
 * @typedef {object} Settings An invalid setting is undefined, and listed in `problems`.
 * @property {{url: string, name: string}=} form
 * @property {string[]=} fields
 * @property {number=} loginCount
 * @property {string=} secret
 * @property {(string | null)=} previousSecret Null if there is none.
 * @property {boolean} required
 * @property {{count: number, unit: 'logins' | 'days'}} askAgain
 * @property {boolean} off True if this application never asks.
 * @property {string[]} problems The invalid settings, by name, without their values.
 */

/**
 * @typedef {object} Decision The result of a run.
 * @property {string} reason The reason code of the log line.
 * @property {string} detail
 * @property {string=} txn The nonce of the session token that was just signed.
 * @property {string=} message Present if fields are missing and the user is not asked for them: the
 *   message to the user if the fields are required.
 */

/**
 * @typedef {object} FormRecord The record of a user and a form. Times are ISO 8601.
 * @property {number=} version The form's version when the user's data became complete.
 * @property {string=} completed_at The time at which it became complete.
 * @property {string[]} not_applicable The fields that the form's conditions excluded for this user.
 * @property {string=} postponed_at The time of the last "Not now" or incomplete answer, until a complete answer.
 * @property {number=} postponed_login The `logins_count` of that login.
 * @property {string=} unanswered_at The time of the last return without an answer, until the next answer.
 * @property {Object<string, {version?: string, url?: string, at: string}>} consents By the field's name.
 */

/** Runs at each login. Sends the user to the form if a field is missing. */
exports.onExecutePostLogin = async (event, api) => run(event, api, ask);

/** Runs when the user returns from the form. Accepts the answers. */
exports.onContinuePostLogin = async (event, api) => run(event, api, processAnswer);

/**
 * Reads the settings, runs the step, logs the decision, and denies the login if required.
 * An error in the step also becomes a decision.
 */
function run(event, api, step) {
  let settings = { required: false, problems: [] };
  let decision;
  try {
    settings = readSettings(event.secrets, event.client?.metadata);
    decision = step(event, api, settings);
  } catch (error) {
    decision = stop('unexpected', String(error?.name ?? 'error'), MESSAGES.internalError);
  }
  const denied = settings.required && decision.message !== undefined;
  const login = shortNonce(decision.txn ?? event.transaction?.metadata?.[TXN_KEY]);
  report(settings.problems, decision, login + (denied ? ' (denied)' : ''));
  if (denied) {
    // If this fails too, Auth0 fails the login, as REQUIRED demands.
    api.access.deny(decision.message);
  }
}

/**
 * Redirects the user to the form, if a field is missing and the user can be asked.
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
    return stop('broken_setting', settings.problems.join('; '), MESSAGES.internalError);
  }
  if (!canStore(event.user?.user_metadata)) {
    return stop('metadata_not_an_object', '', MESSAGES.internalError);
  }
  const pause = settings.required ? undefined : activePause(event, form.name, settings.askAgain);
  if (pause !== undefined) {
    return pause;
  }
  const obstacle = redirectObstacle(event, api);
  if (obstacle !== undefined) {
    return stop('cannot_redirect', obstacle, MESSAGES.noBrowser);
  }
  // No setting shows stored values yet.
  const { txn, omitted } = redirect(event, api, { form, missing, secret, required: settings.required, known: [] });
  const note = omitted.length > 0 ? `; too large to show: ${omitted.join(',')}` : '';
  return { ...pass('asked', missing.join(',') + note), txn };
}

/**
 * Processes the answer. Only missing fields are written; existing values do not change.
 * @returns {Decision}
 */
function processAnswer(event, api, settings) {
  const { form, fields, secret } = settings;
  if (settings.off) {
    return pass('off');
  }
  if (!fields || !secret) {
    return stop('broken_setting', settings.problems.join('; '), MESSAGES.internalError);
  }
  const missing = missingFields(event, form?.name, fields);
  // An invalid answer does not deny a login if no field is missing.
  const refuse = missing.length > 0 ? stop : pass;
  if (!isObject(event.request)) {
    return refuse('unexpected', 'no request', MESSAGES.internalError);
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
  const { accepted, excluded, stillMissing } = sorted;
  for (const name of accepted) {
    api.user.setUserMetadata(name, payload.other[name]);
  }
  // If FORM_URL became invalid after the redirect, use the form that the answer token names.
  const formName = form?.name ?? (isFormName(payload.form) ? payload.form : undefined);
  const changes = (before) => changesByAnswer(event, settings, payload, { before, missing, ...sorted });
  const failure = updateRecord(event, api, formName, changes);
  const note = missing.length > 0 ? failure : '';
  const missingDetail = `missing ${stillMissing.join(',')}${note}`;

  if (payload.later === true) {
    return stillMissing.length > 0 ? stop('postponed', missingDetail, MESSAGES.stillMissing) : pass('complete');
  }
  const dropped = Object.keys(payload.other).length - accepted.length;
  const notApplicable = excluded.length > 0 ? `, not applicable ${excluded.length}` : '';
  const counts = `written ${accepted.length}, dropped ${dropped}${notApplicable}`;
  return stillMissing.length > 0
    ? stop('still_missing', `${counts}, ${missingDetail}`, MESSAGES.stillMissing)
    : pass('answered', counts + note);
}

/**
 * Sorts the missing fields: answered, excluded for this user, or still missing. After "Not now", all
 * are still missing.
 */
function sortAnswers(payload, missing) {
  const later = payload.later === true;
  const notApplicable = later ? [] : fieldNames(payload.not_applicable);
  const accepted = missing.filter((name) => !later && isAnswer(ownValue(payload.other, name)));
  const excluded = missing.filter((name) => !accepted.includes(name) && notApplicable.includes(name));
  const stillMissing = missing.filter((name) => !accepted.includes(name) && !excluded.includes(name));
  return { accepted, excluded, stillMissing };
}

/**
 * Returns the session token as `validateToken` reads it from `{...query, ...body}`: from the body, even
 * if it is empty there, otherwise from the query.
 */
function answerToken({ query, body }) {
  const source = isObject(body) && Object.hasOwn(body, TOKEN_PARAMETER) ? body : query;
  return ownValue(source, TOKEN_PARAMETER);
}

/**
 * Stops asking a user who returned without an answer for a while, so that a broken form is not shown
 * at every login. It does not count as "Not now".
 * @returns {string} The detail of the log line.
 */
function pauseAsking(event, api, { form, required }, missing) {
  if (missing.length === 0) {
    return '';
  }
  const changes = () => ({ unanswered_at: isoTime(Date.now()) });
  const note = required ? '' : updateRecord(event, api, form?.name, changes);
  return `missing ${missing.join(',')}${note}`;
}

/**
 * Returns the payload of the answer token, or the reason to reject it.
 * @returns {{payload?: object, refusal?: {reason: string, detail: string}}}
 */
function validAnswer(event, api, settings, token) {
  const { form } = settings;
  // A parameter that was sent twice is a list.
  if (typeof token !== 'string') {
    return refused('token_invalid', 'not a string');
  }
  let validated;
  try {
    validated = validateToken(api, settings);
  } catch (error) {
    return refused('token_invalid', tokenProblem(error));
  }
  const { payload, secret } = validated;
  if (!isSameNonce(payload?.txn, event.transaction?.metadata?.[TXN_KEY])) {
    return refused('txn_mismatch', 'the answer is for the question of another login');
  }
  // The nonce binds the answer token to the session token. A different form means that a setting has changed since.
  if (form !== undefined && payload.form !== undefined && payload.form !== form.name) {
    return refused('form_mismatch', 'the answer is for another form');
  }
  if (payload.seal === undefined) {
    return isObject(payload.other) ? { payload } : refused('no_answers', 'the claim other is not an object');
  }
  if (payload.seal !== SEAL_VERSION) {
    return refused('seal_invalid', 'unknown version');
  }
  const answers = unseal(secret, { ...payload, direction: 'answer' }, payload.other);
  if (!isObject(answers?.other)) {
    return refused('seal_invalid', 'the answers cannot be opened');
  }
  const { other, consents, not_applicable, later } = answers;
  return { payload: { ...payload, other, consents, not_applicable, later } };
}

/** Returns the result of `validAnswer` for an invalid answer. */
function refused(reason, detail) {
  return { refusal: { reason, detail } };
}

/**
 * Validates the token with the secret or the previous secret. Returns its payload and the secret that signed it.
 * @returns {{payload: object, secret: string}}
 */
function validateToken(api, { secret, previousSecret }) {
  try {
    return validateWith(api, secret);
  } catch (error) {
    if (!previousSecret) {
      throw error;
    }
    try {
      return validateWith(api, previousSecret);
    } catch (previousError) {
      // Report the error of the secret that signed the token.
      throw tokenProblem(error) === WRONG_SIGNATURE ? previousError : error;
    }
  }
}

/** Validates the token with this secret. Returns its payload and the secret. */
function validateWith(api, secret) {
  return { payload: api.redirect.validateToken({ secret, tokenParameterName: TOKEN_PARAMETER }), secret };
}

/**
 * Signs the session token, and redirects the browser to the form with it.
 * @param {{known: string[]}} question `known` are the fields whose stored values the form shows. If they do not
 *   all fit, later values are left out.
 * @returns {{txn: string, omitted: string[]}} The nonce, and the fields whose values are too large.
 */
function redirect(event, api, { form, missing, secret, required, known }) {
  const txn = nodeCrypto().randomUUID();
  api.transaction.setMetadata(TXN_KEY, txn);
  // `required` is for error pages: true if this login is denied without answers.
  const payload = {
    form: form.name,
    fields: missing,
    txn,
    required,
    settings: fingerprint(event.secrets),
    seal: SEAL_VERSION,
  };
  const isShowable = known.length > 0 && mayShowValues(event);
  if (known.length > 0) {
    api.transaction.setMetadata(PREFILL_KEY, isShowable);
  }
  const { values, omitted } = storedValues(event, isShowable ? known : []);
  const prefill = withoutEmpty({ values, email: maskedEmail(event.user?.email) });
  if (Object.keys(prefill).length > 0) {
    const binding = {
      direction: 'question',
      // The values that `encodeToken` puts into the token.
      iss: event.request?.hostname,
      sub: event.user?.user_id,
      // A session token has no state.
      state: '',
      txn,
      form: form.name,
    };
    const text = JSON.stringify(prefill);
    payload.prefill = seal(secret, binding, Object.keys(values).length > 0 ? padded(text) : text);
  }
  const locales = languageTags(event.transaction?.ui_locales);
  if (locales.length > 0) {
    payload.locales = locales;
  }
  const country = event.request?.geoip?.countryCode;
  if (typeof country === 'string' && /^[A-Z]{2}$/.test(country)) {
    payload.country = country;
  }
  const client = displayName(event.client?.name);
  if (client !== undefined) {
    payload.client = client;
  }
  // For the form's link back to the tenant.
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
  return { txn, omitted };
}

/**
 * Returns true if the form may show stored values. If the user still has to pass multi-factor authentication
 * after the form, someone who has stolen the password could see them.
 */
function mayShowValues(event) {
  const methods = event.authentication?.methods;
  if (Array.isArray(methods) && methods.some((method) => method?.name === 'mfa')) {
    return true;
  }
  const { enrolledFactors, multifactor } = event.user ?? {};
  const hasFactor = !Array.isArray(enrolledFactors) || enrolledFactors.length > 0 || !isMissing(multifactor);
  return !hasFactor;
}

/**
 * Returns true if an answer may replace a stored value that the form showed, which both runs of this login must
 * allow. Not used yet: no setting shows stored values.
 */
function mayOverwrite(event) {
  return event.transaction?.metadata?.[PREFILL_KEY] === true && mayShowValues(event);
}

/**
 * Returns the stored values of these fields that fit into a question.
 * @returns {{values: object, omitted: string[]}} The values, and the fields whose values do not fit.
 */
function storedValues(event, fields) {
  const values = {};
  const omitted = [];
  for (const name of fields) {
    const value = ownValue(event.user?.user_metadata, name);
    if (!isAnswer(value) || !isWellFormed(value)) {
      continue;
    }
    if (Buffer.from(JSON.stringify({ ...values, [name]: value }), 'utf8').length <= MAX_PREFILL_BYTES) {
      values[name] = value;
    } else {
      omitted.push(name);
    }
  }
  return { values, omitted };
}

/** Masks an email address so that its owner still recognizes it: `a…@e….com`. */
function maskedEmail(email) {
  const shape = /^([\p{L}\p{N}\p{P}\p{S}])[^\s@]*@([\p{L}\p{N}])[^\s@]*\.([\p{L}\p{N}-]{2,24})$/u;
  const [, name, host, suffix] = (typeof email === 'string' && shape.exec(email)) || [];
  return name === undefined ? undefined : `${name}…@${host}….${suffix}`;
}

/** Pads JSON with spaces, which JSON allows at its end. */
function padded(text) {
  const { length } = Buffer.from(text, 'utf8');
  return text + ' '.repeat((PADDING_BYTES - (length % PADDING_BYTES)) % PADDING_BYTES);
}

/**
 * Seals a text: only a party that has the secret can read it, and only in a token with the same binding.
 * The result is the Base64url of a random salt, the encrypted text, and an authentication tag.
 * @param {string} secret
 * @param {{direction: 'question' | 'answer', iss: string, sub: string, state: string, txn?: string, form?: string}}
 *   binding Claims of the token. A session token has no state.
 */
function seal(secret, binding, text) {
  const { createCipheriv, randomBytes } = nodeCrypto();
  const salt = randomBytes(SALT_BYTES);
  const { key, nonce } = sealingKey(secret, salt, binding);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(binding));
  const encrypted = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([salt, ...encrypted, cipher.getAuthTag()]).toString('base64url');
}

/** Opens a sealed JSON text. Returns its value, or undefined if it was changed, sealed for another token, or is not JSON. */
function unseal(secret, binding, text) {
  const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64url');
  if (bytes.length <= SALT_BYTES + TAG_BYTES) {
    return undefined;
  }
  const { key, nonce } = sealingKey(secret, bytes.subarray(0, SALT_BYTES), binding);
  const decipher = nodeCrypto().createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(binding));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const decrypted = [decipher.update(bytes.subarray(SALT_BYTES, -TAG_BYTES)), decipher.final()];
    return JSON.parse(Buffer.concat(decrypted).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Loads the module when it is needed: an error here is a decision of `run`, and not an Action that does not load. */
function nodeCrypto() {
  return require('node:crypto');
}

/** Derives the key and the nonce of a sealed text from the secret. Each salt gives a different pair. */
function sealingKey(secret, salt, { direction }) {
  const info = `progressive-profiling/${direction}/${SEAL_VERSION}`;
  const bytes = Buffer.from(nodeCrypto().hkdfSync('sha256', secret, salt, info, KEY_BYTES + NONCE_BYTES));
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) };
}

/** The additional authenticated data: a JSON array, so that the boundaries between the values are unambiguous. */
function additionalData({ direction, iss, sub, state, txn = null, form = null }) {
  return Buffer.from(JSON.stringify([direction, SEAL_VERSION, iss, sub, state, txn, form]), 'utf8');
}

/**
 * Returns the reason why this login cannot be redirected, or undefined if it can.
 * @returns {string | undefined}
 */
function redirectObstacle(event, api) {
  const protocol = event.transaction?.protocol;
  // A pushed authorization request does not have the prompt in the query.
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
 * Returns the fields that are missing from the user's metadata and that the form's conditions did not
 * exclude, in the order of the setting.
 * @returns {string[]}
 */
function missingFields(event, form, fields) {
  const excluded = readRecord(event, form).not_applicable;
  const metadata = event.user?.user_metadata;
  return fields.filter((name) => isMissing(ownValue(metadata, name)) && !excluded.includes(name));
}

/** `setUserMetadata` and `setAppMetadata` throw an error if the metadata is not an object. */
function canStore(metadata) {
  return metadata === undefined || isObject(metadata);
}

/**
 * Returns the decision not to ask yet, after "Not now" or a return without an answer, or undefined.
 * @returns {Decision | undefined}
 */
function activePause(event, form, { count, unit }) {
  const { postponed_at, postponed_login, unanswered_at } = readRecord(event, form);
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

/** Returns the milliseconds since an ISO time, or NaN if it is missing or not a valid date. */
function age(time) {
  return Date.now() - Date.parse(time ?? '');
}

/**
 * Returns true while less than the limit has passed, and false for NaN. A time or count in the future,
 * for example of an imported user, is not counted for longer than the limit.
 */
function isWithin(elapsed, limit) {
  return Math.abs(elapsed) < limit;
}

/**
 * Returns the record of the user and this form. Malformed values are treated as missing.
 * @returns {FormRecord}
 */
function readRecord(event, form) {
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
 * Changes the record of the user and the form. The records of other forms and the other keys of
 * `app_metadata` do not change.
 * @param {(before: FormRecord) => object} changes Returns the new values; undefined removes a key.
 * @returns {string} A note for the log if the record cannot be stored, otherwise an empty string.
 */
function updateRecord(event, api, form, changes) {
  const metadata = event.user?.app_metadata;
  if (!canStore(metadata)) {
    return ', app_metadata is not an object';
  }
  if (form === undefined) {
    return ', form unknown';
  }
  const before = readRecord(event, form);
  const record = withoutEmpty({ ...before, ...changes(before) });
  // Each write counts towards a limit of the tenant.
  if (JSON.stringify(record) !== JSON.stringify(withoutEmpty(before))) {
    const records = Object.entries(asObject(ownValue(metadata, RECORDS_KEY)));
    const validRecords = records.filter(([name, value]) => isFormName(name) && isObject(value));
    api.user.setAppMetadata(RECORDS_KEY, { ...Object.fromEntries(validRecords), [form]: record });
  }
  return '';
}

/** Returns the changes to the record after a valid answer or "Not now". */
function changesByAnswer(event, settings, payload, { before, missing, accepted, excluded, stillMissing }) {
  return {
    not_applicable: [...before.not_applicable, ...excluded],
    consents: { ...before.consents, ...acceptedConsents(payload, accepted) },
    ...(missing.length > 0 ? progress(event, settings, payload, stillMissing) : {}),
    unanswered_at: undefined,
  };
}

/** Returns the changes to completion and postponement; undefined removes a key. */
function progress(event, { required }, payload, stillMissing) {
  const now = isoTime(Date.now());
  if (stillMissing.length === 0) {
    const version = asCount(payload.form_version);
    return { version, completed_at: now, postponed_at: undefined, postponed_login: undefined };
  }
  return required ? {} : { postponed_at: now, postponed_login: asCount(event.stats?.logins_count) };
}

/** Returns the consents among the accepted answers, with their text and time. */
function acceptedConsents(payload, accepted) {
  const at = isoTime(payload.iat * 1000) ?? isoTime(Date.now());
  const consent = (name) => ownValue(payload.consents, name);
  const consented = accepted.filter((name) => payload.other[name] === true && isObject(consent(name)));
  return Object.fromEntries(
    consented.map((name) => {
      const version = asText(ownValue(consent(name), 'version'), MAX_VERSION);
      const url = asText(ownValue(consent(name), 'url'), MAX_URL);
      return [name, withoutEmpty({ version, url: /^https:\/\//.test(url) ? url : undefined, at })];
    }),
  );
}

/** `false` and `0` are answers. An empty string and an empty list are not. */
function isMissing(value) {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** Returns true for values that may be written: a string, a finite number, a boolean or a list of strings. */
function isAnswer(value) {
  if (isMissing(value)) {
    return false;
  }
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string');
  }
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Returns true if no text of an answer has half of a surrogate pair, which the form could not read. */
function isWellFormed(value) {
  return [value].flat().every((item) => typeof item !== 'string' || item.isWellFormed());
}

/** The nonce binds an answer token to the session token of this login. */
function isSameNonce(answerNonce, questionNonce) {
  return typeof answerNonce === 'string' && answerNonce !== '' && answerNonce === questionNonce;
}

/** The beginning of a nonce. The form logs the same text as `login`, to connect the log lines of a login. */
function shortNonce(txn) {
  return typeof txn === 'string' && txn !== '' ? ` login=${txn.slice(0, 8)}` : '';
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the object, or an empty object if the value is not an object. */
function asObject(value) {
  return isObject(value) ? value : {};
}

/** Returns the field names in a list, without duplicates. */
function fieldNames(list) {
  return Array.isArray(list) ? [...new Set(list.filter(isFieldName))] : [];
}

function isFormName(name) {
  return typeof name === 'string' && FORM_NAME.test(name);
}

function isFieldName(name) {
  return typeof name === 'string' && FIELD_NAME.test(name) && !RESERVED_NAMES.includes(name);
}

/** Returns the value if it is a positive integer. */
function asCount(value) {
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** Returns the value if it is a line of text within the maximum length. */
function asText(value, max) {
  return typeof value === 'string' && value.length <= max && /^[^\p{C}]+$/u.test(value) ? value : undefined;
}

/** Returns a name for the form if it is one line of at most 100 characters, at least one of them visible. */
function displayName(value) {
  const isLine = typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(value);
  return isLine && VISIBLE.test(value) ? value : undefined;
}

/** Returns the value if it has the format of `isoTime`. */
function asTime(value) {
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  return typeof value === 'string' && shape.test(value) ? value : undefined;
}

/** Formats milliseconds since the epoch as `2026-11-23T20:51:30.000Z`. */
function isoTime(ms) {
  return ms >= 0 && ms < END_OF_TIME_MS ? new Date(ms).toISOString() : undefined;
}

/** Returns the object without empty values. */
function withoutEmpty(object) {
  const isEmpty = (value) => isMissing(value) || (isObject(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}

/** Returns the value of an object's own key, never an inherited one such as `toString`. */
function ownValue(object, name) {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Returns the words of a parameter that is a list or a string with spaces. */
function splitWords(parameter) {
  const parts = Array.isArray(parameter) ? parameter : [parameter];
  return parts.flatMap((part) => (typeof part === 'string' ? part.split(/\s+/) : [])).filter(Boolean);
}

/** Returns the first language tags of `ui_locales`, from the application's request, in order of preference. */
function languageTags(uiLocales) {
  return splitWords(uiLocales)
    .filter((tag) => /^[A-Za-z0-9-]{1,35}$/.test(tag))
    .slice(0, MAX_LOCALES);
}

/** Returns the reason in the error message of `validateToken`, if it is known. */
function tokenProblem(error) {
  const reason = String(error?.message).replace(/^The session token is invalid: /, '');
  return TOKEN_REASONS.includes(reason) ? reason : 'unknown reason';
}

/**
 * Reads every setting, so that all problems are reported at once.
 * @returns {Settings}
 */
function readSettings(secrets, clientMetadata) {
  const problems = [];
  const read = (source, name, parse, rule) => {
    const value = parse(settingText(source, name));
    if (value === undefined) {
      problems.push(`${name} ${rule}`);
    }
    return value;
  };
  const namesRule = 'has no names, or an invalid name';
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

/** Returns the text of a setting without white space around it, or an empty string if it is not a string. */
function settingText(source, name) {
  const text = ownValue(source, name);
  return typeof text === 'string' ? text.trim() : '';
}

/**
 * Returns a hash of the settings that are not secret, as 8 hexadecimal digits. Auth0 does not return the values of
 * secrets, so a tool compares this hash with that of a settings file.
 */
function fingerprint(secrets) {
  const lines = PUBLIC_SETTINGS.map((name) => `${name}=${settingText(secrets, name)}\n`);
  return fnv1a32(lines.join('')).toString(16).padStart(8, '0');
}

/** Parses an optional setting, which is null if it is missing. */
function optional(parse) {
  return (text) => (text === '' ? null : parse(text));
}

function parseFormUrl(url) {
  const host = /^(?:https:\/\/[a-z0-9.-]+|http:\/\/(?:127\.0\.0\.1|localhost))(?::\d{1,5})?\//i;
  const port = /^[a-z]+:\/\/[^/:]+:(\d+)/i.exec(url)?.[1] ?? 443;
  const rest = /^(?:[^?#\s\\]*\/)?([^/?#\s\\]*)(?:\?[^#\s]*)?$/.exec(url.replace(host, ''));
  const hasReservedParameter = /[?&](?:state|session_token)=/.test(url);
  const isUrl = host.test(url) && port < 65536 && rest && !hasReservedParameter;
  return isUrl && FORM_NAME.test(rest[1]) ? { url, name: rest[1] } : undefined;
}

function parseOwnForm(text) {
  const name = text.toLowerCase() === OFF ? OFF : text;
  return FORM_NAME.test(name) ? name : undefined;
}

/** Returns the form with another name, which replaces the last path segment of the URL. */
function withFormName(form, name) {
  if (form === undefined || name === undefined) {
    return undefined;
  }
  const [path] = form.url.split('?');
  return { url: path.slice(0, path.lastIndexOf('/') + 1) + name + form.url.slice(path.length), name };
}

/** No name contains `#`, so this rejects a placeholder that no deployment replaced. */
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

/** Rejects a placeholder that no deployment replaced: it is long enough, but public. */
function parseSecret(text) {
  const isLongEnough = Buffer.from(text, 'utf8').length >= MIN_SECRET_BYTES;
  return isLongEnough && !/[\r\n]/.test(text) && !/^#{2}\w+#{2}$/.test(text) ? text : undefined;
}

/** Accepts `none`, because Auth0 may keep the old value of a secret that is set to an empty string. */
function parsePreviousSecret(text) {
  return text === '' || text.toLowerCase() === 'none' ? null : parseSecret(text);
}

function parseRequired(text) {
  return new Map([['', false], ['false', false], ['true', true]]).get(text.toLowerCase());
}

/** Returns the 32-bit FNV-1a hash of a text in UTF-8, as an unsigned integer. It is not a cryptographic hash. */
function fnv1a32(text) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

/** The login continues, with or without the form. */
function pass(reason, detail = '') {
  return { reason, detail };
}

/** Fields are missing and the user is not asked for them: the login is denied if they are required. */
function stop(reason, detail, message) {
  return { reason, detail, message };
}

/** Logs the decision, and the invalid settings if the decision has another reason. */
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
