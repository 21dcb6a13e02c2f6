/** A chart archive, opened and checked as Helm would. */

import * as core from "./core.js";
import { ChartroomError, guarded } from "./error.js";
import { ready } from "./init.js";
import { Plan } from "./plan.js";
import { sha256 } from "./sha256.js";
import { bytesOf, throwIfAborted } from "./source.js";

const README_NAMES = new Set(["readme.md", "readme.txt", "readme"]);
const decode = (bytes) => new TextDecoder().decode(bytes);

/** One file of a chart. Its content is copied out of the module when asked for, and not before. */
export class ChartFile {
  #handle;
  #index;

  constructor(handle, index, name, size) {
    this.#handle = handle;
    this.#index = index;
    this.name = name;
    this.size = size;
  }

  bytes() {
    return guarded(() => this.#handle.fileBytes(this.#index));
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
    const given = [...files];
    const handle = guarded(() => core.openFiles(given.map((file) => file.name), given.map((file) => file.bytes)));
    return new Chart(handle, null);
  }

  #once(name, make) {
    if (!this.#cache.has(name)) this.#cache.set(name, guarded(make));
    return this.#cache.get(name);
  }

  /** The archive itself, as it was given. */
  get bytes() {
    return this.#bytes;
  }

  /** `sha256:…` of the archive: the digest of its layer in a registry. */
  get digest() {
    return this.#once("digest", () => this.#handle.digest() ?? null);
  }

  get metadata() {
    return this.#once("metadata", () => JSON.parse(this.#handle.metadata()));
  }

  get values() {
    return this.#once("values", () => JSON.parse(this.#handle.values()));
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

  get files() {
    return this.#once("files", () => {
      const sizes = this.#handle.fileSizes();
      return Object.freeze(JSON.parse(this.#handle.fileNames()).map((name, i) => new ChartFile(this.#handle, i, name, sizes[i])));
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
    return this.#once("dependencies", () => {
      const bundled = JSON.parse(this.#handle.subcharts());
      return (this.metadata.dependencies ?? []).map((declared) => ({
        ...declared,
        bundled: bundled.find((chart) => chart.name === declared.name) ?? null,
      }));
    });
  }

  show(what = "all") {
    return guarded(() => decode(this.#handle.show(what)));
  }

  /** What `helm lint` finds. The engine for it is a module of its own, loaded now. */
  async lint(options) {
    const { lint } = await import("../template.js");
    return lint(this, options);
  }

  /** Gives the module's memory back now. What was read before stays; nothing more can be asked. */
  close() {
    this.#handle.free();
  }

  plan(remote, { created, provenance } = {}) {
    const time = created ?? this.lastModified ?? new Date();
    const text = typeof time === "string" ? time : `${time.toISOString().slice(0, 19)}Z`;
    return new Plan(guarded(() => this.#handle.plan(String(remote), text, toBytes(provenance))), text);
  }
}

// `using chart = …`, where the language has it.
if (Symbol.dispose) Object.defineProperty(Chart.prototype, Symbol.dispose, { value: Chart.prototype.close });

function toBytes(provenance) {
  if (provenance == null) return undefined;
  if (typeof provenance === "string") return new TextEncoder().encode(provenance);
  return provenance instanceof Uint8Array ? provenance : new Uint8Array(provenance);
}
