// GET /forms/{form}
import { page, respond, verify } from './common.mjs';

export async function handler(event) {
  const query = new URLSearchParams(event.rawQueryString);
  try {
    const { claims } = await verify(query.get('session_token'));
    return respond('rendered', 200, page(claims, query.get('state'), query.get('session_token')));
  } catch (error) {
    return respond(error.message, 403, 'This link cannot be used.');
  }
}
