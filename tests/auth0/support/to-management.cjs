// Preloaded into auth0-deploy-cli.
const { createRequire } = require('node:module');

// The tool only calls the tenant's domain, over https. Sends each request to the emulated Management API instead, whose
// URL is in MANAGEMENT_API.
const original = globalThis.fetch;
globalThis.fetch = (address, init) => {
  const url = new URL(address);
  const headers = new Headers(init?.headers);
  headers.set('x-original-host', url.host);
  return original(process.env.MANAGEMENT_API + url.pathname + url.search, { ...init, headers });
};

// The tool compiles the schema of a whole tenant for each validation, which takes seconds. Compiles it once per run.
const Ajv = createRequire(require.resolve('auth0-deploy-cli'))('ajv');
const { validate } = Ajv.prototype;
const compiled = new Map();
Ajv.prototype.validate = function validateOnceCompiled(schema, data) {
  // Ajv itself validates with the names of schemas.
  if (typeof schema !== 'object') {
    return validate.call(this, schema, data);
  }
  if (!compiled.has(schema)) {
    compiled.set(schema, this.compile(schema));
  }
  const valid = compiled.get(schema)(data);
  this.errors = compiled.get(schema).errors;
  return valid;
};
