// Files and links: a machine saved to a file, loaded from one, or shared as a link; what is dropped on the page.

import { read_mark1, write_mark1 } from "../archive/mark1_file.js";
import { MachineError } from "../errors.js";
import { on } from "./elements.js";
import { lines_of, link_of } from "./share.js";

const MOST_BYTES = 32 * 2 ** 20; // of a file, packed
const DRAWS = /^(amend )?draw /;

export class Files {
  /** @param {import("./controls.js").Controls} controls @param {Uint8Array} page_machine */
  constructor(controls, page_machine) {
    this.controls = controls;
    this.page_machine = page_machine;
    /** @type {string[] | null} the history of the page's own machine; none once another was loaded */
    this.before = controls.session.history;
    this.kept = controls.session.machine.corrections; // when the machine was last saved, loaded or shared
    on("save", "click", () => this.attempt(() => this.save()));
    on("open-file", "change", (event) => this.attempt(() => this.opened(event.target)));
    on("share", "click", () => this.attempt(() => this.share()));
    addEventListener("beforeunload", (event) => this.is_unsaved && event.preventDefault());
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => this.attempt(() => this.dropped(event)));
  }

  /** Whether something was learned that is nowhere else: the browser then asks before it leaves the page. */
  get is_unsaved() {
    return this.controls.session.machine.corrections !== this.kept;
  }

  /** @param {() => Promise<void>} task */
  async attempt(task) {
    try {
      await task();
    } catch (error) {
      this.controls.failed("", error);
    }
  }

  async save() {
    const { controls } = this;
    if (controls.operator.busy) throw new MachineError("still_running", { line: controls.operator.line });
    const url = URL.createObjectURL(new Blob([/** @type {any} */ (await write_mark1(controls.session.saved()))]));
    const link = Object.assign(document.createElement("a"), { href: url, download: "machine.mark1" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.kept = controls.session.machine.corrections;
    controls.replied("", { key: "saved", values: { name: link.download } });
  }

  /** @param {HTMLInputElement} input */
  async opened(input) {
    const [file] = input.files ?? [];
    input.value = file ? "" : input.value;
    if (file) await this.load(file);
  }

  /** @param {File} file */
  async load(file) {
    const { controls } = this;
    if (controls.operator.busy) throw new MachineError("still_running", { line: controls.operator.line });
    if (file.size > MOST_BYTES) throw new MachineError("file_too_large", { most: MOST_BYTES / 2 ** 20 });
    controls.session.load(await read_mark1(new Uint8Array(await file.arrayBuffer())));
    this.before = null;
    this.kept = controls.session.machine.corrections;
    controls.replied("", { key: "loaded", values: { name: file.name } });
  }

  /** @param {DragEvent} event */
  async dropped(event) {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file?.type.startsWith("image/")) await this.controls.picture(file);
    else if (file) await this.load(file);
  }

  async share() {
    const { controls } = this;
    const { history } = controls.session;
    if (!this.before || !history.join("\n").startsWith(this.before.join("\n")))
      throw new MachineError("not_this_pages");
    location.hash = await link_of(this.net(history.slice(this.before.length)), this.page_machine);
    this.kept = controls.session.machine.corrections;
    try {
      await navigator.clipboard.writeText(location.href);
      controls.replied("", { key: "link_copied" });
    } catch {
      controls.replied("", { key: "link_shown" });
    }
  }

  /** Lines without strokes that a later one covers, where no chance is drawn for them. @param {string[]} lines */
  net(lines) {
    const { retina, potentiometers } = this.controls.session.machine.config;
    if (retina.noise || potentiometers.noise_v) return lines;
    const kept = lines.filter((line, i) => !(DRAWS.test(line) && lines[i + 1]?.startsWith("amend draw ")));
    return kept.map((line) => (line.startsWith("amend draw ") ? line.slice(6) : line));
  }

  /** The lines of the link that the page was opened with. Throws MachineError. @returns {Promise<string[]>} */
  shared() {
    return lines_of(location.hash, this.page_machine);
  }
}
