// What views are drawn from, and whom they tell what was done to them by hand. Types only.

/** ``epoch`` changes when everything must be drawn anew: another machine, theme or language.
 * @typedef {{session: import("../panel/session.js").Session, palette: import("./surface.js").Palette,
 * words: import("./words.js").Words, epoch: number, dt_s: number, still: boolean, unit: number, pot: number}} Frame */

/** @typedef {{session: import("../panel/session.js").Session, drawn: (light: Float32Array, begins: boolean) => void,
 * cell_chosen: (cell: number) => void, typed: (letter: string) => void, unit_chosen: (a: number) => void,
 * pot_chosen: (pot: number) => void}} Desk */

export {};
