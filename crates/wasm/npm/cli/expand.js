/** Unpacking a chart into a folder of its name, as `helm pull --untar` does. */

import { lstatSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { readArchive } from "../index.js";
import { pathError } from "./go-text.js";

/**
 * Writes every file of the archive below `<folder>/<chart name>/`. Nothing about the chart is validated but its name.
 * @param {string} folder
 * @param {Uint8Array} archive
 */
export async function expand(folder, archive) {
  const { chartName: name, files } = await readArchive(archive);
  if (!name) throw new Error("chart name not specified");
  if (name === "." || name === "..") throw new Error(`chart name ${JSON.stringify(name)} is not allowed`);
  if (/[/\\]/.test(name)) throw new Error(`chart name ${JSON.stringify(name)} must not contain path separators`);
  const root = join(folder, name);
  for (const file of files) {
    const path = inside(root, file.name);
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
      stayInside(root, dirname(path));
      refuseLink(path);
      writeFileSync(path, file.bytes, { mode: 0o644 });
    } catch (error) {
      throw error.code ? pathError(error, "open", path) : error;
    }
  }
}

function inside(root, name) {
  const path = resolve(root, name);
  if (!path.startsWith(resolve(root) + sep)) throw new Error(`chart illegally references parent directory: ${name}`);
  return join(root, name);
}

// A folder that was a link to elsewhere before we came must not lead us out.
function stayInside(root, folder) {
  const real = realpathSync(folder);
  const home = realpathSync(root);
  if (real !== home && !real.startsWith(home + sep)) throw new Error(`${folder} leads out of ${root}`);
}

function refuseLink(path) {
  let stat;
  try {
    stat = lstatSync(path);
  } catch {
    return;
  }
  if (stat.isSymbolicLink()) throw new Error(`${path} is a symbolic link`);
}
