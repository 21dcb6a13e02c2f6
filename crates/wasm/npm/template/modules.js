/**
 * The wasm modules of the template engine: the engine itself, and three beside it that few charts need.
 *
 * They lie beside this file, or where {@link locate} was told; each is loaded once, when it is first asked for.
 */

import { ChartroomError } from "../lib/error.js";
import { located } from "../lib/place.js";

const GLUE = {
  template: () => import("./glue/template.js"),
  crypto: () => import("./glue/crypto.js"),
  schema: () => import("./glue/schema.js"),
  zones: () => import("./glue/zones.js"),
};

const FILES = {
  template: () => new URL("./template.wasm", import.meta.url),
  crypto: () => new URL("./crypto.wasm", import.meta.url),
  schema: () => new URL("./schema.wasm", import.meta.url),
  zones: () => new URL("./zones.wasm", import.meta.url),
};

/** @type {{[name: string]: WebAssembly.Module | BufferSource | Response | URL | string}} */
const sources = {};
/** @type {Map<string, Promise<object>>} */
const loading = new Map();
/** The compiled modules, for whoever wants to hand them on. */
export const compiled = {};

/** Takes the modules from elsewhere. What is loaded already stays. */
export function locate(places = {}) {
  for (const name of Object.keys(GLUE)) if (places[name] !== undefined) sources[name] = places[name];
}

/** The exports of a module. @param {"template" | "crypto" | "schema" | "zones"} name */
export function load(name) {
  if (!loading.has(name)) {
    const begun = begin(name).catch((cause) => {
      loading.delete(name); // a network that comes back later shall help
      throw new ChartroomError(`cannot load ${name}.wasm: ${cause.message}`, {
        code: "MODULE_NOT_LOADED",
        advice: "Serve the wasm files of chartroom/template beside its JavaScript, or say where they are.",
        cause,
      });
    });
    loading.set(name, begun);
  }
  return loading.get(name);
}

async function begin(name) {
  const [glue, module] = await Promise.all([GLUE[name](), compile(sources[name] ?? FILES[name]())]);
  compiled[name] = module;
  glue.initSync({ module });
  return glue;
}

async function compile(source) {
  const given = await located(source);
  if (given instanceof WebAssembly.Module) return given;
  return typeof Response !== "undefined" && given instanceof Response ? stream(given) : WebAssembly.compile(given);
}

async function stream(response) {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  // Compiled while it arrives, where the server names the type.
  if (/^application\/wasm\b/.test(response.headers.get("content-type") ?? "") && WebAssembly.compileStreaming) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}
