/** The files of an archive, without asking what they mean. */

import * as core from "./core.js";
import { ready } from "./init.js";
import { bytesOf } from "./source.js";
import { guarded } from "./thrown.js";

/** Reads a chart archive's entries by Helm's rules for paths and sizes, whatever they contain. */
export async function readArchive(source, { signal } = {}) {
  const bytes = await bytesOf(source, signal);
  await ready();
  return guarded(() => core.readArchive(bytes));
}
