// The local emulator as a process: `profiling up` on free ports.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { connect } from 'node:tls';

/** A setting of the tests, from the environment. */
export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. \`tests/run browser\` sets what these tests need.`);
  return value;
}

/** A running emulator: the URLs of its three origins, and the data of its tenant. */
class Emulator {
  constructor(child, { form, tenant, app }, certificate) {
    Object.assign(this, { child, form, tenant, app, certificate });
  }

  /** The fingerprint of the emulator's certificate for browsers; undefined over http. */
  get pin() {
    const key = this.certificate?.publicKey.export({ type: 'spki', format: 'der' });
    return key && createHash('sha256').update(key).digest('base64');
  }

  /** The origin of a URL: `form`, `tenant` or `app`. */
  place(url) {
    const { origin } = new URL(url);
    return ['form', 'tenant', 'app'].find((name) => this[name] === origin) ?? origin;
  }

  /** The origin and the path of a URL, such as `tenant /continue`. */
  step(url) {
    return `${this.place(url)} ${new URL(url).pathname}`;
  }

  /** The user_metadata of a user. */
  async metadata(email) {
    const users = await this.#read('/users.json');
    return users.find((user) => user.email === email)?.user_metadata;
  }

  /** The recorded logins of a user, newest first. */
  async executions(email) {
    const { executions } = await this.#read('/executions.json');
    return executions.filter((execution) => execution.user === email);
  }

  async #read(path) {
    const url = this.tenant + path;
    if (!url.startsWith('https:')) return (await fetch(url)).json();
    const request = https.get(url, { ca: this.certificate.toString() });
    const [response] = await once(request, 'response');
    return json(response);
  }

  /** Stops the emulator, as Ctrl-C does. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await ended;
  }
}

/** Starts an emulator with these options of `profiling up`, and waits for the URLs in its output. */
export async function startEmulator(...options) {
  const ports = ['--form-port', '0', '--tenant-port', '0', '--app-port', '0'];
  const child = spawn(setting('PROFILING'), ['up', ...ports, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (text) => (output += text));
  const addresses = await new Promise((resolve, reject) => {
    const found = {};
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the emulator exited with status ${code}:\n${output}`)));
    // Read all of the output, or the emulator blocks when the pipe is full.
    createInterface({ input: child.stdout }).on('line', (line) => {
      found.app ??= /^(https?:\S+?)\/$/.exec(line)?.[1];
      found.tenant ??= /(https?:\S+)\/executions$/.exec(line)?.[1];
      found.form ??= /(https?:\S+)\/forms\//.exec(line)?.[1];
      if (found.app && found.tenant && found.form) resolve(found);
    });
  });
  return new Emulator(child, addresses, await certificateOf(Object.values(addresses)));
}

/** The certificate that all https origins share. */
async function certificateOf(origins) {
  const secureOrigin = origins.find((origin) => origin.startsWith('https:'));
  if (!secureOrigin) return undefined;
  const { hostname, port } = new URL(secureOrigin);
  const socket = connect({ host: hostname, port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  return certificate;
}
