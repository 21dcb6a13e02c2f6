/**
 * The engine's host on a computer: charts and values from the disk, from standard input, from the network.
 *
 * The engine asks synchronously. What takes time is promised instead: the run ends in an error nobody sees, {@link
 * Host.settle} waits, and the command begins again with the answer at hand, be it a failure.
 */

import { readFileSync } from "node:fs";
import { helmText } from "./failure.js";
import { get } from "./getter.js";
import { pathError } from "./go-text.js";
import { readAll } from "./terminal.js";

/** Where charts come from: {@link Host}'s questions, of which only `chart` must be answered. */
export class Host {
  #stdin;
  #source;
  #settled = new Map();
  #waiting = null;
  #log = [];
  #drained = false;

  /**
   * @param {NodeJS.ReadStream} stdin
   * @param {{prepare?: () => void, chart: (given: string, later: (fetch: () => Promise<{value: object, log?: string[]}>) => object) => Uint8Array | object,
   *   place: (given: string, known?: object) => string}} source `later` gives what was fetched, in time
   * @param {string} namespace
   */
  constructor(stdin, source, namespace) {
    this.#stdin = stdin;
    this.#source = source;
    this.namespace = namespace;
  }

  /** Does the command until nothing is missing any more. @param {() => Promise<object>} run */
  async complete(run) {
    for (;;) {
      this.#waiting = null;
      const outcome = await run();
      if (!this.#waiting) return outcome;
      await this.#settle();
    }
  }

  /** The command starts, perhaps anew. */
  begin() {
    this.#log = [];
    this.#drained = false;
  }

  async #settle() {
    const { key, fetch } = this.#waiting;
    const log = [];
    try {
      this.#settled.set(key, { value: await fetch(log), log });
    } catch (error) {
      this.#settled.set(key, { error: new Error(helmText(error), { cause: error }), log });
    }
  }

  // What was fetched under a key, with what was logged meanwhile.
  #fetched(key, fetch) {
    const settled = this.#settled.get(key);
    if (!settled) {
      this.#waiting = { key, fetch };
      throw new Error("not fetched yet");
    }
    this.#log.push(...settled.log);
    if (settled.error) throw settled.error;
    return settled.value;
  }

  prepare() {
    this.#source.prepare?.();
  }

  chart(given) {
    return this.#source.chart(given, (fetch) => this.#fetched(`chart ${given}`, fetch));
  }

  /** The whole path of a chart. */
  absolute(given) {
    return this.#source.place(given, this.#settled.get(`chart ${given}`)?.value);
  }

  /** What was logged since this was asked last. */
  get log() {
    return this.#log.splice(0);
  }

  /** A file of values: on the disk, from standard input (`-`), or from the web. */
  read(path) {
    if (path.trim() === "-") {
      const text = this.#fetched("-", async () => Buffer.from(await readAll(this.#stdin)));
      if (this.#drained) return new Uint8Array(); // who asks a second time finds its end
      this.#drained = true;
      return text;
    }
    if (/^(https?|oci):/i.test(path)) return this.#fetched(`file ${path}`, (log) => get(path, {}, log));
    try {
      return readFileSync(path);
    } catch (error) {
      throw pathError(error, error.code === "EISDIR" ? "read" : "open", path);
    }
  }
}
