/** A chart in a folder, read as Helm reads one: what is in it, what is logged meanwhile, what is wrong with it. */

import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Chart } from "../index.js";
import { cleanPath, pathError, quote, slogLine } from "./go-text.js";
import { ignoreRules } from "./helmignore.js";

const MAX_FILE = 5242880;
/** Links that Go follows until it gives up. */
const MAX_LINKS = 255;
/** The longest line that Go's scanner takes. */
const MAX_LINE = 64 * 1024;
const BYTE_ORDER_MARK = "\ufeff";

const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
/** What lies in a folder: names are bytes, and not always text. */
const below = (path, entry) => (String(path) === path && Buffer.from(String(entry)).equals(entry) ? join(path, String(entry)) : Buffer.concat([Buffer.from(path), Buffer.from("/"), entry]));

/** Opens a folder with all that Helm says about it. */
export async function openFolder(folder, stderr) {
  const { files, log, failure } = filesOf(folder);
  for (const line of log) stderr.write(`${line}\n`);
  if (failure !== undefined) throw new Error(failure);
  return Chart.fromFiles(files);
}

/**
 * A folder for the engine, which says the rest when its time has come.
 * @param {string} folder its whole path
 * @param {string[]} names what Helm looks at by itself
 * @returns {import("../template/command.js").Listing}
 */
export function listFolder(folder, names) {
  const looks = names.flatMap((name) => {
    const found = look(join(folder, name), name === "Chart.yaml" ? "open" : "stat");
    return found === undefined ? [] : [[name, found]];
  });
  return { ...filesOf(folder), looks };
}

/** What lies under a path: bytes of a file, the text of the error that Helm's first question gives, null for a folder. */
function look(path, question) {
  try {
    if (statSync(path).isDirectory()) return null;
  } catch (error) {
    return error.code === "ENOENT" ? undefined : pathError(error, question, path).message;
  }
  try {
    return readFileSync(path);
  } catch (error) {
    return pathError(error, "open", path).message;
  }
}

/** The files of a folder: `.helmignore` applied, symbolic links followed, in Helm's order; and where that ended. */
function filesOf(folder) {
  const found = { files: [], log: [] };
  try {
    walk(folder, "", lstatSync(`${folder}/`), { ...found, root: folder, ignored: rulesOf(join(folder, ".helmignore"), found.log) });
  } catch (error) {
    found.failure = error.message;
  }
  return found;
}

function rulesOf(path, log) {
  const tell = (rule, error) => log.push(slogLine("ERROR", "failed to compile", { rule, error: error.message }).trimEnd());
  let text;
  try {
    statSync(path);
  } catch {
    return ignoreRules("", tell);
  }
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw pathError(error, error.code === "EISDIR" ? "read" : "open", path);
  }
  if (text.split("\n").some((line) => Buffer.byteLength(line) >= MAX_LINE)) throw new Error("bufio.Scanner: token too long");
  return ignoreRules(text, tell);
}

// `name` is the path below the root, empty for the root itself, where nothing is asked; `base` what the file is called,
// which behind a link is what the link leads to.
function walk(path, name, stat, found, base = basename(String(path))) {
  if (stat.isSymbolicLink()) return walkLink(path, name, found);
  if (name !== "" && found.ignored(name, stat.isDirectory())) return;
  if (!stat.isDirectory()) return take(path, name, stat, found, base);
  let entries;
  try {
    entries = readdirSync(path, { encoding: "buffer" });
  } catch (error) {
    if (name === "") return; // nobody looks at this one
    throw pathError(error, "open", path);
  }
  for (const entry of entries.sort(byBytes)) {
    const inner = below(path, entry);
    let stat;
    try {
      stat = lstatSync(inner);
    } catch (error) {
      throw pathError(error, "lstat", inner);
    }
    walk(inner, name === "" ? String(entry) : `${name}/${entry}`, stat, found);
  }
}

// What a link leads to counts as if it lay here; Helm tells of each.
function walkLink(path, name, found) {
  let resolved;
  try {
    resolved = followLinks(String(path));
  } catch (error) {
    throw new Error(`error evaluating symlink ${path}: ${error.message}`, { cause: error });
  }
  found.log.push(slogLine("INFO", "found symbolic link in path. Contents of linked file included and used", { path, resolved }).trimEnd());
  walk(path, name, lstatSync(resolved), found, basename(resolved));
}

function take(path, name, stat, { files }, base) {
  if (!stat.isFile()) throw new Error(`cannot load irregular file ${path} as it has file mode type bits set`);
  if (stat.size > MAX_FILE) throw new Error(`chart file ${quote(base)} is larger than the maximum file size ${MAX_FILE}`);
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`error reading ${name}: ${pathError(error, "open", path).message}`, { cause: error });
  }
  const marked = bytes.subarray(0, 3).equals(Buffer.from(BYTE_ORDER_MARK));
  files.push({ name, bytes: marked ? bytes.subarray(3) : bytes });
}

/** Go's `filepath.EvalSymlinks` for a whole path. */
function followLinks(path) {
  let links = 0;
  let rest = path.split("/").filter((part) => part !== "" && part !== ".");
  let at = "/";
  while (rest.length > 0) {
    const part = rest.shift();
    if (part === "..") {
      at = dirname(at);
      continue;
    }
    const next = join(at, part);
    let stat;
    try {
      stat = lstatSync(next);
    } catch (error) {
      throw pathError(error, "lstat", next);
    }
    if (!stat.isSymbolicLink()) {
      if (!stat.isDirectory() && rest.length > 0) throw new Error("not a directory");
      at = next;
      continue;
    }
    if (++links > MAX_LINKS) throw new Error("EvalSymlinks: too many links");
    const link = readlinkSync(next);
    if (link.startsWith("/")) at = "/";
    rest = [...link.split("/").filter((part) => part !== "" && part !== "."), ...rest];
  }
  return cleanPath(at);
}

/** The charts below `charts/` as `helm lint --with-subcharts` looks for them: folders with a Chart.yaml, and archives. */
export function subchartsBelow(folder) {
  const found = [];
  const visit = (path, name) => {
    let stat;
    try {
      stat = lstatSync(path);
    } catch {
      return;
    }
    if (name === "Chart.yaml") found.push(dirname(path));
    else if (/\.(tgz|tar\.gz)$/.test(path)) found.push(path);
    if (!stat.isDirectory()) return;
    let entries = [];
    try {
      entries = readdirSync(path).sort(byBytes);
    } catch {
      // Helm is told, and does not care.
    }
    for (const entry of entries) visit(join(path, entry), entry);
  };
  visit(cleanPath(join(folder, "charts")), "charts");
  return found;
}

