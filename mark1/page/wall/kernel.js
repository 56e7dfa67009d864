// The kernel: lines go to it, one message each; it says which are done. Strokes wait for each other, and only their
// last state is sent.

const PATIENCE_MS = 1500; // a kernel that has not answered for so long is busy, or gone

/** @typedef {import("./mirror.js").Model} Model */

/** ``state``: connecting, ready, or lost. ``changed`` is called when it changes, or a line is done. */
export class Kernel {
  /** @param {Model} model @param {() => void} changed */
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.state = "connecting";
    this.view = Math.random().toString(36).slice(2);
    this.sent = 0;
    /** @type {Map<string, {line: string, since_ms: number}>} */
    this.waiting = new Map();
    /** @type {string[]} */
    this.strokes = [];
    this.stroke = ""; // the id of the one that is on its way
    this.heard_ms = performance.now();
    this.heard = (/** @type {any} */ message) => this.hear(message);
    this.begin = () => this.connect();
    model.on("msg:custom", this.heard);
    model.on("comm_live_update", this.begin); // of Jupyter's own widgets: the kernel went away, or came back
    this.watch();
  }

  close() {
    this.model.off("msg:custom", this.heard);
    this.model.off("comm_live_update", this.begin);
  }

  /** In JupyterLab, be told at once when the kernel is shut down. */
  watch() {
    const kernel = this.model.widget_manager?.kernel;
    kernel?.disposed?.connect?.(() => this.lose());
    kernel?.statusChanged?.connect?.((/** @type {any} */ _, /** @type {string} */ status) => {
      if (status === "dead") this.lose();
    });
  }

  /** Ask the kernel whether it is there. */
  connect() {
    this.state = "connecting";
    this.waiting.clear();
    [this.strokes, this.stroke] = [[], ""];
    this.send({ hello: true }, "");
    this.changed();
  }

  /** The kernel has sent something: it is there. */
  is_there() {
    this.heard_ms = performance.now();
    if (this.state !== "ready") {
      this.state = "ready";
      this.changed();
    }
  }

  /** @param {string} line */
  submit(line) {
    return this.send({ line }, line);
  }

  stop() {
    this.strokes = [];
    this.send({ stop: true }, "");
  }

  /** A state of a stroke. @param {string} line @param {boolean} begins */
  draw(line, begins) {
    if (!begins && this.strokes.length) this.strokes.pop();
    this.strokes.push(line);
    if (!this.stroke) this.next_stroke();
  }

  get is_drawing() {
    return this.stroke !== "" || this.strokes.length > 0;
  }

  /** The line that is on its way, and whether the kernel has been silent for long. */
  get pending() {
    const [first] = this.waiting.values();
    return { line: first?.line ?? "", late: !!first && performance.now() - Math.max(first.since_ms, this.heard_ms) > PATIENCE_MS };
  }

  // ---- inside

  next_stroke() {
    const line = this.strokes.shift();
    this.stroke = line === undefined ? "" : this.submit(line);
  }

  /** @param {Record<string, any>} content @param {string} line @returns {string} the id of the message */
  send(content, line) {
    const id = `${this.view}-${(this.sent += 1)}`;
    this.waiting.set(id, { line, since_ms: performance.now() });
    setTimeout(() => this.waiting.has(id) && this.changed(), PATIENCE_MS + 50);
    try {
      Promise.resolve(this.model.send({ id, ...content })).catch(() => this.lose());
    } catch {
      this.lose();
    }
    return id;
  }

  lose() {
    this.state = "lost";
    this.changed();
  }

  /** @param {{done?: string}} message */
  hear({ done = "" }) {
    if (!this.waiting.delete(done)) return;
    this.is_there();
    if (done === this.stroke) this.next_stroke();
    this.changed();
  }
}
