/** JSON documents of a registry, laid out for reading and explained, with nothing in them changed. */

import * as core from "./core.js";
import { bytesOrText } from "./check.js";
import { guarded } from "./error.js";
import { ready } from "./init.js";

/** Lays out a manifest or another JSON document in lines of tokens. */
export async function readDocument(source) {
  const bytes = bytesOrText(source, "a document");
  await ready();
  return guarded(() => core.readDocument(bytes));
}
