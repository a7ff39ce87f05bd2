// Session tokens: compact JWS with HS256, as in `encodeToken` and `validateToken`.
import { createHmac, timingSafeEqual } from 'node:crypto';

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const hmac = (text, secret) => createHmac('sha256', secret).update(text).digest();

/** Signs claims. */
export function sign(claims, secret) {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${hmac(signed, secret).toString('base64url')}`;
}

/** The claims of a token. The signature is not verified. */
export const claimsOf = (token) => decode(token.split('.')[1]);

/** Returns true if this secret signed the token. */
export function isSignedWith(token, secret) {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  const expected = hmac(token.slice(0, end), secret);
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

/** Decodes a JSON object in base64url. Returns undefined if it is invalid. */
function decode(part) {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Validates an answer token. Returns its claims, or the reason in Auth0's error message.
 * @returns {{reason?: string, claims?: object}}
 */
export function validate(token, { secret, state, sub, now }) {
  const parts = token.split('.');
  const [header, claims] = parts.map(decode);
  if (parts.length !== 3 || header === undefined) {
    return { reason: 'Malformed token' };
  }
  if (header.alg !== 'HS256' || !isSignedWith(token, secret)) {
    return { reason: 'Failed signature validation' };
  }
  if (header.typ !== 'JWT') {
    return { reason: 'Unexpected token payload type' };
  }
  if (claims === undefined) {
    return { reason: 'Malformed token' };
  }
  const hasType = (kind) => (name) => typeof claims[name] === kind;
  if (!['sub', 'iss', 'state'].every(hasType('string')) || !['iat', 'exp'].every(hasType('number'))) {
    return { reason: 'Missing or invalid standard claims' };
  }
  if (claims.exp <= now) {
    return { reason: 'Token has expired.' };
  }
  if (claims.state !== state) {
    return { reason: 'State in the token does not match the /continue state.' };
  }
  return claims.sub === sub ? { claims } : { reason: 'The sub claim does not match the user_id.' };
}
