// Other headers than the form sends, to see what each of them is for.

/**
 * From now on, whatever a page gets from an origin has its headers changed: `change` is given them as a Map
 * by their lower-case names. What a redirect leads to is among it, which Playwright's routes do not see.
 */
export async function changeHeaders(page, origin, change) {
  const session = await page.context().newCDPSession(page);
  session.on('Fetch.requestPaused', async ({ requestId, responseStatusCode: status, responseHeaders }) => {
    const headers = new Map(responseHeaders.map(({ name, value }) => [name.toLowerCase(), value]));
    change(headers);
    // The answer anew: of one that is let through, Chromium goes by the policies that it had.
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

/** The body in base64; a redirect has none. */
async function bodyOf(session, requestId, status) {
  if (status >= 300 && status < 400) return '';
  const { body, base64Encoded } = await session.send('Fetch.getResponseBody', { requestId });
  return base64Encoded ? body : Buffer.from(body).toString('base64');
}

/** Adds a directive to the content security policy that a page gets from an origin. */
export function addToPolicy(page, origin, directive) {
  const name = 'content-security-policy';
  return changeHeaders(page, origin, (headers) => headers.set(name, `${headers.get(name)}; ${directive}`));
}
