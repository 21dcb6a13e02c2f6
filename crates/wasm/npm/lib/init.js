/**
 * Loading the module once, by itself: every asynchronous call awaits {@link ready}.
 *
 * The same file works in Node, Deno, Bun, browsers and workers, without a bundler plugin: the module lies beside this
 * package and is found through `import.meta.url`, which bundlers understand too. Where nothing may be compiled at run
 * time, the caller hands the module over with {@link initSync}.
 */

import load, { initSync as loadSync } from "./core.js";
import { ChartroomError } from "./error.js";
import { located } from "./place.js";

/** @type {Promise<void> | undefined} */
let loading;
let loaded = false;

/** Resolves when the module can be called. */
export function ready() {
  return loaded ? undefined : (loading ??= begin());
}

/**
 * Loads the module now, from a place of your choice.
 * @param {WebAssembly.Module | Uint8Array | ArrayBuffer | Response | URL | string | Promise<Response>} [source] a
 * string is an address relative to the page, or a file's name where there is no page
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
    await load({ module_or_path: await located(source ?? new URL("../chartroom.wasm", import.meta.url)) });
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
