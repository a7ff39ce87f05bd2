// The code that both handlers share: the secret, the token, the form.
import { readFileSync } from 'node:fs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import jwt from 'jsonwebtoken';
import style from '../../../shared/pages/src/style.css';

const domains = process.env.AUTH0_DOMAINS.split(',');
const ttl = Number(process.env.RESPONSE_TTL_SECONDS ?? 30);
const ssm = new SSMClient({ maxAttempts: 3 });

/** The form, read once. */
export const form = JSON.parse(readFileSync(`${process.env.FORMS_DIR}/profile.json`, 'utf8'));

const FRESH = 5 * 60 * 1000;
let cache;
/** The secrets in the parameter, cached for five minutes. */
async function secrets() {
  if (cache && Date.now() - cache.at < FRESH) return cache.values;
  const command = new GetParameterCommand({
    Name: process.env.SESSION_SECRET_PARAMETER,
    WithDecryption: true,
  });
  const { Parameter } = await ssm.send(command);
  cache = { at: Date.now(), values: Parameter.Value.split('\n').filter(Boolean) };
  return cache.values;
}
// During the initialization, Lambda provides a whole processor.
await secrets();

/** Verifies a session token. Returns its claims and the secret that signed it. */
export async function verify(token) {
  for (const secret of await secrets()) {
    try {
      const claims = jwt.verify(token, secret, { algorithms: ['HS256'], clockTolerance: 5 });
      if (!domains.includes(claims.iss)) throw new Error('issuer_unknown');
      if ('state' in claims || 'other' in claims) throw new Error('answer_reflected');
      if (claims.exp - claims.iat > 3600) throw new Error('lifetime_too_long');
      return { claims, secret };
    } catch (error) {
      if (error.message !== 'invalid signature') throw error;
    }
  }
  throw new Error('signature_mismatch');
}

/** The URL of the tenant with the signed answers. */
export function answer({ claims, secret }, state, other) {
  const { iss, sub, txn } = claims;
  const payload = { iss, sub, txn, state, form: 'profile', form_version: form.version, other };
  const token = jwt.sign(payload, secret, { algorithm: 'HS256', expiresIn: ttl });
  return `https://${iss}/continue?${new URLSearchParams({ state, session_token: token })}`;
}

/** The fields that a session token requests. */
export const requestedFields = ({ fields }) => form.fields.filter(({ name }) => !fields || fields.includes(name));

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const text = (value, language) => value?.[language] ?? value?.en ?? value;

/** The page, with the typed answers and their errors. */
export function page(claims, state, token, values = {}, errors = {}) {
  const language = form.languages.includes(claims.locale) ? claims.locale : form.languages[0];
  const inputs = requestedFields(claims).map((field) => {
    const { name } = field;
    const error = errors[name] && `<p class="error" id="${name}-error">${escape(errors[name])}</p>`;
    return `<div class="field"><label for="${name}">${escape(text(field.label, language))}</label>
<p class="hint" id="${name}-hint">${escape(text(field.hint, language) ?? '')}</p>${error ?? ''}
<input type="text" id="${name}" name="${name}" value="${escape(values[name] ?? '')}" maxlength="${field.max_length}" ${
      field.required ? 'required' : ''
    } aria-describedby="${name}-hint"${error ? ' aria-invalid="true"' : ''}></div>`;
  });
  return `<!DOCTYPE html>
<html lang="${language}" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(text(form.title, language))}</title><style>${style}</style></head>
<body><main><div class="card"><h1>${escape(text(form.title, language))}</h1>
<p>${escape(claims.client ?? '')}</p>
<form method="post" action="profile" novalidate>
<input type="hidden" name="state" value="${escape(state)}">
<input type="hidden" name="session_token" value="${escape(token)}">
${inputs.join('\n')}
<button type="submit">Continue</button></form></div></main></body></html>`;
}

/** The response of an HTTP API. */
export function respond(outcome, statusCode, body, headers = {}) {
  console.log(JSON.stringify({ message: 'request', outcome, status: statusCode }));
  return {
    statusCode,
    body,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
      ...headers,
    },
  };
}
