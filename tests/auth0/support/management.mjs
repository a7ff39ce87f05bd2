// Emulates the part of a tenant's Management API that a deploy of Actions needs: it stores Actions and records every
// request. It rejects all other requests, as Auth0 rejects requests that the scopes do not allow.
import { createServer } from 'node:http';

export const CLIENT = { id: 'deploy-client', secret: 'deploy-client-secret' };
const ACCESS_TOKEN = 'an-access-token';

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  const isForm = request.headers['content-type']?.includes('x-www-form-urlencoded');
  return text === '' ? undefined : isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
}

/** An Action as the API returns it: with the names of its secrets, without their values. */
const withoutValues = ({ secrets = [], ...action }) => ({
  ...action,
  secrets: secrets.map(({ name }) => ({ name, updated_at: '2026-01-01T00:00:00.000Z' })),
});

const refusal = (status, errorCode, message) => [status, { statusCode: status, errorCode, message, error: message }];

/**
 * Starts the API on a free port of 127.0.0.1.
 * @param {object[]} actions The Actions in the tenant. A deploy changes them in place.
 */
export async function startManagement(actions) {
  /** Each request: `METHOD PATH`, its body, and the host that it was sent to. */
  const requests = [];

  function answer(method, path, body) {
    if (method === 'POST' && path === '/oauth/token') {
      const isClient = body.client_id === CLIENT.id && body.client_secret === CLIENT.secret;
      return isClient
        ? [200, { access_token: ACCESS_TOKEN, token_type: 'Bearer', expires_in: 86_400 }]
        : refusal(401, 'access_denied', 'Unauthorized');
    }
    const [, id, rest] = /^\/api\/v2\/actions\/actions(?:\/([^/]+)(\/deploy)?)?$/.exec(path) ?? [path];
    const action = actions.find((action) => action.id === id);
    if (id === undefined && path.endsWith('/actions/actions') && method === 'GET') {
      return [200, { actions: actions.map(withoutValues), total: actions.length, page: 0, per_page: 100 }];
    }
    if (id === undefined && path.endsWith('/actions/actions') && method === 'POST') {
      const created = { id: `act_${actions.length + 1}`, status: 'built', ...body };
      actions.push(created);
      return [201, withoutValues(created)];
    }
    if (action !== undefined && rest === undefined && method === 'PATCH') {
      Object.assign(action, body);
      return [200, withoutValues(action)];
    }
    if (action !== undefined && rest !== undefined && method === 'POST') {
      action.deployed_versions = (action.deployed_versions ?? 0) + 1;
      action.all_changes_deployed = true;
      return [202, { id: `version_${action.deployed_versions}`, action: withoutValues(action) }];
    }
    return refusal(403, 'insufficient_scope', 'Insufficient scope');
  }

  const server = createServer(async (request, response) => {
    const path = request.url.split('?')[0];
    const body = await bodyOf(request);
    requests.push({ line: `${request.method} ${path}`, body, host: request.headers['x-original-host'] });
    const isAllowed = path === '/oauth/token' || request.headers.authorization === `Bearer ${ACCESS_TOKEN}`;
    const [status, reply] = isAllowed ? answer(request.method, path, body) : refusal(401, 'unauthorized', 'No');
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(reply));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    actions,
    requests,
    address: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
