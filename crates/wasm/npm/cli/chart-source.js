/** Charts for the engine: an archive's bytes, or the files of a folder, as Helm finds them. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { readFile } from "./chart-file.js";
import { folderFiles } from "./chart-folder.js";
import { connect, hostOf } from "./client.js";
import { cleanPath, pathError } from "./go-text.js";
import { fetchChart, isOci, refuseClassic } from "./pull.js";

/**
 * The chart that `helm template` is given: a path that exists, else a reference.
 * @param {string} given
 * @param {{flags: object, stdout: object, stderr: object}} context
 * @param {Map<string, Uint8Array>} fetched charts that were pulled already
 * @param {(fetch: () => Promise<unknown>) => Error} later makes the error that asks for a pull
 */
export function readForTemplate(given, { flags, stdout, stderr }, fetched, later) {
  const name = given.trim();
  connect(hostOf(name), flags); // a broken credential file is an error even where it is not needed
  if (existsSync(name)) return statSync(name).isDirectory() ? folderFiles(resolve(name), stderr) : readFile(resolve(name));
  if (isAbsolute(name) || name.startsWith(".")) throw new Error(`path ${JSON.stringify(name)} not found`);
  if (!isOci(name)) refuseClassic(name, flags);
  const known = fetched.get(name);
  if (known) return known;
  throw later(async () => fetched.set(name, (await fetchChart(name, flags, { stdout, stderr })).chart));
}

/** The chart that `helm lint` is given: an archive by its name, else a folder with everything in it. */
export function readForLint(path) {
  if (/\.(tgz|tar\.gz)$/.test(path)) {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new Error(`unable to open tarball: ${pathError(error, "open", path).message}`, { cause: error });
    }
  }
  const manifest = cleanPath(join(path, "Chart.yaml"));
  try {
    statSync(manifest);
  } catch (error) {
    throw new Error(`unable to check Chart.yaml file in chart: ${pathError(error, "stat", manifest).message}`, { cause: error });
  }
  return everything(path);
}

/** All files below a folder; links are followed, what is no file is left out. */
function everything(folder) {
  const files = [];
  const walk = (at, below, above) => {
    const { dev, ino } = statSync(at);
    const here = `${dev}:${ino}`;
    if (above.includes(here)) return; // a link to a folder it lies in
    for (const entry of readdirSync(at).sort()) {
      const path = join(at, entry);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isDirectory()) walk(path, `${below}${entry}/`, [...above, here]);
      else if (stat?.isFile()) files.push({ name: below + entry, bytes: readFileSync(path) });
    }
  };
  walk(folder, "", []);
  return files;
}
