/** `chartroom pull REFERENCE …`. */

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { connect, connector, hostOf } from "./client.js";
import { expand } from "./expand.js";
import { cleanPath, joinPath, pathError, slogLine } from "./go-text.js";
import { progressBars } from "./progress.js";
import { UNDERSCORE_NOTE } from "./push.js";

/** `--version`, or with `--devel` everything. */
export function wantedVersion(flags) {
  return flags.get("version") || (flags.get("devel") ? ">0.0.0-0" : undefined);
}

/** Whether Helm takes the reference for one of a registry; `oci://` alone is none. */
export const isOci = (reference) => /^oci:\/\/./.test(reference);

/** Signatures are not checked yet: that is refused, never ignored. */
export function refuseVerify(flags) {
  if (flags.get("verify")) throw new Error("--verify is not supported yet: pull with --prov and check the signature with `helm verify`");
}

/** Fetches a chart from a registry and prints what Helm prints about it. */
export async function fetchChart(reference, flags, { stdout, stderr, provenance = false }, version = wantedVersion(flags)) {
  const registry = connect(hostOf(reference), flags);
  const bars = progressBars(stderr);
  let pulled;
  try {
    pulled = await registry.pull(reference, { version: version || undefined, provenance, onProgress: bars.blob });
  } finally {
    bars.end();
  }
  const late = (text) => text.startsWith("WARNING:");
  for (const warning of pulled.warnings) if (!late(warning)) stdout.write(`${warning}\n`);
  stdout.write(announcement(pulled));
  return pulled;
}

function announcement({ reference, manifestDigest }) {
  const lines = `Pulled: ${reference}\nDigest: ${manifestDigest}\n`;
  return reference.includes("_") ? `${lines}${reference} contains an underscore.\n${UNDERSCORE_NOTE}` : lines;
}

export async function pull(context) {
  const { flags, args, stderr } = context;
  if (flags.get("debug") && !flags.get("version") && flags.get("devel")) stderr.write(slogLine("DEBUG", "setting version to >0.0.0-0"));
  connector(flags); // a broken file is an error even where it is not needed
  refuseVerify(flags);
  for (const reference of args) await pullOne(reference, context);
}

async function pullOne(reference, context) {
  const { flags } = context;
  const untar = flags.get("untar");
  const folder = untar ? mkdtempSync(join(tmpdir(), "helm-")) : flags.get("destination");
  try {
    const archive = await save(reference, folder, context);
    if (untar) await unpack(reference, archive, flags);
  } finally {
    if (untar) rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts the archive, and with `--prov` its provenance, into a folder. */
async function save(reference, folder, context) {
  const { flags } = context;
  if (isOci(reference) && !flags.get("repo")) return saveFromRegistry(reference, folder, context);
  const { pullClassic, silent } = await import("./classic.js");
  const log = [];
  try {
    const found = await pullClassic(reference, context, log);
    showLog(log, context);
    if (found.oci) return await saveFromRegistry(found.oci, folder, silent(context));
    const file = joinPath(folder, found.name);
    writeAtomically(file, found.bytes);
    if (flags.get("prov")) await saveProvenance(reference, file, found, context, log);
    return found.bytes;
  } finally {
    showLog(log, context);
  }
}

async function saveProvenance(reference, file, { more }, { stdout }, log) {
  try {
    writeAtomically(`${file}.prov`, await more(".prov"));
  } catch (error) {
    stdout.write(`WARNING: Verification not found for ${reference}: ${error.message}\n`);
  }
}

async function saveFromRegistry(reference, folder, { flags, stdout, stderr }) {
  const wantProvenance = flags.get("prov");
  const pulled = await fetchChart(reference, flags, { stdout, stderr, provenance: wantProvenance });
  const file = joinPath(folder, pulled.fileName);
  writeAtomically(file, pulled.chart);
  if (wantProvenance && pulled.provenance) {
    // Helm pulls a second time for the provenance and says so.
    stdout.write(announcement(pulled));
    writeAtomically(`${file}.prov`, pulled.provenance);
  }
  for (const warning of pulled.warnings) if (warning.startsWith("WARNING:")) stdout.write(`${warning}\n`);
  return pulled.chart;
}

/** Writes what was logged; notes for debugging only where they are wanted. */
export function showLog(log, { flags, stderr }) {
  for (const line of log.splice(0)) if (flags.get("debug") || !line.startsWith("level=DEBUG")) stderr.write(`${line}\n`);
}

async function unpack(reference, archive, flags) {
  const given = flags.get("untardir");
  const target = isAbsolute(given) ? given : joinPath(flags.get("destination"), given);
  // Helm looks at the last element of the argument, tag and all, and not at the chart's name.
  const last = reference.slice(reference.lastIndexOf("/") + 1);
  const check = target === "." ? last : joinPath(target, last);
  if (existsSync(check)) throw new Error(`failed to untar: a file or directory with the name ${check} already exists`);
  try {
    makeFolders(check);
  } catch (error) {
    throw new Error(`failed to untar (mkdir): ${error.message}`, { cause: error });
  }
  await expand(target, archive);
}

/** Writes through a temporary file in the same folder, so that nobody ever sees half a chart. */
export function writeAtomically(path, bytes) {
  const temporary = join(dirname(path), `${basename(path)}${Math.floor(Math.random() * 1e10)}`);
  try {
    writeFileSync(temporary, bytes, { mode: 0o644, flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    if (error.code !== "ENOTDIR") rmSync(temporary, { force: true });
    throw pathError(error, "open", cleanPath(temporary));
  }
}

/** `os.MkdirAll`, whose error names the folder that could not be made. */
export function makeFolders(path) {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return;
    throw pathError({ code: "ENOTDIR" }, "mkdir", path);
  }
  const above = dirname(path);
  if (above !== path) makeFolders(above);
  try {
    mkdirSync(path, { mode: 0o755 });
  } catch (error) {
    throw pathError(error, "mkdir", path);
  }
}
