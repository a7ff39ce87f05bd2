// The Action's environment: the parts of Auth0 and Node that it can use. `host(method, json)` calls the tenant, in
// Rust, which returns the JSON of `{value}` or `{error}`. The script evaluates to the function that creates the
// environment of an engine. `now` is the time while the source is loaded; each run has its own time, `event` and `api`.
(function (host, now) {
  'use strict';

  const { parse, stringify } = JSON;

  function call(method, ...args) {
    const reply = parse(host(method, stringify(args)));
    if (typeof reply.error === 'string') {
      throw new Error(reply.error);
    }
    return reply.value;
  }

  // --- console: formats values like Node, for the types that Actions log ---

  function quote(text) {
    const quoted = stringify(text).slice(1, -1).replace(/\\"/g, '"');
    if (!text.includes("'")) return `'${quoted}'`;
    return text.includes('"') ? `'${quoted.replace(/'/g, "\\'")}'` : `"${quoted}"`;
  }

  function inspectKey(key) {
    return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
  }

  function inspect(value, depth = 0, seen = []) {
    switch (typeof value) {
      case 'string':
        return quote(value);
      case 'bigint':
        return `${value}n`;
      case 'symbol':
        return value.toString();
      case 'function':
        return `[Function${value.name ? `: ${value.name}` : ' (anonymous)'}]`;
      case 'object':
        break;
      default:
        return Object.is(value, -0) ? '-0' : String(value);
    }
    if (value === null) return 'null';
    if (value instanceof Error) return inspectError(value);
    if (value instanceof Date) return value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (seen.includes(value)) return '[Circular *1]';
    const inner = (item) => inspect(item, depth + 1, [...seen, value]);
    if (Array.isArray(value)) {
      if (depth > 2) return '[Array]';
      return value.length === 0 ? '[]' : `[ ${value.map(inner).join(', ')} ]`;
    }
    if (depth > 2) return '[Object]';
    const entries = Object.keys(value).map((key) => `${inspectKey(key)}: ${inner(value[key])}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }

  function inspectError(error) {
    return `${error.name}: ${error.message}`;
  }

  function format(args) {
    const rest = [...args];
    const parts = [];
    if (typeof rest[0] === 'string' && rest.length > 1) {
      const template = rest.shift();
      parts.push(
        template.replace(/%([sdifjoO%])/g, (match, kind) => {
          if (kind === '%') return '%';
          if (rest.length === 0) return match;
          const value = rest.shift();
          switch (kind) {
            case 's':
              return typeof value === 'object' ? inspect(value) : String(value);
            case 'd':
              return String(Number(value));
            case 'i':
              return String(parseInt(value, 10));
            case 'f':
              return String(parseFloat(value));
            case 'j':
              return String(stringify(value));
            default:
              return inspect(value);
          }
        }),
      );
    }
    return [...parts, ...rest.map((arg) => (typeof arg === 'string' ? arg : inspect(arg)))].join(' ');
  }

  const print = (...args) => call('console', format(args));
  const console = { log: print, info: print, warn: print, error: print, debug: print };

  // --- api ---

  const text = (value) => (value === undefined || value === null ? null : String(value));

  function apiFor(event) {
    const api = {
      access: {
        deny(first, second) {
          call('access.deny', text(first), text(second));
          return api;
        },
      },
      redirect: {
        canRedirect: () => call('redirect.canRedirect'),
        encodeToken: (options) => call('redirect.encodeToken', options),
        sendUserTo(url, options) {
          const query = [];
          for (const name in options?.query ?? {}) {
            query.push([name, String(options.query[name])]);
          }
          call('redirect.sendUserTo', text(url), query);
          return api;
        },
        validateToken: (options) => call('redirect.validateToken', options),
      },
      transaction: {
        setMetadata(key, value) {
          const metadata = call('transaction.setMetadata', key, value);
          event.transaction ??= {};
          event.transaction.metadata = metadata;
        },
      },
      user: {
        setAppMetadata(key, value) {
          call('user.setAppMetadata', key, value);
          return api;
        },
        setUserMetadata(key, value) {
          call('user.setUserMetadata', key, value);
          return api;
        },
      },
    };
    return api;
  }

  // --- globals ---

  // Bytes are passed to Rust as Base64url or as a list of numbers.
  const bytesOf = (value, encoding = 'utf8') =>
    value instanceof Uint8Array ? value : value instanceof ArrayBuffer ? new Uint8Array(value) : Buffer.from(value, encoding);
  const encoded = (value, encoding) => call('bytes.encode', [...bytesOf(value, encoding)]);
  const decoded = (text) => Buffer.of(...call('bytes.decode', text));

  // The parts of Node's Buffer that an Action needs for `node:crypto`.
  class Buffer extends Uint8Array {
    static from(value, encoding = 'utf8') {
      if (typeof value !== 'string') return super.from(value instanceof ArrayBuffer ? new Uint8Array(value) : value);
      if (encoding === 'utf8') return super.from(call('bytes.fromText', value.toWellFormed()));
      if (encoding === 'base64url') return decoded(value);
      throw new Error(`Buffer.from: the emulator does not support the encoding ${encoding}`);
    }
    static concat(list) {
      return super.from(list.flatMap((bytes) => [...bytes]));
    }
    toString(encoding = 'utf8') {
      if (encoding === 'utf8') return call('bytes.toText', [...this]);
      if (encoding === 'base64url') return encoded(this);
      throw new Error(`Buffer.toString: the emulator does not support the encoding ${encoding}`);
    }
  }

  // AES-256-GCM of `node:crypto`. `update` can be called only once.
  class Cipher {
    constructor(method, algorithm, key, nonce, options) {
      if (algorithm !== 'aes-256-gcm' || options?.authTagLength !== 16) {
        throw new Error('the emulator supports only aes-256-gcm with an authTagLength of 16');
      }
      Object.assign(this, { method, key: encoded(key), nonce: encoded(nonce), aad: '', tag: '' });
    }
    setAAD(data) {
      this.aad = encoded(data);
      return this;
    }
    setAuthTag(tag) {
      this.tag = encoded(tag);
      return this;
    }
    getAuthTag() {
      return decoded(this.tag);
    }
    update(data, encoding) {
      // As in Node, decrypted bytes are returned before the tag is verified; `final` reports the error.
      const { text, ...state } = call(this.method, this.key, this.nonce, this.aad, encoded(data, encoding), this.tag);
      Object.assign(this, state);
      return decoded(text);
    }
    final() {
      if (!this.isAuthentic) throw new Error('Unsupported state or unable to authenticate data');
      return Buffer.of();
    }
  }

  const randomUUID = () => call('crypto.randomUUID');
  const cryptoModule = {
    createCipheriv: (...args) => new Cipher('crypto.encrypt', ...args),
    createDecipheriv: (...args) => new Cipher('crypto.decrypt', ...args),
    hkdfSync(digest, secret, salt, info, length) {
      if (digest !== 'sha256') throw new Error('the emulator supports only hkdfSync with sha256');
      return decoded(call('crypto.hkdf', encoded(secret), encoded(salt), encoded(info), length)).buffer;
    },
    randomBytes: (length) => decoded(call('crypto.randomBytes', length)),
    randomUUID,
  };

  function require(name) {
    if (name === 'node:crypto' || name === 'crypto') return cryptoModule;
    throw new Error(
      `require(${stringify(String(name))}): the emulator supports only node:crypto, no other Node.js module and no npm packages`,
    );
  }

  const SystemDate = Date;
  class FrozenDate extends SystemDate {
    constructor(...args) {
      if (args.length === 0) super(now);
      else super(...args);
    }
    static now() {
      return now;
    }
  }

  const module = { exports: {} };
  const globals = {
    console,
    Buffer,
    crypto: { randomUUID },
    exports: module.exports,
    module,
    require,
    Date: FrozenDate,
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  }

  return {
    handler: (name) => typeof module.exports[name] === 'function',
    run: async (name, time, eventJson) => {
      now = time;
      const event = parse(eventJson);
      await module.exports[name](event, apiFor(event));
    },
    describe: (thrown) => (thrown instanceof Error ? inspectError(thrown) : inspect(thrown)),
  };
})
