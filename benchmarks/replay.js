// Replay, for Node: machines and lines in, machines out. The tests compare them with Python's.
//
//     node replay.js FOLDER     FOLDER/jobs.json: [{"machine": FILE, "lines": [...], "out": FILE, "portions_s": [...]}],
//                               and beside each machine FILE.pictures

import { readFileSync, writeFileSync } from "node:fs";

import { read_mark1, write_mark1 } from "../mark1/page/archive/mark1_file.js";
import { MachineError } from "../mark1/page/errors.js";
import { library_from } from "../mark1/page/panel/pictures_file.js";
import { work } from "../mark1/page/panel/commands.js";
import { Session } from "../mark1/page/panel/session.js";

const [, , folder] = process.argv;
const bytes_of = (/** @type {string} */ name) => new Uint8Array(readFileSync(`${folder}/${name}`));
const results = [];
for (const { machine, lines, out, portions_s = [] } of JSON.parse(readFileSync(`${folder}/jobs.json`, "utf-8"))) {
  const session = new Session(await read_mark1(bytes_of(machine)), await library_from(bytes_of(`${machine}.pictures`)));
  const said = lines.map((/** @type {string} */ line) => outcome(session, line, portions_s));
  writeFileSync(`${folder}/${out}`, await write_mark1(session.saved()));
  results.push(said);
}
writeFileSync(`${folder}/results.json`, JSON.stringify(results));

/** What became of a line: done or refused, and the sums and the answer to the picture before the camera.
 * ``portions_s``: of machine time, one after the other, again and again; none: no time is waited for.
 * @param {Session} session @param {string} line @param {number[]} portions_s */
function outcome(session, line, portions_s) {
  let refused = "";
  try {
    const process = work(session, line);
    for (let i = 0, step = process.next(); !step.done; i++) step = process.next(portions_s[i % portions_s.length]);
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    refused = error.message;
  }
  const { observation } = session;
  return { refused, sum_v: observation && [...observation.sum_v], answer: session.answer()?.label ?? null };
}
