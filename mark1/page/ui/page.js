// The page: puts the machine, its views and its controls together.
//
//     data in the page  -->  session  -->  operator, one line after the other
//                               |  once a frame
//                               +-->  views: retina, cables, lamps, dials, meters

import { read_mark1 } from "../archive/mark1_file.js";
import { MachineError } from "../errors.js";
import { library_from } from "../panel/pictures_file.js";
import { Session } from "../panel/session.js";
import { AssociationView } from "./association_view.js";
import { Controls } from "./controls.js";
import { CurveView } from "./curve_view.js";
import { by_id } from "./elements.js";
import { hammertone } from "./metal.js";
import { Operator } from "./operator.js";
import { PatchBoardView } from "./patch_board_view.js";
import { PotentiometersView } from "./potentiometers_view.js";
import { ResponseView } from "./response_view.js";
import { RetinaView } from "./retina_view.js";
import { bytes_of } from "./share.js";
import { usual_language, Words } from "./words.js";

const catalogue = JSON.parse(by_id("words").textContent);
const palettes = JSON.parse(by_id("palettes").textContent);
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {string} key @param {Record<string, any>} [values] */
function without_machine(key, values = {}) {
  by_id("no-page").hidden = false;
  by_id("no-page").textContent = new Words(catalogue, usual_language(catalogue)).say(`page_error.${key}`, values);
}

async function begin() {
  document.documentElement.style.setProperty("--hammertone", `url(${hammertone()})`);
  const data = bytes_of(by_id("machine").textContent);
  const [saved, library] = [await read_mark1(data), await library_from(bytes_of(by_id("pictures").textContent))];
  const session = new Session(saved, library);
  const operator = new Operator(session, {
    replied: (line, reply) => controls.replied(line, reply),
    failed: (line, error) => controls.failed(line, error),
  });
  const controls = new Controls(operator, new Words(catalogue, usual_language(catalogue)), palettes, data);
  const views = [
    new RetinaView(by_id("retina"), controls),
    new PatchBoardView(by_id("patch-board"), controls),
    new AssociationView(by_id("lamps"), controls),
    new PotentiometersView(by_id("dials"), controls),
    new ResponseView(),
    new CurveView(by_id("curve")),
  ];
  let before = performance.now();
  const frame = (/** @type {number} */ now) => {
    const dt_s = Math.max(0, (now - before) / 1000);
    before = now;
    operator.tick(dt_s);
    for (const view of views) view.draw({ session, dt_s, still: still.matches, ...controls.look });
    controls.draw();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  await controls.begin(still.matches);
  by_id("wall").dataset.ready = "yes";
  Object.assign(window, { mark1: { session, operator, controls } });
}

if (typeof DecompressionStream === "undefined" || typeof ResizeObserver === "undefined") without_machine("old_browser");
else {
  begin().catch((error) => {
    if (error instanceof MachineError) without_machine(error.key, error.values);
    else without_machine("old_browser");
    console.error(error);
  });
}
