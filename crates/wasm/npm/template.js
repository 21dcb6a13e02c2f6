/**
 * chartroom/template: charts rendered and linted as Helm does it.
 *
 * The types and their documentation stand in template.d.ts.
 */

import { ChartroomError } from "./lib/error.js";
import { bytesOf, throwIfAborted } from "./lib/source.js";
import { OpenedChart } from "./template/engine.js";
import { locate } from "./template/modules.js";
import { Renderer } from "./template/renderer.js";

export { ChartroomError } from "./lib/error.js";
export { LintReport, RenderedDocument, RenderResult } from "./template/result.js";

/** A chart as the engine takes it: an archive's bytes, or the files of a folder. */
async function sourceOf(chart, signal) {
  if (chart && typeof chart === "object" && "metadata" in chart && "files" in chart) {
    // A Chart of the core, from this package or another copy of it.
    if (chart.bytes) return { source: chart.bytes };
    return { source: chart.files.map((file) => ({ name: file.name, bytes: file.bytes() })) };
  }
  if (Array.isArray(chart)) return { source: chart };
  return { source: await bytesOf(chart, signal), name: chart?.name };
}

/** Says where the wasm files are, before anything is loaded. */
export function init(modules) {
  locate(modules);
}

/** Opens a chart for rendering it several times. */
export async function openTemplate(chart, { signal, name } = {}) {
  const given = await sourceOf(chart, signal);
  const opened = await OpenedChart.open(given.source, name ?? given.name);
  throwIfAborted(signal);
  return opened;
}

/** The renderer for single calls that can be cancelled. */
let shared;

/** Opens a chart, uses it, closes it. Where there is a signal, in a worker, because only a worker can be stopped. */
async function once(chart, { signal, ...options }, use) {
  throwIfAborted(signal);
  const { source, name } = await sourceOf(chart, signal);
  const opened = signal ? await (shared ??= new Renderer()).open(source, { signal, name }) : await OpenedChart.open(source, name);
  try {
    return await use(opened, signal ? { ...options, signal } : options);
  } finally {
    opened.close();
  }
}

export async function render(chart, options = {}) {
  return once(chart, options, (opened, rest) => opened.render(rest));
}

export async function lint(chart, options = {}) {
  return once(chart, options, (opened, rest) => opened.lint(rest));
}

/** A renderer in a worker. */
export function createRenderer(options = {}) {
  const renderer = new Renderer(options);
  const open = async (chart, { signal, name } = {}) => {
    const given = await sourceOf(chart, signal);
    return renderer.open(given.source, { signal, name: name ?? given.name });
  };
  const single = async (chart, options, use) => {
    const opened = await open(chart, options);
    try {
      return await use(opened);
    } finally {
      opened.close();
    }
  };
  return {
    open,
    render: (chart, options = {}) => single(chart, options, (opened) => opened.render(options)),
    lint: (chart, options = {}) => single(chart, options, (opened) => opened.lint(options)),
    terminate: () => renderer.terminate(),
  };
}

/** Runs `helm template` or `helm lint`; for the command line of this package. */
export { runCommand } from "./template/command.js";
