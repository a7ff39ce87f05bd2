// Emulates Auth0 for a run: the `event` and the `api` of an Action, implemented from Auth0's documentation alone. It
// shares no code with the local emulator, which has its own implementation.
import { sign, validate } from './token.mjs';

const NO_REDIRECT = ['oauth2-resource-owner', 'oauth2-refresh-token', 'oauth2-password', 'oauth2-webauthn'];

/** The limits of transaction metadata, in bytes. */
const MAX_TRANSACTION_VALUE = 8 * 1024;
const MAX_TRANSACTION_METADATA = 16 * 1024;

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns an object whose unknown members throw an error, so that a typo in the Action fails the run. */
function strict(members, name) {
  return new Proxy(Object.freeze(members), {
    get(target, member) {
      if (!Object.hasOwn(target, member)) {
        throw new ReferenceError(`Auth0 has no ${name}.${String(member)}`);
      }
      return target[member];
    },
  });
}

function freeze(value) {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

/** The event that an Action receives, which is read-only. */
function completeEvent(event, secrets) {
  const complete = { ...structuredClone(event), secrets: { ...secrets } };
  if (isObject(complete.user)) {
    complete.user = { user_metadata: {}, app_metadata: {}, ...complete.user };
  }
  return freeze(complete);
}

/**
 * The tenant for one run.
 * @param {{event: object, secrets: object, state?: string, now: number, refusal?: string}} input `now` is in
 *   seconds; `refusal` is the message of the error that `validateToken` throws for every token.
 */
export function makeTenant({ event: input, secrets, state, now, refusal }) {
  const event = completeEvent(input, secrets);
  /** The effects of the Action in order, each as `[name, ...]`. */
  const effects = [];
  const transaction = { ...event.transaction?.metadata };

  const setMetadata = (kind) => (key, value) => {
    if (!isObject(event.user?.[kind])) {
      throw new Error(`Unexpected ${kind} format. Must be a valid JSON object.`);
    }
    if (typeof key !== 'string' || /[.$]/.test(key)) {
      throw new Error(`The metadata key '${key}' must not contain '.' or '$'`);
    }
    // Metadata is stored as JSON, which changes values that JSON cannot represent.
    effects.push([kind, key, JSON.parse(JSON.stringify(value))]);
    return api;
  };
  const size = (value) => Buffer.byteLength(JSON.stringify(value));

  const api = strict(
    {
      access: strict(
        {
          deny(reason) {
            effects.push(['deny', reason]);
            return api;
          },
        },
        'api.access',
      ),
      redirect: strict(
        {
          canRedirect: () =>
            event.request?.query?.prompt !== 'none' && !NO_REDIRECT.includes(event.transaction?.protocol),
          encodeToken({ secret, expiresInSeconds = 900, payload }) {
            const standard = {
              iat: now,
              iss: event.request?.hostname,
              sub: event.user?.user_id,
              exp: now + expiresInSeconds,
              ip: event.request?.ip,
            };
            return sign({ ...standard, ...payload }, secret);
          },
          sendUserTo(address, { query = {} } = {}) {
            const url = new URL(address);
            for (const [name, value] of Object.entries(query)) {
              url.searchParams.set(name, value);
            }
            effects.push(['redirect', url.href]);
            return api;
          },
          validateToken({ secret, tokenParameterName = 'session_token' }) {
            effects.push(['attempt']);
            if (refusal !== undefined) {
              throw new Error(refusal);
            }
            const parameters = { ...event.request?.query, ...event.request?.body };
            const token = parameters[tokenParameterName];
            if (!token) {
              const where = 'available in either the POST body or query string.';
              throw new Error(`There is no parameter called '${tokenParameterName}' ${where}`);
            }
            const { claims, reason } = validate(String(token), { secret, state, sub: event.user?.user_id, now });
            if (reason !== undefined) {
              throw new Error(`The session token is invalid: ${reason}`);
            }
            return claims;
          },
        },
        'api.redirect',
      ),
      transaction: strict(
        {
          setMetadata(key, value) {
            const isPlain = ['string', 'number', 'boolean'].includes(typeof value) || value === null;
            if (!isPlain || size(value) > MAX_TRANSACTION_VALUE) {
              throw new Error(`The transaction metadata value of '${key}' is not allowed`);
            }
            if (size({ ...transaction, [key]: value }) > MAX_TRANSACTION_METADATA) {
              throw new Error('The transaction metadata is too large');
            }
            transaction[key] = value;
            effects.push(['transaction', key, value]);
          },
        },
        'api.transaction',
      ),
      user: strict(
        { setUserMetadata: setMetadata('user_metadata'), setAppMetadata: setMetadata('app_metadata') },
        'api.user',
      ),
    },
    'api',
  );
  return { event, api, effects };
}
