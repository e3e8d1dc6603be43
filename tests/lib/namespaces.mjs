// Two places that share nothing but one cable: two network namespaces of this machine, joined by a veth pair. A node in
// each, over TLS; what goes from one to the other goes slowly, and the cable can be pulled out.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Server, ownFolder, surroundings } from './program.mjs';

const gate = new URL('./gate.mjs', import.meta.url).pathname;
const port = 8443;
const gatePort = 9443;
const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Why there can be none here, for a test that is left out then; "" when there can. */
export function whyNot() {
  const name = `ts-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
    try {
      ip('-n', name, 'link', 'add', 'ts-try', 'type', 'veth', 'peer', 'name', 'ts-try-end');
    } finally {
      ip('netns', 'delete', name);
    }
    return '';
  } catch (error) {
    return `NOT RUN: no network namespace can be made here (it needs root, and iproute2): ${error.stderr ?? error.code}`.trim();
  }
}

class Place {
  constructor(number, folder) {
    this.name = `ts-${process.pid}-${number}`;
    this.cable = `ts${process.pid}-${number}`;
    this.address = `10.77.0.${number}`;
    this.folder = folder;
    this.socket = join(folder, `node-${number}`);
    ip('netns', 'add', this.name);
    ip('-n', this.name, 'link', 'set', 'lo', 'up');
    // One certificate for both: by the gate of the other place a node has this machine's own address.
    const made = join(folder, 'node.pem');
    if (existsSync(made)) return;
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
      '-subj', '/CN=node.test', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(folder, 'node.key'), '-out', made],
      { stdio: 'ignore' });
    chmodSync(join(folder, 'node.key'), 0o600);
  }

  plug() {
    ip('-n', this.name, 'address', 'replace', `${this.address}/24`, 'dev', this.cable);
    ip('-n', this.name, 'link', 'set', this.cable, 'up');
  }
  unplug() { ip('-n', this.name, 'link', 'set', this.cable, 'down'); }

  /** See gate.mjs: the way in for the test, and the way out to the other place. */
  async openGate(other) {
    this.gate = spawn('ip', ['netns', 'exec', this.name, process.execPath, gate, this.socket, String(port),
      join(this.folder, 'node.pem'), other.address, String(gatePort)], { env: surroundings(), stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((done, fail) => {
      this.gate.stdout.once('data', done);
      this.gate.once('close', () => fail(new Error('the gate did not open')));
    });
  }

  start = async (data, keyFile, { args = [] } = {}) => {
    const server = await Server.start(data, keyFile, {
      shell: `exec ip netns exec ${this.name} "$0" "$@"`, listen: `0.0.0.0:${port}`,
      env: { SSL_CERT_FILE: join(this.folder, 'node.pem') },
      args: [...args, '--certificate', join(this.folder, 'node.pem'), '--private-key', join(this.folder, 'node.key')] });
    server.socket = this.socket;
    return server;
  };
  lineTo = () => ({ address: `https://127.0.0.1:${gatePort}`, close: () => this.gate.kill() });

  end() {
    this.gate?.kill();
    ip('netns', 'delete', this.name);  // and its end of the cable, and so the cable
  }
}

/** Both, joined. To be ended, whatever happens. */
export async function twoPlaces() {
  const folder = ownFolder('namespaces');
  const places = [];
  const end = () => places.splice(0).forEach((place) => place.end());
  process.on('exit', end);
  for (const number of [1, 2]) places.push(new Place(number, folder));
  const [one, two] = places;
  ip('link', 'add', one.cable, 'netns', one.name, 'type', 'veth', 'peer', 'name', two.cable, 'netns', two.name);
  for (const place of places) place.plug();
  await Promise.all([one.openGate(two), two.openGate(one)]);
  return { places: [one, two], end };
}
