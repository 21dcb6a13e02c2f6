/** A chart in a folder, read as Helm reads one. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Chart } from "../index.js";
import { ignoreRules } from "./helmignore.js";

const MAX_FILE = 5242880;
const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Opens a folder, see {@link folderFiles}. */
export async function openFolder(folder) {
  return Chart.fromFiles(folderFiles(folder));
}

/** The files of a folder: `.helmignore` applied, symbolic links followed, in Helm's order. */
export function folderFiles(folder) {
  const manifest = join(folder, "Chart.yaml");
  if (!existsSync(manifest)) throw new Error(`unable to detect chart at ${manifest}: open ${manifest}: no such file or directory`);
  const ignoreFile = join(folder, ".helmignore");
  const ignored = ignoreRules(existsSync(ignoreFile) ? readFileSync(ignoreFile, "utf8") : "");
  const files = [];
  walk(folder, "", ignored, files, []);
  return files;
}

function walk(folder, below, ignored, files, above) {
  const { dev, ino } = statSync(folder);
  const here = `${dev}:${ino}`;
  if (above.includes(here)) throw new Error(`${folder} is a symbolic link to a folder it lies in`);
  for (const entry of readdirSync(folder).sort(byBytes)) {
    const path = join(folder, entry);
    const name = below === "" ? entry : `${below}/${entry}`;
    const stat = statSync(path);
    if (ignored(name, stat.isDirectory())) continue;
    if (stat.isDirectory()) {
      walk(path, name, ignored, files, [...above, here]);
      continue;
    }
    if (!stat.isFile()) throw new Error(`cannot load irregular file ${path} as it has file mode type bits set`);
    if (stat.size > MAX_FILE) throw new Error(`chart file ${JSON.stringify(entry)} is larger than the maximum file size ${MAX_FILE}`);
    files.push({ name, bytes: readFileSync(path) });
  }
}
