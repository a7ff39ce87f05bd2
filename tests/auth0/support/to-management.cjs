// Preloaded into auth0-deploy-cli.
const { createRequire } = require('node:module');

// The tool speaks https to the tenant's domain and to nothing else: what it asks of any host goes to the
// Management API of the test, whose address is in MANAGEMENT_API.
const original = globalThis.fetch;
globalThis.fetch = (address, init) => {
  const url = new URL(address);
  const headers = new Headers(init?.headers);
  headers.set('x-original-host', url.host);
  return original(process.env.MANAGEMENT_API + url.pathname + url.search, { ...init, headers });
};

// It compiles the schema of all that a tenant may have, some seconds of work, whenever it validates. Once a
// run will do.
const Ajv = createRequire(require.resolve('auth0-deploy-cli'))('ajv');
const { validate } = Ajv.prototype;
const compiled = new Map();
Ajv.prototype.validate = function validateOnceCompiled(schema, data) {
  // Ajv itself validates by names.
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
