// Runs inside a network namespace (namespaces.mjs). The test comes in by a socket of the file system, which namespaces
// share, and finds the node as if it listened without TLS; the node goes out to the other place by a slow line.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { Line } from './line.mjs';

const [socket, port, certificate, other, at] = process.argv.slice(2);
const ca = readFileSync(certificate);
const line = await Line.to(() => Number(port), { host: other, at: Number(at) });
line.slow = () => Math.random() * 20;
const inside = net.createServer({ allowHalfOpen: true }, (near) => {
  const far = tls.connect({ port: Number(port), host: '127.0.0.1', ca });
  for (const [from, to] of [[near, far], [far, near]]) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
});
inside.listen(socket, () => console.log('open'));
process.stdin.on('end', () => process.exit()).resume();  // the test is gone
