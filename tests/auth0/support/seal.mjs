// Sealed texts: AES-256-GCM with a key and a nonce from HKDF-SHA-256, as the form seals its answers.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = ['aes-256-gcm', { authTagLength: 16 }];

/** The arguments of the cipher for a salt, and the additional data. */
function parts(secret, salt, { direction, iss, sub, state, txn = null, form = null }) {
  const derived = Buffer.from(hkdfSync('sha256', secret, salt, `progressive-profiling/${direction}/1`, 44));
  const [name, options] = ALGORITHM;
  const data = Buffer.from(JSON.stringify([direction, 1, iss, sub, state, txn, form]));
  return { cipher: [name, derived.subarray(0, 32), derived.subarray(32), options], data };
}

/** Seals a text. */
export function seal(secret, binding, text, salt = randomBytes(16)) {
  const { cipher: args, data } = parts(secret, salt, binding);
  const cipher = createCipheriv(...args).setAAD(data);
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([salt, encrypted, cipher.getAuthTag()]).toString('base64url');
}

/** Opens a sealed text. Throws an error if the secret or the binding is wrong, or the text was changed. */
export function open(secret, binding, sealed) {
  const bytes = Buffer.from(sealed, 'base64url');
  const { cipher: args, data } = parts(secret, bytes.subarray(0, 16), binding);
  const decipher = createDecipheriv(...args).setAAD(data).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(16, -16)), decipher.final()]).toString('utf8');
}
