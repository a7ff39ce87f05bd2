// An Auth0 Action that asks with a session token whose time is over.
exports.onExecutePostLogin = async (event, api) => {
  const session_token = api.redirect.encodeToken({
    secret: event.secrets.SESSION_TOKEN_SECRET,
    // The payload goes over the claims that encodeToken sets.
    payload: { iat: 1_700_000_000, exp: 1_700_000_900 },
  });
  api.redirect.sendUserTo(event.secrets.FORM_URL, { query: { session_token } });
};
