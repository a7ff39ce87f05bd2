// POST /forms/{form}
import { answer, requestedFields, page, respond, verify } from './common.mjs';

export async function handler(event) {
  const body = new URLSearchParams(Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8').toString());
  const [state, token] = [body.get('state'), body.get('session_token')];
  try {
    const verified = await verify(token);
    const [answers, errors] = [{}, {}];
    for (const { name, required, max_length } of requestedFields(verified.claims)) {
      const value = (body.get(name) ?? '').normalize('NFC').trim();
      if (required && !value) errors[name] = 'Please fill this in';
      else if (value.length > max_length) errors[name] = `Use ${max_length} characters at most`;
      else answers[name] = value;
    }
    if (Object.keys(errors).length > 0) {
      const values = Object.fromEntries(body);
      return respond('answers_invalid', 422, page(verified.claims, state, token, values, errors));
    }
    return respond('answered', 303, '', { location: answer(verified, state, answers) });
  } catch (error) {
    return respond(error.message, 403, 'This link cannot be used.');
  }
}
