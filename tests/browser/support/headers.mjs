// Changes response headers, to test the effect of each.

/**
 * Changes the headers of all later responses from an origin to a page. `change` receives them as a Map by their
 * lower-case names. This includes the targets of redirects, which Playwright's routes do not intercept.
 */
export async function changeHeaders(page, origin, change) {
  const session = await page.context().newCDPSession(page);
  session.on('Fetch.requestPaused', async ({ requestId, responseStatusCode: status, responseHeaders }) => {
    const headers = new Map(responseHeaders.map(({ name, value }) => [name.toLowerCase(), value]));
    change(headers);
    // Fulfill the request with a new response: if the original continues, Chromium applies its original policies.
    await session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: status,
      responseHeaders: [...headers].map(([name, value]) => ({ name, value })),
      body: await bodyOf(session, requestId, status),
    });
  });
  await session.send('Fetch.enable', {
    patterns: [{ urlPattern: `${origin}/*`, requestStage: 'Response' }],
  });
}

/** The body in base64, or an empty string for a redirect. */
async function bodyOf(session, requestId, status) {
  if (status >= 300 && status < 400) return '';
  const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId });
  return base64Encoded ? body : Buffer.from(body).toString('base64');
}

/** Adds a directive to the content security policy of an origin's responses to a page. */
export function addToPolicy(page, origin, directive) {
  const name = 'content-security-policy';
  return changeHeaders(page, origin, (headers) => headers.set(name, `${headers.get(name)}; ${directive}`));
}
