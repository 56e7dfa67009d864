// The R-units on the screen: a needle meter and a lamp for each, and the letter that they spell.

import { meter } from "./paint.js";
import { by_id, put } from "./elements.js";
import { Surface } from "./surface.js";
import { signed } from "./words.js";

const SWING_S = 0.12; // time constant of a needle
const MOST = 32; // meters on a page

export class ResponseView {
  constructor() {
    /** @type {{face: Surface, lamp: HTMLElement, volts: HTMLElement}[]} */
    this.meters = [];
    this.needle = new Float64Array(0);
    this.epoch = -1;
    this.range_v = 30;
    this.seen = "";
  }

  /** @param {import("./frame.js").Frame} frame */
  lay_out({ session, epoch, words }) {
    const n = Math.min(MOST, session.machine.response.n_r);
    const box = by_id("meters");
    if (this.meters.length !== n) {
      box.replaceChildren(...Array.from({ length: n }, (_, r) => card(r)));
      this.needle = new Float64Array(n);
      this.meters = [...box.children].map((item) => {
        const [canvas, lamp, volts] = ["canvas", ".lamp", "output"].map((kind) => item.querySelector(kind));
        return { face: new Surface(canvas, () => (this.epoch = -1)), lamp, volts };
      });
    }
    [this.epoch, this.seen] = [epoch, ""];
    put("range", words.say("response.range", { volts: this.range_v }));
  }

  /** @param {import("./frame.js").Frame} frame */
  draw(frame) {
    if (frame.epoch !== this.epoch) this.lay_out(frame);
    const { session, palette, still, dt_s } = frame;
    const { observation } = session;
    const now = key(frame);
    const towards = still ? 1 : 1 - Math.exp(-dt_s / SWING_S);
    const most = Math.max(0, ...(observation?.sum_v ?? []).map(Math.abs));
    const range_v = [10, 30, 100, 300, 1000, 3000].find((volts) => volts >= most) ?? 10_000;
    const scaled = Math.max(30, range_v);
    if (scaled !== this.range_v) [this.range_v, this.epoch] = [scaled, -1];
    for (const [r, { face, lamp, volts }] of this.meters.entries()) {
      const wanted = (observation?.sum_v[r] ?? 0) / this.range_v;
      const on = observation ? observation.responses[r] : 0;
      const moved = Math.abs(wanted - this.needle[r]) > 0.0005;
      if (!moved && this.seen === now) continue;
      this.needle[r] = moved ? this.needle[r] + (wanted - this.needle[r]) * towards : wanted;
      meter(face.context, face.width, face.height, this.needle[r], palette);
      lamp.classList.toggle("on", on > 0);
      const text = observation ? signed(observation.sum_v[r], Math.abs(observation.sum_v[r]) < 99.95 ? 1 : 0) : "";
      if (volts.textContent !== text) volts.textContent = text;
    }
    if (this.seen !== now) this.letter(frame);
    this.seen = now;
  }

  /** The answer, and how sure it is. @param {import("./frame.js").Frame} frame */
  letter({ session, words }) {
    const answer = session.answer();
    const label = answer?.label ?? "";
    put("letter", label);
    by_id("letter").classList.toggle("long", label.length > 2);
    const sure = answer?.label ? words.say("response.margin", { value: signed(answer.margin_v, 2) }) : "";
    put(
      "margin",
      answer
        ? sure || words.say(`response.${answer.reason === "no_classes" ? "nothing" : "silent"}`)
        : words.say("response.no_picture"),
    );
  }
}

/** Changes when another picture, sum or answer is shown. @param {import("./frame.js").Frame} frame */
function key({ session, epoch, words }) {
  const { observation } = session;
  return `${epoch} ${words.language} ${session.code?.classes.length} ${observation ? observation.sum_v.join() + observation.name : ""}`;
}

/** @param {number} r @returns {HTMLElement} */
function card(r) {
  const item = document.createElement("li");
  item.className = "meter";
  const face = Object.assign(document.createElement("canvas"), { className: "face" });
  const lamp = Object.assign(document.createElement("span"), { className: "lamp" });
  const name = Object.assign(document.createElement("span"), { textContent: `R${r}` });
  item.append(face, lamp, name, document.createElement("output"));
  return item;
}
