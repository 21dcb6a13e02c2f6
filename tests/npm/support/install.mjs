/** Packs the built package and installs it into an empty project, as anybody would: `node install.mjs BUILT FOLDER`. */

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Leaves the packed file in `folder/pack` and a project that has it installed in `folder/project`. */
export function install(built, folder) {
  const pack = join(folder, "pack");
  const project = join(folder, "project");
  for (const path of [pack, project]) mkdirSync(path, { recursive: true });
  const said = execFileSync("npm", ["pack", "--json", "--pack-destination", pack], { cwd: built, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  writeFileSync(join(project, "package.json"), '{ "name": "user", "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", join(pack, JSON.parse(said)[0].filename)], { cwd: project, stdio: ["ignore", "ignore", "inherit"] });
}

if (resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [built, folder] = process.argv.slice(2).map((path) => resolve(path));
  rmSync(folder, { recursive: true, force: true });
  install(built, folder);
}
