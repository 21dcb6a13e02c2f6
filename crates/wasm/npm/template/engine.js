/**
 * The engine: charts opened in the module, rendered and linted, synchronously once everything is loaded.
 *
 * The module asks for cryptography or a schema check in the middle of its work. Where that module is not there yet, the
 * work ends in an error nobody sees, the module is loaded, and the work is done again.
 */

import { ChartroomError, toChartroomError } from "../lib/error.js";
import { chartLine, flagsOf } from "./flags.js";
import { load } from "./modules.js";
import { LintReport, RenderResult } from "./result.js";
import { worldOf } from "./world.js";

/** Modules whose exports can be called, by name. */
const answers = {};
/** Modules that were asked for and are not there yet. */
const missing = new Set();
let connected = false;

/**
 * Answers that took long to find. They follow from nothing but their question, which names the randomness and the
 * moment; a key of 4096 bits takes seconds, so renders with one seed and one `now` make it once.
 */
const remembered = new Map();
const LONG = 5; // milliseconds
const KEPT = 64;

function answer(name, question) {
  const key = name + new TextDecoder("windows-1252").decode(question); // a character for each byte
  const known = remembered.get(key);
  if (known) return known;
  const began = performance.now();
  const found = answers[name](question);
  if (performance.now() - began > LONG) {
    if (remembered.size >= KEPT) remembered.delete(remembered.keys().next().value);
    remembered.set(key, found);
  }
  return found;
}

/** The engine's exports, ready to be called. */
export async function engine() {
  const exports = await load("template");
  if (!connected) {
    connected = true;
    exports.connect((name, question) => {
      if (answers[name]) return answer(name, question);
      missing.add(name);
    });
  }
  return exports;
}

/** Does something in the engine, once more whenever a module was missing. */
export async function complete(work) {
  const exports = await engine();
  for (;;) {
    missing.clear();
    let failure, result;
    try {
      result = work(exports);
    } catch (thrown) {
      failure = { thrown };
    }
    if (missing.size === 0) {
      if (failure) throw toChartroomError(failure.thrown);
      return result;
    }
    result?.free?.();
    for (const name of missing) answers[name] = (await load(name)).answer;
  }
}

/** A chart opened for rendering: what does not depend on values is done once. */
export class OpenedChart {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  /**
   * Opens an archive's bytes, or the files of a folder.
   * @param {Uint8Array | {name: string, bytes: Uint8Array}[]} source
   */
  static async open(source, name) {
    const handle = await complete(({ TemplateChart }) =>
      Array.isArray(source)
        ? TemplateChart.fromFiles(source.flatMap((file) => [file.name, file.bytes]))
        : TemplateChart.fromArchive(source, name),
    );
    return new OpenedChart(handle);
  }

  async render(options = {}) {
    const world = worldOf(options);
    const line = [...flagsOf(options), ...chartLine(options)];
    const { text, facts } = await world.watch(() =>
      complete(() => {
        const rendered = this.#open.render(line, world);
        const result = { text: rendered.text, facts: rendered.facts };
        rendered.free();
        return result;
      }),
    );
    return new RenderResult(text, JSON.parse(facts));
  }

  async lint(options = {}) {
    const world = worldOf(options);
    const line = flagsOf(options);
    return new LintReport(JSON.parse(await world.watch(() => complete(() => this.#open.lint(line, world)))));
  }

  get #open() {
    if (this.#handle) return this.#handle;
    throw new ChartroomError("the chart is closed", { code: "INVALID_ARGUMENT" });
  }

  close() {
    this.#handle?.free();
    this.#handle = undefined;
  }
}
