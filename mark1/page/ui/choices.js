// Choices: what the selectors of the page offer, in the language of whoever looks at it.

import { by_id, fill_select } from "./elements.js";

const RULES = ["quantized", "nonquantized", "forced", "bivalent", "spontaneous"];
const PARTS = ["a", "cells", "stuck-cells", "motors", "wires"];

/** @param {import("../panel/session.js").Session} session @param {import("./words.js").Words} words */
export function fill_choices({ library, machine }, words) {
  const named = (/** @type {string} */ kind, /** @type {string[]} */ names) =>
    names.map(
      (name) => /** @type {[string, string]} */ ([name, words.say(`page.${kind}_${name.replace(/[-:]/g, "_")}`)]),
    );
  fill_select("course", named("set", [...library.sets.keys(), "album"]));
  fill_select("rule", named("rule", RULES));
  fill_select("part", named("damage", PARTS));
  by_id("speed").options[3].text = words.say("page.fast");
  by_id("rule").value = machine.config.teacher.rule;
}
