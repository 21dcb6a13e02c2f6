/** `chartroom pull REFERENCE …`. */

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { connect, hostOf } from "./client.js";
import { expand } from "./expand.js";
import { cleanPath, joinPath, pathError, quote } from "./go-text.js";
import { parseUrl } from "./go-url.js";
import { progressBars } from "./progress.js";
import { UNDERSCORE_NOTE } from "./push.js";

/** Options of `pull` and `show` that this program cannot honour yet are refused, never ignored. */
export function refuseUnsupported(flags) {
  if (flags.get("verify")) throw new Error("--verify is not supported yet: pull with --prov and check the signature with `helm verify`");
  if (flags.get("repo")) throw new Error("--repo is not supported yet: classic repositories are not read");
}

/** `--version`, or with `--devel` everything. */
export function wantedVersion(flags) {
  return flags.get("version") || (flags.get("devel") ? ">0.0.0-0" : undefined);
}

/** Whether Helm takes the reference for one of a registry; `oci://` alone is none. */
export const isOci = (reference) => /^oci:\/\/./.test(reference);

/** What Helm says about references that are not `oci://`. */
export function refuseClassic(reference, flags) {
  const url = parseUrl(reference);
  if (!url) throw new Error(`invalid chart URL format: ${reference}`);
  const shown = reference.startsWith("oci://") ? reference.replace(/\/+$/, "") : reference;
  const parts = url.path.split("/");
  const absolute = url.scheme && url.host && url.path;
  if (!absolute && parts.length < 2) throw new Error(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${shown}`);
  if (absolute && !/^https?$/.test(url.scheme)) throw new Error(`scheme ${quote(url.scheme)} not supported`);
  if (!absolute && !existsSync(flags.get("repository-config"))) throw new Error(`repo ${parts[0]} not found`);
  throw new Error(`${shown} belongs to a classic repository, which is not supported yet: use an oci:// reference`);
}

/** Fetches a chart and prints what Helm prints about it. */
export async function fetchChart(reference, flags, { stdout, stderr, provenance = false }) {
  const registry = connect(hostOf(reference), flags);
  const bars = progressBars(stderr);
  let pulled;
  try {
    pulled = await registry.pull(reference, { version: wantedVersion(flags), provenance, onProgress: bars.blob });
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
  refuseUnsupported(context.flags);
  for (const reference of context.args) await pullOne(reference, context);
}

async function pullOne(reference, { flags, stdout, stderr }) {
  if (!isOci(reference)) refuseClassic(reference, flags);
  const untar = flags.get("untar");
  const folder = untar ? mkdtempSync(join(tmpdir(), "helm-")) : flags.get("destination");
  try {
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
    if (untar) await unpack(reference, pulled, flags);
  } finally {
    if (untar) rmSync(folder, { recursive: true, force: true });
  }
}

async function unpack(reference, pulled, flags) {
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
  await expand(target, pulled.chart);
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
function makeFolders(path) {
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
