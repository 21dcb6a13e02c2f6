/**
 * Loading the module once, by itself: every asynchronous call awaits {@link ready}.
 *
 * The same file works in Node, Deno, Bun, browsers and workers, without a bundler plugin: the module lies beside this
 * package and is found through `import.meta.url`, which bundlers understand too. Where nothing may be compiled at run
 * time, the caller hands the module over with {@link initSync}.
 */

import load, { initSync as loadSync } from "./core.js";
import { ChartroomError } from "./error.js";

/** @type {Promise<void> | undefined} */
let loading;
let loaded = false;

/** Resolves when the module can be called. */
export function ready() {
  return loaded ? undefined : (loading ??= begin());
}

/**
 * Loads the module now, from a place of your choice.
 * @param {WebAssembly.Module | Uint8Array | ArrayBuffer | Response | URL | string | Promise<Response>} [source]
 */
export async function init(source) {
  await (loaded ? undefined : (loading ??= begin(source)));
}

/**
 * Makes the module ready without waiting.
 * @param {WebAssembly.Module | Uint8Array | ArrayBuffer} module
 */
export function initSync(module) {
  if (loaded) return;
  loadSync({ module });
  loaded = true;
}

async function begin(source) {
  try {
    await load({ module_or_path: source === undefined ? await ownModule() : await located(source) });
    loaded = true;
  } catch (cause) {
    loading = undefined; // a network that comes back later shall help
    throw new ChartroomError(`cannot load the chartroom module: ${cause.message}`, {
      code: "MODULE_NOT_LOADED",
      advice: "Serve chartroom.wasm beside the package, or hand it over with init() or initSync().",
      cause,
    });
  }
}

function ownModule() {
  return located(new URL("../chartroom.wasm", import.meta.url));
}

async function located(source) {
  const url = source instanceof URL ? source : typeof source === "string" ? new URL(source, import.meta.url) : null;
  if (!url) return source;
  if (url.protocol !== "file:") return fetch(url);
  // Node's fetch does not read files. The name is a variable so that bundlers for the browser leave it alone.
  const files = "node:fs/promises";
  const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ files);
  return readFile(url);
}
