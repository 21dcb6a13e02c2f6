/** Charts on disk. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { Chart } from "../index.js";
import { pathError } from "./go-text.js";

/** Reads a file, with Go's words when it cannot. */
export function readFile(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw pathError(error, error.code === "EISDIR" ? "read" : "open", path);
  }
}

/** Opens a chart archive on disk, with Helm's words for everything that is none. */
export async function openChart(path) {
  return Chart.open(readFile(path), { name: path });
}

/**
 * What `helm push` takes: the archive, its modification time, and its provenance where a `.prov` file lies beside it.
 */
export async function readForPush(path) {
  let stat;
  try {
    stat = statSync(path);
  } catch (error) {
    throw error.code === "ENOENT" ? new Error(`${path}: no such file`) : pathError(error, "stat", path);
  }
  if (stat.isDirectory()) throw new Error("cannot push directory, must provide chart archive (.tgz)");
  const chart = await openChart(path);
  const provenance = existsSync(`${path}.prov`) ? readFile(`${path}.prov`) : undefined;
  return { chart, modified: stat.mtime, provenance };
}

/** Helm's log while it loads a chart, and those in it: which files belong to an older kind of chart. */
export function logOutdated(chart, stderr, { loads = 1 } = {}) {
  for (let load = 0; load < loads; load++) for (const line of chart.warnings) stderr.write(`${line}\n`);
}
