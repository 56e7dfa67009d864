// The mirror: the kernel's machine, as the views of the page look at a session. It computes nothing of its own.
//
//     traits of the widget: bytes, facts  -->  { machine, observation, course, code, ... }  -->  views

/** The arrays that the kernel sends, and what their bytes are. See mark1/notebook/state.py. */
const ARRAYS = {
  light: Float32Array,
  s: Uint8Array,
  a: Uint8Array,
  sum_v: Float64Array,
  responses: Int8Array,
  wiper: Int32Array,
  direction: Int8Array,
  start_of_r: Int32Array,
  dead_s: Uint8Array,
  stuck_s: Uint8Array,
  dead_a: Uint8Array,
  stuck_pots: Uint8Array,
};

export const TRAITS = [...Object.keys(ARRAYS), "facts", "teletype"];

/** @typedef {{get: (name: string) => any, on: (event: string, run: (...words: any[]) => void) => void,
 * off: (event: string, run: (...words: any[]) => void) => void, send: (content: any) => any, widget_manager?: any}} Model */

export class Mirror {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Float32Array | null} */
    this.stroke = null; // drawn here, on its way to the kernel
    this.shape = "";
    this.is_old = false; // the kernel has sent something since
    /** @type {any} */
    this.facts = {};
    /** @type {[string, string, boolean][]} */
    this.teletype = [];
    /** @type {Record<string, any>} */
    this.arrays = {};
    /** @type {any} */
    this.session = {};
    this.read();
  }

  /** Look at the kernel's machine; whether it is of another shape than before. @returns {boolean} */
  read() {
    this.is_old = false;
    this.facts = this.model.get("facts");
    this.teletype = this.model.get("teletype");
    this.arrays = Object.fromEntries(
      Object.entries(ARRAYS).map(([name, kind]) => [name, array_of(this.model.get(name), kind)]),
    );
    this.session = this.session_of();
    const { rows, cols, shared } = this.facts;
    const { start_of_r, dead_a } = this.arrays;
    const shape = [rows, cols, shared, dead_a.length, ...start_of_r].join();
    const is_other = shape !== this.shape;
    this.shape = shape;
    return is_other;
  }

  session_of() {
    const { facts } = this;
    return {
      machine: this.machine(),
      observation: this.observation(),
      course: facts.course,
      code: facts.classes.length ? { classes: facts.classes } : null,
      history: [],
      library: { sets: new Map() },
      answer: () => facts.answer,
    };
  }

  machine() {
    const { facts, arrays } = this;
    const [starts, { wiper, direction, dead_a }] = [[...arrays.start_of_r], arrays];
    return {
      corrections: facts.corrections,
      retina: {
        config: { rows: facts.rows, cols: facts.cols },
        n_s: facts.rows * facts.cols,
        dead: arrays.dead_s,
        stuck: arrays.stuck_s,
      },
      association: { n_a: dead_a.length, dead: dead_a },
      potentiometers: {
        config: { ideal: facts.ideal, pots: facts.shared ? "shared" : "disjoint" },
        n_pots: wiper.length,
        start_of_r: starts,
        first_a: starts.slice(0, -1),
        limit: facts.limit,
        half_lash: facts.half_lash,
        stuck: arrays.stuck_pots,
        wiper,
        direction,
      },
      response: { n_r: starts.length - 1 },
    };
  }

  /** The picture on the photocells; what is drawn here shows before the kernel has answered. */
  observation() {
    const { facts, arrays, stroke } = this;
    const { s, a, sum_v, responses } = arrays;
    if (!stroke) return facts.name === null ? null : { name: facts.name, light: arrays.light, s, a, sum_v, responses };
    const dark = new Uint8Array(stroke.length);
    const [n_a, n_r] = [arrays.dead_a.length, arrays.start_of_r.length - 1];
    const seen = facts.name === null ? { s: dark, a: new Uint8Array(n_a), sum_v: new Float64Array(n_r) } : { s: s.slice(), a, sum_v };
    return { name: "drawing", light: stroke, responses: facts.name === null ? new Int8Array(n_r) : responses, ...seen };
  }

  /** Show what is being drawn here; null: what the kernel has. @param {Float32Array | null} light */
  draw(light) {
    this.stroke = light && light.slice();
    this.session = this.session_of();
  }
}

/** @param {DataView} bytes @param {any} kind @returns {any} */
function array_of(bytes, kind) {
  return new kind(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
