'use strict';

/**
 * Progressive profiling: a custom Action for Auth0's post-login trigger (v3, Node 22).
 *
 * If a field is missing from `user_metadata`, the Action redirects the login to a form that asks for it. The form
 * returns a signed token, and the Action writes its answers to `user_metadata`. It stores the result for each form in
 * `app_metadata.progressive_profiling`.
 *
 * A plan decides which users are asked for which fields, and when. `profiling action` inserts it into this file
 * (docs/plan.md). Without a plan, the settings are a plan of one rule: they ask for all missing fields.
 *
 * Settings, from `event.secrets`. With a plan, only `FORM_URL` and the session secrets are read:
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
 * ask for 24 hours, regardless of `ASK_AGAIN`. Only `REQUIRED`, or `deny_without_answer` in a plan, enforces answers.
 *
 * The metadata of an application (`event.client.metadata`) overrides the settings:
 *
 * - `profiling_form`: the name of another form, at the same base URL; `off` never asks, also with a plan.
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

/**
 * The plan, which `profiling action` inserts. Without a plan, the settings decide.
 * @type {Plan | undefined}
 */
const PLAN = undefined;

/** The version of the contract with the functions: the claims of both tokens. */
const CONTRACT_VERSION = 1;

/** The transaction metadata key of the nonce that connects the session token and the answer token. */
const TXN_KEY = 'progressive_profiling_txn';

/** The transaction metadata key of the question that a rule asked: the JSON text of a `Question`. */
const QUESTION_KEY = 'progressive_profiling_question';

/** The maximum size of a question in bytes. Auth0 allows 8 kB for a value, and 16 kB for all of a transaction. */
const MAX_QUESTION_BYTES = 4096;

/** The keys of `app_metadata` with a record for each form, and with the memory of the plan. */
const RECORDS_KEY = 'progressive_profiling';
const MEMORY_KEY = 'progressive_profiling_plan';

/** The parameter of `/authorize` with which an application asks for a rule. */
const REQUEST_PARAMETER = 'ext-profiling';

/** The number of answers to a consent that the memory of the plan has. */
const MAX_CONSENTS = 5;

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

/** The maximum lengths of an application's id, and of the URL of a consent. */
const MAX_CLIENT_ID = 255;
const MAX_URL = 1000;

/** The version of a consent: a line of text. */
const VERSION = /^[^\p{Cc}\p{Cs}]{1,100}$/u;

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

/** The settings that are not secret, in the order in which `fingerprint` hashes them, with and without a plan. */
const PLAN_SETTINGS = ['FORM_URL'];
const PUBLIC_SETTINGS = [...PLAN_SETTINGS, 'REQUIRED_USER_FIELDS', 'LOGIN_COUNT', 'REQUIRED', 'ASK_AGAIN'];

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

/** The allowed names of forms and fields. A rule has the name of a form. */
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
 * @typedef {object} Plan
 * @property {Wait=} wait The minimum time, or number of logins, between two visits, for all rules.
 * @property {string=} since The date from which the age of an answer counts if it is not known.
 * @property {Object<string, string>=} from_profile Attributes of the user that count as answers, by field.
 * @property {boolean=} copy True if these attributes are copied to `user_metadata`.
 * @property {Rule[]} rules
 */

/**
 * @typedef {object} Rule Dates are days in UTC, such as `2026-01-31`, and inclusive.
 * @property {string=} name Undefined for the rule of the settings.
 * @property {string=} form
 * @property {Field[]} ask In order of importance.
 * @property {number=} max_fields
 * @property {number=} from_login
 * @property {string=} from
 * @property {string=} until
 * @property {object=} when
 * @property {{test: string, from: number, to: number}=} share
 * @property {boolean=} show True if the form shows the stored values under review.
 * @property {boolean=} deny True if a login without answers is denied.
 * @property {number=} max_skips
 * @property {Wait=} wait The minimum time, or number of logins, after "Not now".
 * @property {boolean=} on_request
 */

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string[]=} with The fields that the form asks, too, because its conditions use them.
 * @property {number=} review_days The days after which the field is asked again.
 * @property {string=} consent The version of the consent's document in the form.
 */

/** @typedef {{count: number, unit: 'logins' | 'days'}} Wait */

/**
 * @typedef {object} Settings An invalid setting is undefined, and listed in `problems`.
 * @property {{url: string, name: string}=} form
 * @property {string[]=} fields
 * @property {string=} secret
 * @property {(string | null)=} previousSecret Null if there is none.
 * @property {Plan} plan
 * @property {boolean} required True if an error can deny a login.
 * @property {boolean} off True if this application never asks.
 * @property {boolean} canAsk False if a setting that a question needs is invalid.
 * @property {string[]} problems The invalid settings, by name, without their values.
 */

/**
 * @typedef {object} Decision The result of a run.
 * @property {string} reason The reason code of the log line.
 * @property {string} detail
 * @property {string=} rule The name of the rule.
 * @property {string=} txn The nonce of the session token that was just signed.
 * @property {string=} message Present if fields are missing and the user is not asked for them: the
 *   message to the user if the fields are required.
 * @property {boolean=} denies True if the login is denied with the message.
 */

/**
 * @typedef {object} Question What a login was asked, which the return does not decide again.
 * @property {string=} rule
 * @property {string=} form
 * @property {string[]} fields
 * @property {Object<string, string>} hashes The hashes of the values that an answer may replace, by field. A consent always
 *   has one.
 * @property {boolean=} deny
 * @property {boolean=} requested True if the application asked for the rule.
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

/**
 * @typedef {object} Memory What the plan remembers about a user. Times are ISO 8601.
 * @property {string=} visited_at The time of the last return from a form.
 * @property {number=} visited_login The `logins_count` of that login.
 * @property {string=} requested_at The time of the last return from a rule that the application asked for.
 * @property {Object<string, {count: number, at: string, login?: number}>} skips "Not now" since the last complete
 *   answer, by the rule's name.
 * @property {Object<string, string>} answered_at The times of the answers to fields under review.
 * @property {Object<string, string>} left_empty The times at which the user left fields empty, by field.
 * @property {Object<string, {value: boolean, version?: string, url?: string, at: string, login?: number}[]>} consents
 *   The last answers to consents, from old to new.
 */

/** Runs at each login. Sends the user to the form if a field is missing. */
exports.onExecutePostLogin = async (event, api) => run(event, api, ask);

/** Runs when the user returns from the form. Accepts the answers. */
exports.onContinuePostLogin = async (event, api) => run(event, api, processReturn);

/**
 * Reads the settings, runs the step, logs the decision, and denies the login if required.
 * An error in the step also becomes a decision.
 */
function run(event, api, step) {
  let settings = { required: false, problems: [] };
  let decision;
  try {
    settings = readSettings(event.secrets, event.client?.metadata, PLAN);
    decision = step(event, api, settings);
  } catch (error) {
    const name = String(error?.name ?? 'error');
    decision = { ...stop('unexpected', name, MESSAGES.internalError), denies: settings.required };
  }
  const denied = decision.denies === true && decision.message !== undefined;
  const rule = decision.rule === undefined ? '' : ` rule=${decision.rule}`;
  const login = shortNonce(decision.txn ?? event.transaction?.metadata?.[TXN_KEY]);
  report(settings.problems, decision, rule + login + (denied ? ' (denied)' : ''));
  if (denied) {
    // If this fails too, Auth0 fails the login, as a required answer demands.
    api.access.deny(decision.message);
  }
}

/**
 * Redirects the user to the form, if the plan has something to ask and the user can be asked.
 * @returns {Decision}
 */
function ask(event, api, settings) {
  if (settings.off) {
    return pass('off');
  }
  const choice = decide(settings.plan, readUser(event), readLogin(event), Date.now());
  const { rule = settings.plan.rules[0], nothing } = choice;
  // Without valid fields, it is not known that nothing is missing.
  const isKnown = nothing !== undefined && (nothing.reason !== 'complete' || settings.fields !== undefined);
  const decision = isKnown
    ? nothing
    : { ...askRule(event, api, settings, choice), rule: rule.name, denies: rule.deny === true };
  if (decision.txn === undefined) {
    copyProfile(event, api, settings.plan);
  }
  return decision;
}

/** Asks what the chosen rule asks for, unless something prevents it. */
function askRule(event, api, settings, choice) {
  if (!settings.canAsk) {
    return stop('broken_setting', settings.problems.join('; '), MESSAGES.internalError);
  }
  if (!canStore(event.user?.user_metadata)) {
    return stop('metadata_not_an_object', '', MESSAGES.internalError);
  }
  if (choice.pause !== undefined) {
    return choice.pause;
  }
  const obstacle = redirectObstacle(event, api);
  if (obstacle !== undefined) {
    return stop('cannot_redirect', obstacle, MESSAGES.noBrowser);
  }
  const { txn, fields, omitted } = redirect(event, api, settings, choice);
  const note = omitted.length > 0 ? `; too large to show: ${omitted.join(',')}` : '';
  return { ...pass('asked', fields.join(',') + note), txn };
}

/**
 * Decides what a user is asked at a login: a function of its arguments alone.
 * @param {Plan} plan
 * @param {object} user The result of `readUser`.
 * @param {object} login The result of `readLogin`.
 * @param {number} now In milliseconds since the epoch.
 * @returns {{rule?: Rule, fields?: object[], isRequested?: boolean, skips?: number, pause?: Decision,
 *   nothing?: Decision}} The rule to ask and the fields that are due; with `pause`, the rule waits. Without a rule,
 *   `nothing` is the decision.
 */
function decide(plan, user, login, now) {
  const choices = [];
  let nothing = pass(plan === PLAN ? 'no_rule' : 'complete');
  for (const { rule, isRequested } of inOrder(plan, user, login, now)) {
    if (!isRequested && login.count < (rule.from_login ?? 1)) {
      nothing = plan === PLAN ? nothing : pass('login_count', `${login.count} < ${rule.from_login}`);
    } else if (appliesTo(rule, user, login, now)) {
      const fields = fieldsToAsk(plan, rule, user, login, now);
      const pause = rule.deny || isRequested ? undefined : activePause(plan, rule, user, login, now);
      const skips = ownValue(user.memory.skips, rule.name)?.count ?? 0;
      choices.push({ rule, fields, isRequested, skips, pause });
    }
  }
  const due = choices.filter(({ fields }) => fields.length > 0);
  const ready = due.filter(({ pause }) => pause === undefined);
  // Fields that the user left empty do not keep the fields of later rules from being asked.
  const isNew = ({ rule, isRequested, fields }) =>
    rule.deny || isRequested || fields.some(({ leftEmptyAt }) => leftEmptyAt === undefined);
  return ready.find(isNew) ?? ready[0] ?? due[0] ?? { nothing };
}

/** Returns the rules in the order in which they decide. A rule that the application asked for follows those that deny. */
function inOrder({ rules }, user, login, now) {
  const wasRequested = isWithin(age(user.memory.requested_at, now), DAY_MS);
  const all = rules.map((rule) => ({
    rule,
    isRequested: rule.on_request === true && rule.name === login.requestedRule && !wasRequested,
  }));
  const rank = ({ rule, isRequested }) => [rule.deny, isRequested, true].findIndex(Boolean);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** Returns true if the rule applies to the user and the login at this time. */
function appliesTo({ from, until, when = {}, share }, user, login, now) {
  const includes = (list, value) => list === undefined || list.includes(value);
  const intersects = (list, values) => list === undefined || list.some((item) => values.includes(item));
  const isBefore = from !== undefined && now < Date.parse(from);
  const isAfter = until !== undefined && now >= Date.parse(until) + DAY_MS;
  const days = Math.floor(age(user.createdAt, now) / DAY_MS);
  const { min = 0, max = Infinity } = when.days_since_signup ?? {};
  return (
    !isBefore &&
    !isAfter &&
    includes(when.client, login.client) &&
    includes(when.connection, login.connection) &&
    includes(when.strategy, login.strategy) &&
    hasOrganization(when.organization, login.organization) &&
    intersects(when.roles, user.roles) &&
    includes(when.country, login.country) &&
    intersects(when.scope, login.scopes) &&
    // The age of a user without a valid `created_at` is not known, and no condition on it holds.
    (when.days_since_signup === undefined || (days >= min && days <= max)) &&
    (share === undefined || isInShare(share, user.id))
  );
}

/** Returns true if the organization of a login meets the condition: `any`, `none` or a list of names. */
function hasOrganization(condition, name) {
  if (condition === undefined) {
    return true;
  }
  return Array.isArray(condition) ? condition.includes(name) : (condition === 'any') === (name !== undefined);
}

/** Returns true if the user's bucket, from 0 to 99, is in the share. Each test divides the users in another way. */
function isInShare({ test, from, to }, userId) {
  const bucket = fnv1a32(`${test}\n${userId}`) % 100;
  return bucket >= from && bucket < to;
}

/**
 * Returns the fields of a rule that are due, as many as a visit may ask: in the order of the rule, but after all others
 * those that the user left empty before. Fields that the form's conditions depend on count, too.
 * @returns {{name: string, isReplaced: boolean, isReview: boolean, leftEmptyAt?: string}[]} With `isReplaced`, the answer
 *   replaces a value.
 */
function fieldsToAsk(plan, rule, user, login, now) {
  const due = rule.ask.flatMap((field) => {
    const reason = dueReason(plan, rule, field, user, login, now);
    // Without a plan, the order is that of the setting.
    const leftEmptyAt = rule.name === undefined ? undefined : ownValue(user.memory.left_empty, field.name);
    return reason === undefined ? [] : [{ ...field, ...reason, leftEmptyAt }];
  });
  due.sort((a, b) => (Date.parse(a.leftEmptyAt ?? '') || 0) - (Date.parse(b.leftEmptyAt ?? '') || 0));
  const asked = new Set();
  for (const { name, with: others = [] } of due) {
    const all = new Set([...asked, name, ...others]);
    if (all.size <= (rule.max_fields ?? Infinity)) {
      all.forEach((item) => asked.add(item));
    }
  }
  return due.filter(({ name }) => asked.has(name));
}

/** Returns the reason to ask for a field, or undefined if it is not due. */
function dueReason(plan, rule, field, user, login, now) {
  const { name } = field;
  if (user.records(rule.form).not_applicable.includes(name)) {
    return undefined;
  }
  const isStored = !isMissing(ownValue(user.metadata, name));
  if (!isStored) {
    return isMissing(profileValue(plan, user, name)) ? { isReplaced: false, isReview: false } : undefined;
  }
  const isReview = field.review_days !== undefined && now >= reviewTime(plan, field, user, now);
  const isOtherVersion = field.consent !== undefined && isConsentDue(plan, field, user, login, now);
  // Someone who has stolen the password could replace the values.
  const isDue = (isReview || isOtherVersion) && login.hasPassedFactors;
  return isDue ? { isReplaced: true, isReview } : undefined;
}

/** Returns the value of the user's attribute that counts as the answer to a field. */
function profileValue({ from_profile }, user, name) {
  const value = ownValue(user.attributes, ownValue(from_profile, name));
  return isAnswer(value) ? value : undefined;
}

/** Returns the time at which a stored answer is asked again, in milliseconds since the epoch. */
function reviewTime({ since }, { name, review_days }, user, now) {
  const period = review_days * DAY_MS;
  // A time in the future, for example of an imported user, is not known.
  const pastTime = (time) => (age(time, now) >= 0 ? now - age(time, now) : 0);
  const answeredAt = pastTime(ownValue(user.memory.answered_at, name));
  // An answer is not older than the user.
  const createdAt = pastTime(user.createdAt);
  // A part of the period, so that answers of unknown age are not all due on the same day.
  const part = fnv1a32(`${user.id}\n${name}`) / 2 ** 32;
  return Math.max(answeredAt || Date.parse(since) - part * period, createdAt) + period;
}

/** Returns true if the user has answered a consent for another version, and the form has not just asked for it. */
function isConsentDue(plan, { name, consent }, user, login, now) {
  // The records of the forms have only consents that were given.
  const last = ownValue(user.memory.consents, name)?.at(-1) ?? user.recordedConsent(name);
  // The deployed form may have another version than the plan.
  return last?.version !== consent && !isWaiting(plan.wait, asTime(last?.at), last?.login, login, now);
}

/** Returns the decision not to ask a rule yet: the wait of the plan, "Not now", or a return without an answer. */
function activePause(plan, rule, user, login, now) {
  const { visited_at, visited_login, skips } = user.memory;
  if (isWaiting(plan.wait, visited_at, visited_login, login, now)) {
    return pass('waiting', progressOf(plan.wait, visited_at, visited_login, login, now));
  }
  const { postponed_at, postponed_login, unanswered_at } = user.records(rule.form);
  // The record of the form has the "Not now" of the settings.
  const skip = ownValue(skips, rule.name) ?? { at: postponed_at, login: postponed_login };
  const wait = rule.wait ?? plan.wait;
  const skippedAt = asTime(skip.at);
  if (isWaiting(wait, skippedAt, skip.login, login, now)) {
    return pass('postponed', progressOf(wait, skippedAt, skip.login, login, now));
  }
  const unanswered = age(unanswered_at, now) / HOUR_MS;
  if (isWithin(unanswered, PAUSE_HOURS)) {
    return pass('not_answered', `${Math.floor(Math.abs(unanswered))} of ${PAUSE_HOURS} hours`);
  }
  return undefined;
}

/** Returns true until the wait after this time and login has passed. */
function isWaiting(wait, at, loginCount, login, now) {
  return wait !== undefined && isWithin(elapsed(wait, at, loginCount, login, now), wait.count);
}

/** Returns the part of a wait that has passed, for the log. */
function progressOf(wait, at, loginCount, login, now) {
  return `${Math.floor(Math.abs(elapsed(wait, at, loginCount, login, now)))} of ${wait.count} ${wait.unit}`;
}

/** Returns the days since a time or the logins since a login, or NaN if it is not known. */
function elapsed({ unit }, at, loginCount, login, now) {
  return unit === 'days' ? age(at, now) / DAY_MS : login.count - loginCount;
}

/** Returns the data about the user that decides. */
function readUser(event) {
  const { user } = event;
  const forms = Object.keys(asObject(ownValue(user?.app_metadata, RECORDS_KEY)));
  const records = new Map();
  return {
    id: String(user?.user_id),
    createdAt: user?.created_at,
    attributes: user,
    metadata: user?.user_metadata,
    roles: asList(event.authorization?.roles),
    memory: readMemory(event),
    records(form) {
      records.set(form, records.get(form) ?? readRecord(event, form));
      return records.get(form);
    },
    /** Returns the last consent to a field in the records of all forms. */
    recordedConsent(name) {
      const consents = forms.flatMap((form) => ownValue(this.records(form).consents, name) ?? []);
      const time = ({ at }) => Date.parse(asTime(at) ?? '') || 0;
      return consents.sort((a, b) => time(b) - time(a))[0];
    },
  };
}

/** Returns the data about the login that decides. */
function readLogin(event) {
  return {
    count: event.stats?.logins_count ?? 0,
    client: event.client?.client_id,
    connection: event.connection?.name,
    strategy: event.connection?.strategy,
    organization: event.organization?.name,
    country: event.request?.geoip?.countryCode,
    scopes: splitWords(event.transaction?.requested_scopes),
    requestedRule: ownValue(event.request?.query, REQUEST_PARAMETER),
    hasPassedFactors: hasPassedFactors(event),
  };
}

/** Copies attributes of the user to missing fields of `user_metadata`, if the plan asks for it. */
function copyProfile(event, api, plan, answered = []) {
  const { user } = event;
  if (!plan.copy || !canStore(user?.user_metadata)) {
    return;
  }
  for (const name of Object.keys(asObject(plan.from_profile))) {
    const value = profileValue(plan, { attributes: user }, name);
    if (isMissing(ownValue(user.user_metadata, name)) && value !== undefined && !answered.includes(name)) {
      api.user.setUserMetadata(name, value);
    }
  }
}

/**
 * Processes the return from the form, with or without answers.
 * @returns {Decision}
 */
function processReturn(event, api, settings) {
  if (settings.off) {
    return pass('off');
  }
  const question = askedQuestion(event, settings);
  if (!question || !settings.secret) {
    const denies = question ? question.deny === true : settings.required;
    const problem = stop('broken_setting', settings.problems.join('; '), MESSAGES.internalError);
    return { ...problem, rule: question?.rule, denies };
  }
  const { answer, ...decision } = processAnswer(event, api, settings, question);
  updateMemory(event, api, settings, question, answer);
  copyProfile(event, api, settings.plan, answer?.accepted);
  return { ...decision, rule: question.rule, denies: question.deny === true };
}

/**
 * Returns the question of this login. An older version of the Action stores only the nonce: the settings are then the
 * question, or, without these settings, the rule of the form that the answer names.
 * @returns {Question | undefined} Undefined if the settings are not valid.
 */
function askedQuestion(event, settings) {
  const text = event.transaction?.metadata?.[QUESTION_KEY];
  if (typeof text === 'string') {
    return JSON.parse(text);
  }
  const own = settings.plan === PLAN ? readSettings(event.secrets, event.client?.metadata) : settings;
  if (own.fields !== undefined) {
    return { form: own.form?.name, fields: own.fields, hashes: {}, deny: own.required };
  }
  return settings.plan === PLAN ? { fields: [], hashes: {} } : undefined;
}

/**
 * Processes the answer. An answer fills missing fields, and replaces only values that the question names.
 * @returns {Decision & {answer?: object}} A valid answer, as `acceptAnswer` sorts it.
 */
function processAnswer(event, api, settings, question) {
  const missing = unansweredFields(event, question);
  // An invalid answer does not deny a login if no field is missing.
  const refuse = missing.length > 0 ? stop : pass;
  if (!isObject(event.request)) {
    return refuse('unexpected', 'no request', MESSAGES.internalError);
  }
  const token = answerToken(event.request);
  if (token === undefined || token === null || token === '') {
    return refuse('not_answered', pauseAsking(event, api, question, missing), MESSAGES.stillMissing);
  }
  const { payload, refusal } = validAnswer(event, api, settings, question, token);
  if (refusal !== undefined) {
    return refuse(refusal.reason, refusal.detail, MESSAGES.unverified);
  }
  return acceptAnswer(event, api, completed(event, settings, question, payload), payload);
}

/** Returns the question with the form and, if the transaction has none, the fields of the form that was answered. */
function completed(event, { plan }, question, payload) {
  // If FORM_URL became invalid after the redirect, use the form that the answer token names.
  const form = question.form ?? (isFormName(payload.form) ? payload.form : undefined);
  const rule = plan.rules.find((candidate) => candidate.form === form);
  const isUnknown = plan === PLAN && question.form === undefined && question.fields.length === 0;
  return { ...question, form, fields: isUnknown ? (rule?.ask ?? []).map(({ name }) => name) : question.fields };
}

/** Writes the answers, and the record of the form. */
function acceptAnswer(event, api, question, payload) {
  const missing = unansweredFields(event, question);
  const sorted = sortAnswers(payload, missing);
  const accepted = sorted.answered.filter((name) => mayWrite(event, question, name));
  const { excluded, stillMissing } = sorted;
  for (const name of accepted) {
    // Each write counts towards a limit of the tenant.
    if (JSON.stringify(payload.other[name]) !== JSON.stringify(ownValue(event.user.user_metadata, name))) {
      api.user.setUserMetadata(name, payload.other[name]);
    }
  }
  const changes = (before) => changesByAnswer(event, question, payload, { before, missing, accepted, ...sorted });
  const failure = updateRecord(event, api, question.form, changes);
  const note = missing.length > 0 ? failure : '';
  const missingDetail = `missing ${stillMissing.join(',')}${note}`;
  const answer = { payload, accepted, ...sorted };

  if (payload.later === true) {
    const postponed = stop('postponed', missingDetail, MESSAGES.stillMissing);
    return { answer, ...(stillMissing.length > 0 ? postponed : pass('complete')) };
  }
  const dropped = Object.keys(payload.other).length - accepted.length;
  const notApplicable = excluded.length > 0 ? `, not applicable ${excluded.length}` : '';
  const counts = `written ${accepted.length}, dropped ${dropped}${notApplicable}`;
  const incomplete = stop('still_missing', `${counts}, ${missingDetail}`, MESSAGES.stillMissing);
  return { answer, ...(stillMissing.length > 0 ? incomplete : pass('answered', counts + note)) };
}

/**
 * Returns the fields of a question that have no answer yet, in order: missing fields, and those with a hash, even if the
 * value has changed since.
 * @returns {string[]}
 */
function unansweredFields(event, { form, fields, hashes }) {
  const excluded = readRecord(event, form).not_applicable;
  const metadata = event.user?.user_metadata;
  const isOpen = (name) => isMissing(ownValue(metadata, name)) || Object.hasOwn(hashes, name);
  return fields.filter((name) => !excluded.includes(name) && isOpen(name));
}

/** Returns true if the answer to a field may be written. It replaces only the value that the question was about. */
function mayWrite(event, { hashes }, name) {
  const value = ownValue(event.user?.user_metadata, name);
  const hash = ownValue(hashes, name);
  const isSame = () => hash === valueHash(value, event.transaction?.metadata?.[TXN_KEY]);
  return isMissing(value) || (hash !== undefined && hasPassedFactors(event) && isSame());
}

/** Returns a hash of a value, as 16 Base64url characters, or '' if the value is missing. The nonce is the salt. */
function valueHash(value, txn) {
  if (isMissing(value)) {
    return '';
  }
  const hash = nodeCrypto().hkdfSync('sha256', JSON.stringify(value), txn, 'progressive-profiling/value', 12);
  return Buffer.from(hash).toString('base64url');
}

/**
 * Sorts the fields without an answer: answered now, excluded for this user, or still missing. After "Not now", all are
 * still missing.
 */
function sortAnswers(payload, missing) {
  const later = payload.later === true;
  const notApplicable = later ? [] : fieldNames(payload.not_applicable);
  const answered = missing.filter((name) => !later && isAnswer(ownValue(payload.other, name)));
  const excluded = missing.filter((name) => !answered.includes(name) && notApplicable.includes(name));
  const stillMissing = missing.filter((name) => !answered.includes(name) && !excluded.includes(name));
  return { answered, excluded, stillMissing };
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
function pauseAsking(event, api, { form, deny }, missing) {
  if (missing.length === 0) {
    return '';
  }
  const changes = () => ({ unanswered_at: isoTime(Date.now()) });
  const note = deny ? '' : updateRecord(event, api, form, changes);
  return `missing ${missing.join(',')}${note}`;
}

/**
 * Returns the payload of the answer token, or the reason to reject it.
 * @returns {{payload?: object, refusal?: {reason: string, detail: string}}}
 */
function validAnswer(event, api, settings, { form }, token) {
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
  // The nonce binds the answer token to the session token. With another form, a setting has changed since.
  if (form !== undefined && payload.form !== undefined && payload.form !== form) {
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
 * Signs the session token, and redirects the browser to the form with it. Stored values that do not fit are left out.
 * @returns {{txn: string, fields: string[], omitted: string[]}} The nonce, the fields that are asked, and those whose
 *   values are too large to show.
 */
function redirect(event, api, settings, { rule, fields: due, isRequested, skips }) {
  const { secret } = settings;
  const form = withFormName(settings.form, rule.form);
  const txn = nodeCrypto().randomUUID();
  api.transaction.setMetadata(TXN_KEY, txn);
  const { text: question, fields: asked } = questionOf(event, txn, rule, due, isRequested);
  const fields = asked.map(({ name }) => name);
  // `required` is for error pages: true if this login is denied without answers.
  const payload = {
    v: CONTRACT_VERSION,
    form: form.name,
    fields,
    txn,
    required: rule.deny === true,
    settings: fingerprint(event.secrets),
    seal: SEAL_VERSION,
  };
  if (rule.name !== undefined) {
    api.transaction.setMetadata(QUESTION_KEY, question);
    payload.rule = rule.name;
    if (rule.deny || skips >= (rule.max_skips ?? Infinity)) {
      payload.not_now = false;
    }
  }
  const shown = rule.show ? asked.filter(({ isReview }) => isReview) : [];
  const { values, omitted } = storedValues(event, shown.map(({ name }) => name));
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
  return { txn, fields, omitted };
}

/**
 * Returns the JSON text of a `Question`, and its fields: as many as fit into the transaction.
 * @returns {{text: string, fields: object[]}}
 */
function questionOf(event, txn, { name, form, deny }, fields, isRequested) {
  // A missing consent is in the list, too: only an answer that the Action records is a consent, not a stored value.
  const compared = fields.filter(({ isReplaced, consent }) => isReplaced || consent !== undefined);
  const hash = ({ name: field }) => [field, valueHash(ownValue(event.user.user_metadata, field), txn)];
  const question = {
    rule: name,
    form,
    fields: fields.map((field) => field.name),
    hashes: Object.fromEntries(compared.map(hash)),
    deny,
    requested: isRequested || undefined,
  };
  const text = JSON.stringify(question);
  const fits = text.length <= MAX_QUESTION_BYTES || fields.length === 1;
  return fits ? { text, fields } : questionOf(event, txn, { name, form, deny }, fields.slice(0, -1), isRequested);
}

/**
 * Returns true if the user has passed multi-factor authentication or has no factor, so that the form may show and replace
 * stored values. Otherwise, someone who has stolen the password could see and replace them.
 */
function hasPassedFactors(event) {
  const methods = event.authentication?.methods;
  if (Array.isArray(methods) && methods.some((method) => method?.name === 'mfa')) {
    return true;
  }
  const { enrolledFactors, multifactor } = event.user ?? {};
  const hasFactor = !Array.isArray(enrolledFactors) || enrolledFactors.length > 0 || !isMissing(multifactor);
  return !hasFactor;
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

/** Loads the module only when it is needed, so that `run` can handle an error, and the Action itself always loads. */
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

/** `setUserMetadata` and `setAppMetadata` throw an error if the metadata is not an object. */
function canStore(metadata) {
  return metadata === undefined || isObject(metadata);
}

/** Returns the milliseconds since an ISO time, or NaN if it is missing or not a valid date. */
function age(time, now) {
  return now - Date.parse(time ?? '');
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

/**
 * Returns the memory of the plan. Malformed values are treated as missing.
 * @returns {Memory}
 */
function readMemory(event) {
  const memory = ownValue(event.user?.app_metadata, MEMORY_KEY);
  const entries = (key, isValid) =>
    Object.fromEntries(Object.entries(asObject(ownValue(memory, key))).filter(([name, value]) => isValid(name, value)));
  const isTimeOfField = (name, at) => isFieldName(name) && asTime(at) !== undefined;
  const consents = entries('consents', (name, list) => isFieldName(name) && asList(list).some(isObject));
  return {
    visited_at: asTime(ownValue(memory, 'visited_at')),
    visited_login: asCount(ownValue(memory, 'visited_login')),
    requested_at: asTime(ownValue(memory, 'requested_at')),
    skips: entries('skips', (name, skip) => isFormName(name) && asCount(ownValue(skip, 'count')) !== undefined),
    answered_at: entries('answered_at', isTimeOfField),
    left_empty: entries('left_empty', isTimeOfField),
    consents: Object.fromEntries(Object.entries(consents).map(([name, list]) => [name, list.filter(isObject)])),
  };
}

/**
 * Records a return in the memory of the plan: every return is a visit.
 * @param {object=} answer A valid answer.
 */
function updateMemory(event, api, { plan }, question, answer) {
  const isPlanned = plan === PLAN || question.rule !== undefined;
  if (!isPlanned || !canStore(event.user?.app_metadata)) {
    return;
  }
  const before = readMemory(event);
  const now = isoTime(Date.now());
  const login = asCount(event.stats?.logins_count);
  const visit = { visited_at: now, visited_login: login, requested_at: question.requested ? now : before.requested_at };
  const changes = answer === undefined ? {} : changesOfMemory(plan, question, answer, before, now, login);
  api.user.setAppMetadata(MEMORY_KEY, withoutEmpty({ ...before, ...visit, ...changes }));
}

/** Returns the changes to the memory of the plan after a valid answer or "Not now". */
function changesOfMemory(plan, { rule }, { payload, accepted, answered, stillMissing }, before, now, login) {
  const others = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
  if (payload.later === true && stillMissing.length > 0) {
    const count = (ownValue(before.skips, rule)?.count ?? 0) + 1;
    return rule === undefined ? {} : { skips: { ...before.skips, [rule]: { count, at: now, login } } };
  }
  const hasKey = (name, key) => plan.rules.some(({ ask }) => ask.some((field) => field.name === name && field[key]));
  const reviewed = accepted.filter((name) => hasKey(name, 'review_days'));
  const isConsent = (name) => hasKey(name, 'consent') && typeof payload.other[name] === 'boolean';
  const consent = (name) => ({ value: payload.other[name], ...consentText(payload, name), at: signedAt(payload), login });
  const consents = answered.filter(isConsent).map((name) => {
    const all = [...(ownValue(before.consents, name) ?? []), consent(name)];
    return [name, all.slice(-MAX_CONSENTS)];
  });
  return {
    skips: stillMissing.length > 0 ? before.skips : others(before.skips, [rule]),
    answered_at: { ...before.answered_at, ...Object.fromEntries(reviewed.map((name) => [name, signedAt(payload)])) },
    left_empty: {
      ...others(before.left_empty, answered),
      ...Object.fromEntries(stillMissing.map((name) => [name, now])),
    },
    consents: { ...before.consents, ...Object.fromEntries(consents) },
  };
}

/** Returns the time at which the form signed an answer. */
function signedAt({ iat }) {
  return isoTime(iat * 1000) ?? isoTime(Date.now());
}

/** Returns the changes to the record after a valid answer or "Not now". */
function changesByAnswer(event, question, payload, { before, missing, accepted, excluded, stillMissing }) {
  return {
    not_applicable: [...before.not_applicable, ...excluded],
    consents: { ...before.consents, ...acceptedConsents(payload, accepted) },
    ...(missing.length > 0 ? progress(event, question, payload, stillMissing) : {}),
    unanswered_at: undefined,
  };
}

/** Returns the changes to completion and postponement; undefined removes a key. */
function progress(event, { rule, deny }, payload, stillMissing) {
  const now = isoTime(Date.now());
  if (stillMissing.length === 0) {
    const version = asCount(payload.form_version);
    return { version, completed_at: now, postponed_at: undefined, postponed_login: undefined };
  }
  // With a plan, its memory has the "Not now" of each rule.
  const isStored = rule === undefined && !deny;
  return isStored ? { postponed_at: now, postponed_login: asCount(event.stats?.logins_count) } : {};
}

/** Returns the consents among the accepted answers, with their text and time. */
function acceptedConsents(payload, accepted) {
  const isConsent = (name) => payload.other[name] === true && isObject(ownValue(payload.consents, name));
  const consent = (name) => [name, { ...consentText(payload, name), at: signedAt(payload) }];
  return Object.fromEntries(accepted.filter(isConsent).map(consent));
}

/** Returns the version and the URL of the text of a consent, according to the form. */
function consentText(payload, name) {
  const consent = ownValue(payload.consents, name);
  // The form accepts invisible characters in a version, and the plan has the version of the form.
  const text = ownValue(consent, 'version');
  const version = typeof text === 'string' && VERSION.test(text) ? text : undefined;
  const url = asText(ownValue(consent, 'url'), MAX_URL);
  return withoutEmpty({ version, url: /^https:\/\//.test(url) ? url : undefined });
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

/** Returns the list, or an empty list if the value is not a list. */
function asList(value) {
  return Array.isArray(value) ? value : [];
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
 * Reads every setting, so that all problems are reported at once. Without a plan, the settings are a plan of one rule.
 * @param {Plan=} plan
 * @returns {Settings}
 */
function readSettings(secrets, clientMetadata, plan) {
  const problems = [];
  const read = (source, name, parse, rule) => {
    const value = parse(settingText(source, name));
    if (value === undefined) {
      problems.push(`${name} ${rule}`);
    }
    return value;
  };
  const formUrl = read(secrets, 'FORM_URL', parseFormUrl, 'is not an https URL that ends in a form name');
  const own = plan === undefined ? readRuleSettings(read, secrets, clientMetadata, formUrl) : undefined;
  const secretRule = 'is not one line of >= 32 bytes';
  const secret = read(secrets, 'SESSION_TOKEN_SECRET', parseSecret, secretRule);
  const previousSecret = read(secrets, 'SESSION_TOKEN_SECRET_PREVIOUS', parsePreviousSecret, secretRule);
  const off = settingText(clientMetadata, 'profiling_form').toLowerCase() === OFF;
  const common = { secret, previousSecret, off, problems };
  if (own === undefined) {
    const required = plan.rules.some(({ deny }) => deny);
    return { ...common, form: formUrl, plan, required, canAsk: Boolean(formUrl && secret) };
  }
  const required = read(secrets, 'REQUIRED', parseRequired, 'is not true or false') ?? false;
  const askAgain = read(secrets, 'ASK_AGAIN', optional(parseAskAgain), 'is not like 3 logins or 7 days');
  const { form, fields, loginCount } = own;
  const rule = {
    form: form?.name,
    ask: (fields ?? []).map((name) => ({ name })),
    from_login: loginCount,
    deny: required,
    wait: askAgain ?? DEFAULT_ASK_AGAIN,
  };
  const canAsk = Boolean(form && fields && loginCount && secret);
  return { ...common, form, fields, plan: { rules: [rule] }, required, canAsk };
}

/** Reads the settings that are a rule: the form, the fields and the first login. */
function readRuleSettings(read, secrets, clientMetadata, formUrl) {
  const namesRule = 'has no names, or an invalid name';
  const ownForm = read(clientMetadata, 'profiling_form', optional(parseOwnForm), 'is not a form name or off');
  const ownFields = read(clientMetadata, 'profiling_fields', optional(parseFields), namesRule);
  const fields = ownFields === null ? read(secrets, 'REQUIRED_USER_FIELDS', parseFields, namesRule) : ownFields;
  const loginCount = read(secrets, 'LOGIN_COUNT', parseLoginCount, 'is not an integer >= 1');
  return { form: ownForm === null ? formUrl : withFormName(formUrl, ownForm), fields, loginCount };
}

/** Returns the text of a setting without white space around it, or an empty string if it is not a string. */
function settingText(source, name) {
  const text = ownValue(source, name);
  return typeof text === 'string' ? text.trim() : '';
}

/**
 * Returns a hash of the plan and of the settings that are not secret, as 8 hexadecimal digits. Auth0 does not return the
 * values of secrets, so a tool compares this hash with that of a settings file.
 */
function fingerprint(secrets) {
  const hash = (text) => fnv1a32(text).toString(16).padStart(8, '0');
  const names = PLAN === undefined ? PUBLIC_SETTINGS : PLAN_SETTINGS;
  const lines = names.map((name) => `${name}=${settingText(secrets, name)}\n`);
  const plan = PLAN === undefined ? '' : `PLAN=${hash(JSON.stringify(PLAN))}\n`;
  return hash(lines.join('') + plan);
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
