/** A chart in a folder, read as Helm reads one. */

import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Chart } from "../index.js";
import { pathError, slogLine } from "./go-text.js";
import { ignoreRules } from "./helmignore.js";

const MAX_FILE = 5242880;
const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Opens a folder, see {@link filesOf}. */
export async function openFolder(folder, stderr) {
  return Chart.fromFiles(filesOf(folder, stderr));
}

/** The same for Helm's newer loader, which looks for a Chart.yaml first. */
export function folderFiles(folder, stderr) {
  const manifest = join(folder, "Chart.yaml");
  if (!existsSync(manifest)) throw new Error(`unable to detect chart at ${manifest}: open ${manifest}: no such file or directory`);
  return filesOf(folder, stderr);
}

/** The files of a folder: `.helmignore` applied, symbolic links followed, in Helm's order. */
function filesOf(folder, stderr) {
  const ignoreFile = join(folder, ".helmignore");
  const tell = (rule, error) => stderr.write(slogLine("ERROR", "failed to compile", { rule, error: error.message }));
  const ignored = ignoreRules(existsSync(ignoreFile) ? readFileSync(ignoreFile, "utf8") : "", tell);
  const files = [];
  walk(folder, "", { ignored, files, stderr }, []);
  return files;
}

function walk(folder, below, found, above) {
  const { dev, ino } = statSync(folder);
  const here = `${dev}:${ino}`;
  if (above.includes(here)) throw new Error(`${folder} is a symbolic link to a folder it lies in`);
  for (const entry of readdirSync(folder).sort(byBytes)) {
    const path = join(folder, entry);
    const name = below === "" ? entry : `${below}/${entry}`;
    const stat = follow(path, found.stderr);
    if (found.ignored(name, stat.isDirectory())) continue;
    if (stat.isDirectory()) {
      walk(path, name, found, [...above, here]);
      continue;
    }
    if (!stat.isFile()) throw new Error(`cannot load irregular file ${path} as it has file mode type bits set`);
    if (stat.size > MAX_FILE) throw new Error(`chart file ${JSON.stringify(entry)} is larger than the maximum file size ${MAX_FILE}`);
    found.files.push({ name, bytes: readFileSync(path) });
  }
}

// What a link leads to counts as if it lay here; Helm tells of each.
function follow(path, stderr) {
  if (!lstatSync(path).isSymbolicLink()) return statSync(path);
  let resolved;
  try {
    resolved = realpathSync(path);
  } catch (error) {
    const target = resolve(realpathSync(dirname(path)), readlinkSync(path));
    throw new Error(`error evaluating symlink ${path}: ${pathError(error, "lstat", target).message}`, { cause: error });
  }
  stderr.write(slogLine("INFO", "found symbolic link in path. Contents of linked file included and used", { path, resolved }));
  return statSync(path);
}
