// What an operator can do: every action is one line of text, the same as in mark1/panel/commands/table.py.
//
//     line  -->  words  -->  command  -->  done, and in the history; or nothing has changed, and an error says why

import { MachineError } from "../errors.js";
import { damage, dial, plug, repair, set_dial, trim, unplug, wait } from "./parts.js";
import { album, draw, keep, present } from "./pictures.js";
import { line_of, words_of } from "./quoting.js";
import { HISTORY_LINES } from "./session.js";
import { course, evaluate, go_on, rule, teach, train } from "./teaching.js";
import { to_number } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** What was done: a key of [page_reply] in the catalogue, its values, and the line for the history, if another.
 * @typedef {{key: string, values?: Record<string, any>, line?: string}} Reply */
/** @typedef {Generator<unknown, Reply, number | undefined>} Process */
/** *act* changes the machine, and undo takes it back; *look* draws chance; *ask* changes nothing.
 * @typedef {{kind: "act" | "look" | "ask", run: (session: Session, words: string[]) => Reply | Process,
 * brings_history?: boolean}} Command */

/** Run one line as a process: it yields wherever machine time may pass, and is sent how much did, s. Closed before its
 * end, or ended by an error, it changes nothing. @param {Session} session @param {string} line @returns {Process} */
export function* work(session, line) {
  const [first, ...others] = words_of(line);
  const amends = first === "amend" && others.length > 0;
  const words = amends ? others : [first, ...others];
  const command = Object.hasOwn(COMMANDS, words[0] ?? "") ? COMMANDS[words[0]] : null;
  if (!command) throw new MachineError("unknown_command", { word: String(words[0]) });
  if (session.under_way && command.kind !== "ask") throw new MachineError("still_running", { line: session.under_way });
  const outer = session.under_way;
  const before = command.kind === "ask" ? null : session.present();
  let done = false;
  session.asked_to_stop &&= command.kind === "ask";
  session.under_way = line;
  try {
    const begun = command.run(session, words.slice(1));
    const reply = "next" in begun ? yield* begun : begun;
    finish(session, command, words, reply, amends, before);
    done = true;
    return reply;
  } finally {
    session.under_way = outer;
    if (before && !done) session.return_to(before);
  }
}

/** The history's line, and what undo goes back to. @param {Session} session @param {Command} command
 * @param {string[]} words @param {Reply} reply @param {boolean} amends
 * @param {import("./session.js").Present | null} before */
function finish(session, command, words, reply, amends, before) {
  if (!before || command.brings_history) return;
  const part = amends && session.past.length > 0;
  if (command.kind === "act") session.remember(line_of(words), before, part);
  const said = reply.line ?? line_of(words);
  const entry = command.kind === "act" && part ? `amend ${said}` : said;
  session.history = [...session.history, entry].slice(-HISTORY_LINES);
}

/** Run one line to its end. @param {Session} session @param {string} line @returns {Reply} */
export function execute(session, line) {
  const process = work(session, line);
  let step = process.next();
  while (!step.done) step = process.next();
  return step.value;
}

/** @param {Session} session @returns {Reply} */
function reset(session) {
  session.machine.reset();
  Object.assign(session, { code: null, observation: null, course: null });
  return { key: "reset" };
}

/** @type {Record<string, Command>} */
export const COMMANDS = {
  present: { kind: "look", run: present },
  draw: { kind: "act", run: draw },
  teach: { kind: "act", run: teach },
  train: { kind: "act", run: train },
  course: { kind: "act", run: course },
  step: { kind: "act", run: (session, [n = "1"]) => go_on(session, to_number(n, "step", 1, Infinity, true)) },
  run: { kind: "act", run: (session) => go_on(session, Infinity) },
  evaluate: { kind: "look", run: evaluate },
  keep: { kind: "look", run: keep },
  album: { kind: "look", run: album },
  rule: { kind: "act", run: rule },
  undecided: dial("response.undecided_v", ({ machine }, value) => (machine.response.undecided_v = value)),
  theta: dial("association.theta", ({ machine }, value) => (machine.association.theta = value)),
  noise: dial("retina.noise", ({ machine }) => (machine.retina.config = machine.config.retina)),
  trim: { kind: "act", run: trim },
  set: { kind: "act", run: set_dial },
  wait: { kind: "act", run: wait },
  plug: { kind: "act", run: plug },
  unplug: { kind: "act", run: unplug },
  damage: { kind: "act", run: damage },
  repair: { kind: "act", run: repair },
  reset: { kind: "act", run: reset },
  undo: { kind: "look", brings_history: true, run: (session) => ({ key: "undone", values: { line: session.undo() } }) },
  redo: { kind: "look", brings_history: true, run: (session) => ({ key: "redone", values: { line: session.redo() } }) },
};
