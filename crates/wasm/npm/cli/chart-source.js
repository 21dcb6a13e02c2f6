/** Charts for the engine: an archive's bytes, or the files of a folder, as Helm finds them. */

import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { listFolder } from "./chart-folder.js";
import { cleanPath, pathError } from "./go-text.js";
import { locateChart } from "./locate.js";

/**
 * The chart that `helm template` is given: a path that exists, else a reference.
 * @param {string} given
 * @param {object} context that of the command
 * @param {(fetch: (log: string[]) => Promise<object>) => {bytes: Uint8Array}} later gives what was fetched, in time
 */
export function readForTemplate(given, context, later) {
  const found = locateChart(given, context);
  if (!found.path) return later(found.fetch).bytes;
  return found.isFolder ? listFolder(found.path, ["Chart.yaml"]) : readArchive(found.path);
}

function readArchive(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw pathError(error, "open", path);
  }
}

const LINTED = ["Chart.yaml", "values.yaml", "values.schema.json", "templates", "crds"];

/** The chart that `helm lint` is given: an archive by its name, else a folder. */
export function readForLint(path) {
  if (/\.(tgz|tar\.gz)$/.test(path)) {
    try {
      return readFileSync(path);
    } catch (error) {
      const failed = error.code === "EISDIR" ? "unable to extract tarball: read" : "unable to open tarball: open";
      throw new Error(pathError(error, failed, path).message, { cause: error });
    }
  }
  const manifest = cleanPath(join(path, "Chart.yaml"));
  try {
    statSync(manifest);
  } catch (error) {
    throw new Error(`unable to check Chart.yaml file in chart: ${pathError(error, "stat", manifest).message}`, { cause: error });
  }
  return listFolder(resolve(path), LINTED);
}
