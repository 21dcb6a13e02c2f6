/** Where the chart is that `helm template` and `helm show` are given: on the disk, in a registry, in a classic repository. */

import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { pathError, quote } from "./go-text.js";
import { fetchChart, isOci, refuseVerify } from "./pull.js";

/**
 * Helm's order: a path that exists, then a reference.
 * @param {string} given
 * @param {{flags: object, stdout: object, stderr: object}} context
 * @returns {{path: string, isFolder: boolean} | {fetch: (log: string[]) => Promise<{bytes: Uint8Array, place: string}>}}
 */
export function locateChart(given, context) {
  const { flags } = context;
  const name = given.trim();
  if (!flags.get("repo")) {
    const stat = statOf(name);
    if (stat) {
      const path = resolve(name);
      if (flags.get("verify")) verifyFile(path, stat, flags);
      return { path, isFolder: stat.isDirectory() };
    }
    if (isAbsolute(name) || name.startsWith(".")) throw new Error(`path ${quote(name)} not found`);
  }
  return { fetch: (log) => fetchReference(name, context, log) };
}

function statOf(path) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

// What Helm finds before it looks at a signature; the rest is not possible here.
function verifyFile(path, stat, flags) {
  if (stat.isDirectory()) throw new Error("unpacked charts cannot be verified");
  if (!/\.tgz$/i.test(path)) throw new Error("chart must be a tgz file");
  for (const [file, failure] of [
    [`${path}.prov`, `could not load provenance file ${path}.prov: stat`],
    [flags.get("keyring"), "failed to load keyring: open"],
  ]) {
    try {
      statSync(file);
    } catch (error) {
      throw new Error(pathError(error, failure, file).message, { cause: error });
    }
  }
  refuseVerify(flags);
}

/** A chart from elsewhere: its bytes, and where Helm would keep them. */
async function fetchReference(name, context, log) {
  const { flags } = context;
  refuseVerify(flags);
  let bytes;
  if (isOci(name) && !flags.get("repo")) bytes = (await fetchChart(name, flags, context)).chart;
  else {
    const { fetchClassic } = await import("./classic.js");
    bytes = await fetchClassic(name, context, log);
  }
  return { bytes, place: cachePlace(bytes, flags) };
}

/** The file in Helm's cache that holds these bytes; errors name it. */
function cachePlace(bytes, flags) {
  const digest = createHash("sha256").update(bytes).digest("hex");
  return join(resolve(flags.get("content-cache")), digest.slice(0, 2), `${digest}.chart`);
}
