/** A chart archive, opened and checked as Helm would. */

import { bytes, bytesOrText, invalid } from "./check.js";
import * as core from "./core.js";
import { ChartroomError } from "./error.js";
import { ready } from "./init.js";
import { Plan } from "./plan.js";
import { sha256 } from "./sha256.js";
import { bytesOf, throwIfAborted } from "./source.js";
import { guarded } from "./thrown.js";

const README_NAMES = new Set(["readme.md", "readme.txt", "readme"]);
const decode = (bytes) => new TextDecoder().decode(bytes);

/** One file of a chart. Its content is copied out of the module when asked for, and not before. */
export class ChartFile {
  #read;

  constructor(name, size, read) {
    this.name = name;
    this.size = size;
    this.#read = read;
  }

  bytes() {
    return this.#read();
  }

  text() {
    return decode(this.bytes());
  }
}

/** What a chart says and holds. */
export class Chart {
  #handle;
  #bytes;
  #cache = new Map();

  constructor(handle, bytes, lastModified, digest) {
    this.#handle = handle;
    this.#bytes = bytes;
    if (digest) this.#cache.set("digest", digest);
    /** When the archive was last written, where the source knew: Helm's creation time of a pushed chart. */
    this.lastModified = lastModified;
  }

  /**
   * Opens a chart archive.
   * @throws {ChartroomError} with Helm's text where Helm would refuse it
   */
  static async open(source, { signal, name } = {}) {
    const bytes = await bytesOf(source, signal);
    const loading = ready();
    if (loading) await loading;
    throwIfAborted(signal);
    const lastModified = typeof source?.lastModified === "number" ? new Date(source.lastModified) : undefined;
    const digest = sha256(bytes);
    const handle = guarded(() => core.openChart(bytes, name ?? source?.name));
    return new Chart(handle, bytes, lastModified, typeof digest === "object" ? await digest : digest);
  }

  static async fromFiles(files) {
    await ready();
    if (typeof files?.[Symbol.iterator] !== "function") throw invalid("files must be a list of { name, bytes }");
    const given = [...files];
    const contents = given.map((file) => bytes(file?.bytes, "a file's bytes"));
    const handle = guarded(() => core.openFiles(JSON.stringify(given.map((file) => String(file.name))), contents));
    return new Chart(handle, null);
  }

  #once(name, make) {
    if (!this.#cache.has(name)) this.#cache.set(name, this.#ask(make));
    return this.#cache.get(name);
  }

  // What only the module knows.
  #ask(work) {
    const handle = this.#handle;
    if (!handle) throw new ChartroomError("the chart has been closed", { code: "CLOSED", advice: "Open it again, or close it later." });
    return guarded(() => work(handle));
  }

  /** The archive itself, as it was given. */
  get bytes() {
    return this.#bytes;
  }

  /** `sha256:…` of the archive: the digest of its layer in a registry. */
  get digest() {
    return this.#once("digest", (handle) => handle.digest() ?? null);
  }

  get metadata() {
    return this.#once("metadata", (handle) => JSON.parse(handle.metadata()));
  }

  get values() {
    return this.#once("values", (handle) => JSON.parse(handle.values()));
  }

  get valuesText() {
    return this.file("values.yaml")?.text() ?? null;
  }

  get schema() {
    return this.#once("schema", () => {
      const file = this.file("values.schema.json");
      if (!file) return null;
      try {
        return JSON.parse(file.text());
      } catch (cause) {
        throw new ChartroomError(`values.schema.json is not JSON: ${cause.message}`, { code: "SCHEMA_INVALID", cause });
      }
    });
  }

  get warnings() {
    return this.#once("warnings", (handle) => Object.freeze(handle.warnings()));
  }

  get files() {
    return this.#once("files", (handle) => {
      const read = (i) => () => this.#ask((handle) => handle.fileBytes(i));
      return Object.freeze(JSON.parse(handle.files()).map(([name, size], i) => new ChartFile(name, size, read(i))));
    });
  }

  /** The file of that name; where the archive has several, the last one, which is the one Helm uses. */
  file(name) {
    return this.files.findLast((file) => file.name === name);
  }

  get readme() {
    return this.files.find((file) => README_NAMES.has(file.name.toLowerCase()))?.text() ?? null;
  }

  get dependencies() {
    return this.#once("dependencies", (handle) => {
      const bundled = JSON.parse(handle.subcharts());
      return (this.metadata.dependencies ?? []).map((declared) => ({
        ...declared,
        bundled: bundled.find((chart) => chart.name === declared.name) ?? null,
      }));
    });
  }

  show(what = "all") {
    return this.#ask((handle) => decode(handle.show(what)));
  }

  /** What `helm lint` finds. The engine for it is a module of its own, loaded now. */
  async lint(options) {
    const { lint } = await import("../template.js");
    return lint(this, options);
  }

  /** Gives the module's memory back now. What was read before stays; nothing more can be asked. */
  close() {
    this.#handle?.free();
    this.#handle = null;
  }

  plan(remote, { created, provenance } = {}) {
    const time = rfc3339(created ?? this.lastModified ?? new Date());
    const signature = provenance == null ? undefined : bytesOrText(provenance, "provenance");
    return new Plan(this.#ask((handle) => handle.plan(String(remote), time, signature)), time);
  }
}

// `using chart = …`, where the language has it.
if (Symbol.dispose) Object.defineProperty(Chart.prototype, Symbol.dispose, { value: Chart.prototype.close });

// A time in UTC, cut to seconds; a string is the caller's own spelling.
function rfc3339(time) {
  if (typeof time === "string") return time;
  const year = time instanceof Date ? time.getUTCFullYear() : NaN;
  if (!(year >= 0 && year <= 9999)) throw invalid("created must be a valid Date, or a string as RFC 3339 has it");
  return `${time.toISOString().slice(0, 19)}Z`;
}
