/** The engine behind a worker: nothing waits for a template, and what is cancelled really ends. */

import { ChartroomError } from "../lib/error.js";
import { throwIfAborted } from "../lib/source.js";
import { unpackError } from "./protocol.js";
import { LintReport, RenderResult } from "./result.js";

/** How long a worker may go on with a cancelled request before it is ended: starting another takes longer than most renders. */
const GRACE = 100;

const aborted = (signal) => new ChartroomError("the operation was cancelled", { code: "ABORTED", cause: signal.reason });

/** A worker of whatever kind the platform has, with the same three methods. */
async function spawn(given) {
  const url = typeof given === "string" || given instanceof URL ? new URL(given, globalThis.location?.href ?? import.meta.url) : null;
  const made = typeof given === "function" ? await given() : given && !url ? given : await start(url);
  if (typeof made.addEventListener === "function") {
    return {
      post: (message) => made.postMessage(message),
      end: () => made.terminate(),
      listen(onMessage, onError) {
        made.addEventListener("message", ({ data }) => onMessage(data));
        made.addEventListener("error", (event) => onError(new Error(event.message || "the worker cannot be loaded")));
      },
    };
  }
  return {
    post: (message) => made.postMessage(message),
    end: () => made.terminate(),
    listen(onMessage, onError) {
      made.on("message", onMessage);
      made.on("error", onError);
      made.unref(); // an idle worker keeps no program alive …
    },
    busy: (yes) => (yes ? made.ref() : made.unref()), // … a working one does
  };
}

async function start(url) {
  if (typeof Worker === "function") return url ? new Worker(url, { type: "module" }) : new Worker(new URL("./template-worker.js", import.meta.url), { type: "module" });
  const threads = "./thread.js";
  const { startThread } = await import(/* @vite-ignore */ /* webpackIgnore: true */ threads);
  return startThread(url);
}

/** Renders in a worker, one request after the other. */
export class Renderer {
  #options;
  #worker = null;
  #compiled;
  #lastId = 0;
  #waiting = new Map();
  #queue = Promise.resolve();
  /** Charts by key, for the worker that comes after this one; and which of them this one knows. */
  #charts = new Map();
  #known = new Set();

  constructor(options = {}) {
    this.#options = options;
  }

  /** Opens a chart in the worker. @param {Uint8Array | {name: string, bytes: Uint8Array}[]} source */
  async open(source, { signal, name } = {}) {
    const key = ++this.#lastId;
    this.#charts.set(key, { source, name });
    try {
      await this.#turn((ask) => this.#introduce(key, ask), signal);
    } catch (error) {
      this.#charts.delete(key);
      throw error;
    }
    return new RemoteChart(
      (type, options) => this.#ask(key, type, options),
      () => this.#close(key),
    );
  }

  /** Ends the worker. What is under way ends with ABORTED; the next request starts another worker. */
  terminate() {
    this.#end(new ChartroomError("the renderer was ended", { code: "ABORTED" }));
  }

  async #ask(key, type, { signal, ...options } = {}) {
    if (!this.#charts.has(key)) throw new ChartroomError("the chart is closed", { code: "INVALID_ARGUMENT" });
    return this.#turn(async (ask) => {
      await this.#introduce(key, ask);
      return ask({ type, chart: key, options });
    }, signal);
  }

  async #introduce(key, ask) {
    if (this.#known.has(key)) return;
    await ask({ type: "open", chart: key, ...this.#charts.get(key) });
    this.#known.add(key);
  }

  #close(key) {
    this.#charts.delete(key);
    if (this.#known.delete(key)) this.#post({ type: "close", chart: key }).catch(() => {});
  }

  /** Waits for its turn, works, and gives up at once when the signal fires. */
  async #turn(work, signal) {
    throwIfAborted(signal);
    const before = this.#queue;
    let over;
    this.#queue = new Promise((done) => (over = done));
    const flag = typeof SharedArrayBuffer === "function" ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
    let isWorking = false;
    const working = (async () => {
      await before;
      throwIfAborted(signal);
      isWorking = true;
      try {
        await this.#ready();
        return await work((request) => this.#post(flag && request.options ? { ...request, options: { ...request.options, stopFlag: flag } } : request));
      } finally {
        isWorking = false;
      }
    })();
    working.then(over, over);
    if (!signal) return working;
    let onAbort;
    const stopped = new Promise((_, reject) => {
      onAbort = () => {
        const error = aborted(signal);
        reject(error);
        if (flag) Atomics.store(flag, 0, 1);
        if (isWorking) setTimeout(() => isWorking && this.#end(error), this.#options.grace ?? GRACE);
      };
      signal.addEventListener("abort", onAbort, { once: true });
    });
    try {
      return await Promise.race([working, stopped]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async #ready() {
    if (this.#worker) return;
    const worker = await spawn(this.#options.worker);
    worker.listen(
      ({ id, result, error }) => {
        const waiting = this.#waiting.get(id);
        this.#waiting.delete(id);
        if (!error) return waiting?.resolve(result);
        const failure = unpackError(error);
        waiting?.reject(failure);
        // After a trap the engine cannot be trusted: the next request has a new worker.
        if (failure.code === "INTERNAL" && this.#worker === worker) this.#end(failure);
      },
      (cause) => {
        if (this.#worker === worker) this.#end(new ChartroomError(`the worker failed: ${cause.message}`, { code: "WORKER_FAILED", cause }));
      },
    );
    this.#worker = worker;
    const { compiled } = await this.#post({ type: "start", modules: this.#compiled ?? this.#options.modules });
    this.#compiled = { ...this.#options.modules, ...compiled };
  }

  #post(message) {
    const id = ++this.#lastId;
    const worker = this.#worker;
    worker.busy?.(true);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.post({ id, ...message });
    }).finally(() => this.#waiting.size === 0 && worker.busy?.(false));
  }

  #end(error) {
    void this.#worker?.end();
    this.#worker = null;
    this.#known.clear();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** A chart that a {@link Renderer} has open. */
class RemoteChart {
  #ask;
  #close;

  constructor(ask, close) {
    this.#ask = ask;
    this.#close = close;
  }

  async render(options) {
    const result = await this.#ask("render", options);
    return new RenderResult(result.text, result);
  }

  async lint(options) {
    return new LintReport(await this.#ask("lint", options));
  }

  close() {
    this.#close();
  }
}
