/** A registry, and what can be done with the charts in it. */

import { Chart } from "./chart.js";
import { invalid, optionalText, text } from "./check.js";
import * as core from "./core.js";
import { ChartroomError } from "./error.js";
import { ready } from "./init.js";
import { handleOf } from "./plan.js";
import { throwIfAborted } from "./source.js";
import { guarded, told } from "./thrown.js";

const decode = (bytes) => new TextDecoder().decode(bytes);

/** A tag that Helm wrote for a version. */
const VERSION_TAG = /^v?\d+(\.\d+){0,2}([-_][\w.-]*)?$/;

/** A chart as it came from a registry: the archive, verified, and what led to it. */
export class PulledChart {
  constructor(fields) {
    Object.assign(this, fields);
  }

  /** Opens the archive. */
  open(options) {
    return Chart.open(this.chart, options);
  }
}

/** A manifest, with the bytes as the registry sent them. */
export class Manifest {
  constructor({ bytes, mediaType, digest }) {
    Object.assign(this, { bytes, mediaType, digest });
  }

  get text() {
    return decode(this.bytes);
  }

  json() {
    return JSON.parse(this.text);
  }
}

/** One registry by its host. */
export class Registry {
  #options;
  #handle;
  /** The last thing `fetch` threw, so that an error of ours can name it as its cause. */
  #lastFailure;

  /** @param {string} host `host` or `host:port`; `oci://` in front is allowed */
  constructor(host, options = {}) {
    this.host = text(host, "a registry's host").replace(/^oci:\/\//, "").replace(/\/+$/, "");
    if (options.fetch != null && typeof options.fetch !== "function") throw invalid("fetch must be a function");
    this.#options = options;
  }

  async #open() {
    const loading = ready();
    if (loading) await loading;
    return (this.#handle ??= await this.#create());
  }

  async #create() {
    const { credentials, plainHttp = false, proxy, fetch: own, userAgent } = this.#options;
    const watched = async (input, init) => {
      try {
        const answer = await own(input, init);
        if (!answer?.headers) throw new TypeError("fetch gave no Response");
        return answer;
      } catch (error) {
        this.#lastFailure = error;
        throw error;
      }
    };
    const credential = await this.#credential(credentials);
    // Without a function of the caller's the module uses fetch itself, and in browsers what can tell about uploads.
    const send = own && watched;
    const given = JSON.stringify({ ...credential, host: this.host, plainHttp: Boolean(plainHttp), proxy: proxy?.toString(), userAgent });
    return guarded(() => new core.RegistryHandle(given, send));
  }

  async #credential(given) {
    let found = given;
    try {
      if (typeof given === "function") found = await given(this.host);
    } catch (cause) {
      throw new ChartroomError(cause?.message ?? String(cause), { code: "CREDENTIALS_UNAVAILABLE", cause });
    }
    if (found == null || typeof (found.token ?? found.identityToken) === "string") return found;
    if (typeof found.username === "string" && typeof found.password === "string") return found;
    throw invalid("credentials are { username, password }, { token } or { identityToken }");
  }

  async #run(signal, work) {
    throwIfAborted(signal);
    const opened = await this.#open();
    throwIfAborted(signal);
    const handle = opened.begin();
    const onAbort = () => handle.cancel();
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#lastFailure = undefined;
    try {
      return await work(handle);
    } catch (thrown) {
      const cause = thrown?.code === "ABORTED" ? signal?.reason : this.#lastFailure;
      throw told(thrown, cause);
    } finally {
      signal?.removeEventListener("abort", onAbort);
      handle.free();
    }
  }

  async push(plan, { tags = [], onProgress, signal } = {}) {
    const planned = handleOf.get(plan);
    if (!planned) throw invalid("push takes what chart.plan() returned");
    if (plan.registry !== this.host) throw invalid(`the plan is for ${plan.registry}, and this is ${this.host}`);
    if (!Array.isArray(tags)) throw invalid("tags must be an array");
    for (const tag of tags) text(tag, "a tag");
    return this.#run(signal, (handle) => handle.push(planned, JSON.stringify(tags), onProgress));
  }

  async pull(repository, { version, tag, digest, provenance = false, onProgress, signal } = {}) {
    const own = this.#name(repository);
    const name = repository.startsWith("oci://") ? repository : `${this.host}/${own}`;
    for (const [what, value] of Object.entries({ version, tag, digest })) optionalText(value, what);
    const fields = await this.#run(signal, async (handle) => {
      const wanted = { version, digest };
      // Helm asks for versions and not for tags. A tag that spells a version is asked for as that version; any other
      // (`latest`) is looked up first and then pulled by its digest.
      if (tag && !digest && !version) {
        if (VERSION_TAG.test(tag)) wanted.version = tag.replaceAll("_", "+");
        else wanted.digest = (await handle.manifest(own, tag)).digest;
      }
      const reference = wanted.digest ? `${name}@${wanted.digest}` : name;
      return handle.pull(reference, wanted.version, provenance, onProgress);
    });
    return new PulledChart(fields);
  }

  async *versions(repository, { signal } = {}) {
    const name = this.#name(repository);
    yield* await this.#run(signal, (handle) => handle.versions(name));
  }

  async tags(repository, { signal } = {}) {
    const name = this.#name(repository);
    return this.#run(signal, (handle) => handle.tags(name));
  }

  async manifest(repository, reference, { signal } = {}) {
    const name = this.#name(repository);
    text(reference, "a tag or digest");
    return new Manifest(await this.#run(signal, (handle) => handle.manifest(name, reference)));
  }

  async blob(repository, blob, { onProgress, signal } = {}) {
    const name = this.#name(repository);
    const { digest, size } = typeof blob === "string" ? { digest: blob } : (blob ?? {});
    text(digest, "a blob's digest");
    if (size != null && !(size >= 0)) throw invalid("a blob's size must be a number of bytes");
    return this.#run(signal, (handle) => handle.blob(name, digest, size, onProgress));
  }

  async delete(repository, reference, { signal } = {}) {
    const name = this.#name(repository);
    text(reference, "a tag or digest");
    return this.#run(signal, (handle) => handle.deleteManifest(name, reference));
  }

  repositories({ signal } = {}) {
    return this.#run(signal, (handle) => handle.repositories());
  }

  ping({ signal } = {}) {
    return this.#run(signal, (handle) => handle.ping());
  }

  // `oci://host/name` and `host/name` are understood too, as long as the host is this one.
  #name(repository) {
    const name = text(repository, "a repository").replace(/^oci:\/\//, "");
    if (name.startsWith(`${this.host}/`)) return name.slice(this.host.length + 1);
    if (repository !== name && name.split("/")[0] !== this.host) throw invalid(`${repository} is not in ${this.host}`);
    return name;
  }
}
