// The local stand, as a person starts it: `profiling up`, here on free ports.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A setting of the tests, from the environment. */
export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. \`tests/run browser\` sets what these tests need.`);
  return value;
}

/** A running stand: the addresses of its three origins, and what its tenant knows. */
class Stand {
  constructor(child, { form, tenant, app }) {
    Object.assign(this, { child, form, tenant, app });
  }

  /** Whose page an address is: `form`, `tenant` or `app`. */
  place(url) {
    const { origin } = new URL(url);
    return ['form', 'tenant', 'app'].find((name) => this[name] === origin) ?? origin;
  }

  /** An address, shortened to `tenant /continue`: for whose it is and which, without the query. */
  step(url) {
    return `${this.place(url)} ${new URL(url).pathname}`;
  }

  /** What the tenant has in a user's metadata. */
  async metadata(email) {
    const users = await this.#read('/users.json');
    return users.find((user) => user.email === email)?.user_metadata;
  }

  /** What the tenant recorded of a user's logins, the newest first. */
  async executions(email) {
    const { executions } = await this.#read('/executions.json');
    return executions.filter((execution) => execution.user === email);
  }

  async #read(path) {
    const response = await fetch(this.tenant + path);
    return response.json();
  }

  /** Ends the stand as Ctrl-C does. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await ended;
  }
}

/** Starts a stand with these options of `profiling up`, and waits for the addresses that it prints. */
export async function startStand(...options) {
  const ports = ['--form-port', '0', '--tenant-port', '0', '--app-port', '0'];
  const child = spawn(setting('PROFILING'), ['up', ...ports, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (text) => (told += text));
  const addresses = await new Promise((resolve, reject) => {
    const found = {};
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the stand ended with ${code}:\n${told}`)));
    // Read to the end, so that the stand never waits for a reader of its lines.
    createInterface({ input: child.stdout }).on('line', (line) => {
      found.app ??= /^(http:\S+?)\/$/.exec(line)?.[1];
      found.tenant ??= /(http:\S+)\/executions$/.exec(line)?.[1];
      found.form ??= /(http:\S+)\/forms\//.exec(line)?.[1];
      if (found.app && found.tenant && found.form) resolve(found);
    });
  });
  return new Stand(child, addresses);
}
