// MachineError: what cannot be done, as a key of the catalogue with its values. Nothing was changed by it.

/** ``key``: of the table [page_error] in mark1/gui/strings; ``values`` fill its placeholders. */
export class MachineError extends Error {
  /** @param {string} key @param {Record<string, string | number>} values */
  constructor(key, values = {}) {
    super(`${key} ${JSON.stringify(values)}`);
    this.key = key;
    this.values = values;
  }
}
