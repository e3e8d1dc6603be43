// Somebody's program that webhooks go to: keeps what it hears, and answers as it is told.
import { once } from 'node:events';
import { createServer } from 'node:http';

export class Listener {
  heard = [];
  /** What it answers; undefined: nothing, ever. */
  status = 200;
  async start() {
    this.server = createServer(async (request, response) => {
      let body = '';
      for await (const data of request) body += data;
      this.heard.push({ body, type: request.headers['content-type'], signature: request.headers['turnstone-signature'],
                        status: this.status });
      if (this.status) response.writeHead(this.status, { location: '/elsewhere' }).end('?');
      this.server.emit('heard');
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.address = `http://127.0.0.1:${this.server.address().port}/told`;
  }
  /** The next message that this holds for. */
  async next(holds) {
    const patience = AbortSignal.timeout(60_000);
    for (let seen = 0;; await once(this.server, 'heard', { signal: patience }))
      for (; seen < this.heard.length; ++seen)
        if (holds(JSON.parse(this.heard[seen].body))) return this.heard.splice(0, seen + 1).at(-1);
  }
  end() {
    this.server.close();
    this.server.closeAllConnections();
  }
}
