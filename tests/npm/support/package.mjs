/**
 * The package under test: packed with `npm pack` and installed into an empty project, as anybody would. `cargo xtask
 * test` does that once (CHARTROOM_NPM_INSTALLED), and each test file has a copy of its own.
 */

import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { install } from "./install.mjs";

export const root = resolve(import.meta.dirname, "../../..");
const built = process.env.CHARTROOM_NPM ?? join(root, "target/npm");
if (!existsSync(join(built, "package.json"))) throw new Error(`the npm package is not built: ${built} (cargo xtask build)`);

export const scratch = mkdtempSync(join(tmpdir(), "chartroom-npm-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const installedOnce = process.env.CHARTROOM_NPM_INSTALLED;
if (installedOnce) cpSync(installedOnce, scratch, { recursive: true, verbatimSymlinks: true });
else install(built, scratch);

/** The packed file. */
export const tarball = join(scratch, "pack", readdirSync(join(scratch, "pack"))[0]);

/** A project that has the package installed. */
export const project = join(scratch, "project");

/** Where the installed package lies. */
export const installed = join(project, "node_modules/chartroom");

/** The program it brings. */
export const program = join(project, "node_modules/.bin/chartroom");

/** The package, loaded by its name from inside the project. */
export function load(entry = "index.js") {
  return import(new URL(entry, `${pathToFileURL(installed).href}/`).href);
}
