// An Auth0 Action that redirects to the form with an expired session token.
exports.onExecutePostLogin = async (event, api) => {
  const session_token = api.redirect.encodeToken({
    secret: event.secrets.SESSION_TOKEN_SECRET,
    // The payload overrides the claims that encodeToken sets.
    payload: { iat: 1_700_000_000, exp: 1_700_000_900 },
  });
  api.redirect.sendUserTo(event.secrets.FORM_URL, { query: { session_token } });
};
