/** Our command line beside the real helm: same arguments, then the same text, streams, exit code and files. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { small } from "./charts.mjs";
import { program, scratch } from "./package.mjs";

/** The real helm, if it is here. */
export const helm = process.env.CHARTROOM_HELM ?? (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "helm")).find(existsSync);
/** Why nothing can be compared, or false. */
export const noHelm = helm ? false : "real helm is not here: set CHARTROOM_HELM";

/** A home for one program: its own configuration, its own working folder with the small chart. */
function home(name) {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "vec.tgz"), small.bytes);
  utimesSync(join(folder, "vec.tgz"), new Date(small.created), new Date(small.created));
  writeFileSync(join(folder, "text.tgz"), "no chart at all\n");
  const at = (part) => join(folder, ".home", part);
  const env = { PATH: process.env.PATH, HOME: at("home"), HELM_CONFIG_HOME: at("config"), HELM_CACHE_HOME: at("cache"), HELM_DATA_HOME: at("data"), DOCKER_CONFIG: at("docker"), TZ: "Asia/Kolkata" };
  return { folder, env, config: at("config/registry/config.json") };
}

/** Where helm works, and where we do. */
export const theirs = home("helm");
export const ours = home("chartroom");

/** Runs a program in a place; what differs for no reason is made the same. */
export async function execute(command, place, args, { input = "", env = {} } = {}) {
  const child = spawn(command, args, { cwd: place.folder, env: { ...place.env, ...env } });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => text(stream));
  // A program that ends without having read all of it is none of our business.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [status] = await once(child, "close");
  const same = (said) => said
    .replaceAll("chartroom", "helm")
    .replaceAll(place.folder, "HERE")
    .replace(/(\.tgz)\d{5,}/g, "$1N") // the random end of a temporary file
    .replace(/helm-lint\d+/g, "helm-lint"); // the folder where helm unpacks what it lints
  return { status, stdout: same(await stdout), stderr: same(await stderr) };
}

/** Commands that change what the other program would find. */
const CHANGING = ["push", "registry"];

/** Runs both and wants the same from both: side by side, or where they could meet in a registry, helm first. */
export async function compare(args, options) {
  const their = execute(helm, theirs, args, options);
  if (args.some((arg) => CHANGING.includes(arg))) await their;
  const [theirAnswer, ourAnswer] = await Promise.all([their, execute(program, ours, args, options)]);
  assert.deepEqual(ourAnswer, theirAnswer, args.join(" "));
  return ourAnswer;
}

/** The files that a place holds. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => !name.startsWith(".home") && statSync(join(folder, name)).isFile())
    .sort();
}
