/** JSON documents of a registry, laid out for reading and explained, with nothing in them changed. */

import * as core from "./core.js";
import { guarded } from "./error.js";
import { ready } from "./init.js";

/** Lays out a manifest or another JSON document in lines of tokens. */
export async function readDocument(source) {
  await ready();
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  return guarded(() => core.readDocument(bytes));
}
