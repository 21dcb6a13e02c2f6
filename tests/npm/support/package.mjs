/** The package under test: packed with `npm pack` and installed into an empty project, as anybody would. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

export const root = resolve(import.meta.dirname, "../../..");
const built = process.env.CHARTROOM_NPM ?? join(root, "target/npm");
if (!existsSync(join(built, "package.json"))) throw new Error(`the npm package is not built: ${built} (cargo xtask build)`);

export const scratch = mkdtempSync(join(tmpdir(), "chartroom-npm-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** The packed file. */
export const tarball = (() => {
  const folder = join(scratch, "pack");
  mkdirSync(folder);
  const said = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: built, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return join(folder, JSON.parse(said)[0].filename);
})();

/** A project that has the package installed. */
export const project = (() => {
  const folder = join(scratch, "project");
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "name": "user", "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: folder, stdio: "ignore" });
  return folder;
})();

/** Where the installed package lies. */
export const installed = join(project, "node_modules/chartroom");

/** The program it brings. */
export const program = join(project, "node_modules/.bin/chartroom");

/** The package, loaded by its name from inside the project. */
export function load(entry = "index.js") {
  return import(new URL(entry, `${pathToFileURL(installed).href}/`).href);
}
