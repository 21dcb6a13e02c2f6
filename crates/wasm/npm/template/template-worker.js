/**
 * The template engine in a worker: a Web Worker (`{ type: "module" }`) or a thread of Node.
 *
 * The protocol. Every request is `{ id, type, … }` and gets exactly one answer with its `id`:
 *
 *   { id, result }                          it worked
 *   { id, error: { code, message, … } }     it did not; the members are those of ChartroomError
 *
 * | request                                            | result                                                |
 * |----------------------------------------------------|-------------------------------------------------------|
 * | { id, type: "start", modules? }                    | { compiled }: WebAssembly.Modules to start others with |
 * | { id, type: "open", chart, source, name? }         | null; the chart is now known by the key `chart`       |
 * | { id, type: "render", chart, options }             | { text, notes, warnings, documents, lineMap }         |
 * | { id, type: "lint", chart, options }               | { findings, warnings }                                |
 * | { id, type: "close", chart }                       | null                                                  |
 *
 * - `start` is optional and comes first: `modules` says where the wasm files are (URLs by the names `template`, `crypto`,
 *   `schema`, `zones`; without it they lie beside this file), or brings them compiled.
 * - `chart` is any string or number the asking side chooses. `source` is the bytes of an archive (Uint8Array or
 *   ArrayBuffer) or an array of `{ name, bytes }`. Opening under a key that is in use replaces the chart.
 * - `options` are RenderOptions and LintOptions of template.d.ts without `signal`. `options.stopFlag` may be an
 *   Int32Array over a SharedArrayBuffer: the work stops with the code ABORTED soon after its first element is not 0.
 * - A document is `{ template, apiVersion, kind, name, namespace, hooks, line, start, end }`; its text is
 *   `text.slice(start, end)`, its first line is line `line` of the text. `lineMap` is null unless `options.lineMap` asks
 *   for it: `{ files, lines }`, where `lines[n]` has two numbers for each line of document n, which of `files` wrote its
 *   beginning (-1 for unknown) and on which line.
 * - Requests are worked on one after the other, in the order in which they came. A request is cancelled by its
 *   `stopFlag`, or by ending the worker and starting another; `createRenderer` of template.js does both.
 */

import { OpenedChart } from "./engine.js";
import { compiled, load, locate } from "./modules.js";
import { packError } from "./protocol.js";
import { RenderResult } from "./result.js";

const charts = new Map();

const actions = {
  async start({ modules }) {
    locate(modules);
    await load("template");
    return { compiled };
  },
  async open({ chart, source, name }) {
    const opened = await OpenedChart.open(source instanceof ArrayBuffer ? new Uint8Array(source) : source, name);
    charts.get(chart)?.close();
    charts.set(chart, opened);
    return null;
  },
  async render({ chart, options }) {
    return RenderResult.pack(await known(chart).render(options));
  },
  async lint({ chart, options }) {
    const { findings, warnings } = await known(chart).lint(options);
    return { findings, warnings };
  },
  async close({ chart }) {
    charts.get(chart)?.close();
    charts.delete(chart);
    return null;
  },
};

function known(chart) {
  const opened = charts.get(chart);
  if (!opened) throw Object.assign(new Error(`no chart is open as ${chart}`), { code: "INVALID_ARGUMENT" });
  return opened;
}

async function answer(request, post) {
  const { id, type } = request;
  try {
    const action = Object.hasOwn(actions, type) ? actions[type] : null;
    if (!action) throw Object.assign(new Error(`no request is called ${type}`), { code: "INVALID_ARGUMENT" });
    post({ id, result: await action(request) });
  } catch (error) {
    post({ id, error: packError(error) });
  }
}

let last = Promise.resolve();
const serve = (post) => (request) => void (last = last.then(() => answer(request, post)));

if (typeof postMessage === "function" && typeof addEventListener === "function") {
  const work = serve((message) => postMessage(message));
  addEventListener("message", ({ data }) => work(data));
} else {
  // The name is a variable so that bundlers for the browser leave it alone, and nothing is awaited here because some
  // make a classic script of a worker. What is posted before the listener is there waits for it.
  const threads = "node:worker_threads";
  void import(/* @vite-ignore */ /* webpackIgnore: true */ threads).then(({ parentPort }) => {
    parentPort.on("message", serve((message) => parentPort.postMessage(message)));
  });
}
