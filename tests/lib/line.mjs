// A line between two nodes that can be cut, and that carries slowly.
import net from 'node:net';

export class Line {
  /** `port()` is where the node at the far end listens now, on `host`; the line begins at `at` of this one. */
  static async to(port, { host = '127.0.0.1', at = 0 } = {}) {
    const line = new Line();
    line.open = true;
    line.slow = () => 0;
    line.mute = false;  // what comes back is lost
    line.through = 0;
    line.pairs = new Set();
    line.server = net.createServer((near) => line.#join(near, port(), host));
    await new Promise((done) => line.server.listen(at, '127.0.0.1', done));
    return line;
  }

  get address() { return `http://127.0.0.1:${this.server.address().port}`; }

  #join(near, port, host) {
    if (!this.open) return near.destroy();
    const far = net.connect(port, host);
    const pair = { near, far };
    this.pairs.add(pair);
    const end = () => {
      near.destroy();
      far.destroy();
      this.pairs.delete(pair);
    };
    const carry = (from, to) => {
      let last = Promise.resolve();
      from.on('data', (bytes) => {
        this.through += bytes.length;
        if (this.mute && from === far) return;
        last = last.then(() => new Promise((done) => setTimeout(done, this.slow())))
          .then(() => to.destroyed || to.write(bytes));
      });
      from.on('end', () => last.then(() => to.destroyed || to.end()));
      from.on('error', end);
      from.on('close', () => last.then(end));
    };
    carry(near, far);
    carry(far, near);
  }

  /** Whatever is on its way is lost. */
  cut() {
    this.open = false;
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
    this.pairs.clear();
  }
  mend() { this.open = true; }

  close() {
    this.cut();
    return new Promise((done) => this.server.close(done));
  }
}
