/**
 * Charts by address and from classic repositories: which address a reference means, and what is sent there.
 *
 * Facts: `helm/helm:pkg/downloader/chart_downloader.go`, `pkg/repo/v1/chartrepo.go`.
 */

import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findInIndex, indexUrls, readRepositories } from "../template/repository.js";
import { readFile } from "./chart-file.js";
import { get } from "./getter.js";
import { cleanPath, quote, slogLine } from "./go-text.js";
import { parseUrl } from "./go-url.js";
import { fetchChart, wantedVersion } from "./pull.js";
import { cacheHome } from "./settings.js";

const debug = (log, message, fields) => log.push(slogLine("DEBUG", message, fields).trimEnd());
const ACCEPT = "application/gzip,application/octet-stream";

/** Helm's other client for registries, which it takes for what is not written `oci://`, says nothing of what it pulls. */
export const silent = (context) => ({ ...context, stdout: { write() {} } });

/** What the flags say of a server. */
const fromFlags = (flags) => ({
  username: flags.get("username"),
  password: flags.get("password"),
  certFile: flags.get("cert-file"),
  keyFile: flags.get("key-file"),
  caFile: flags.get("ca-file"),
  insecure: flags.get("insecure-skip-tls-verify"),
  everywhere: flags.get("pass-credentials"),
});

/** Fetches a chart as `helm template` and `helm show` do, through Helm's cache. */
export async function fetchClassic(reference, context, log) {
  const { flags } = context;
  const version = (wantedVersion(flags) ?? "").trim();
  const [name, options] = await throughRepo(reference, version, flags, log, true);
  debug(log, "set up default downloader cache");
  const { url, digest, options: settled } = await resolveReference(name, version, flags, options, log);
  checkScheme(url);
  const key = keyOf(digest);
  const kept = key && cached(key, flags);
  if (kept) {
    debug(log, "found chart in cache", { id: digest });
    return kept;
  }
  debug(log, "attempting to download chart", { ref: name, version });
  if (url.scheme === "oci") return (await fetchChart(url.text, flags, silent(context), version)).chart;
  const bytes = await download(url, settled, log);
  debug(log, "put downloaded chart in cache", { id: key || createHash("sha256").update(bytes).digest("hex") });
  return bytes;
}

/**
 * Fetches a chart as `helm pull` does.
 * @returns {Promise<{bytes: Uint8Array, name: string, more: (suffix: string) => Promise<Uint8Array>}>} the archive, the
 *   name of its file, and how to get what lies beside it
 */
export async function pullClassic(reference, context, log) {
  const { flags } = context;
  const version = wantedVersion(flags) ?? "";
  const [name, options] = await throughRepo(reference, version, flags, log, false);
  debug(log, "set up default downloader cache");
  const { url, digest, options: settled } = await resolveReference(name, version, flags, options, log);
  checkScheme(url);
  if (url.scheme === "oci") return { oci: url.text };
  const key = keyOf(digest);
  const kept = key && cached(key, flags);
  if (kept) debug(log, "found chart in cache", { id: digest });
  const bytes = kept || (await download(url, settled, log));
  return { bytes, name: basename(url.path) || "/", more: (suffix) => download({ ...url, text: url.text + suffix }, settled, log) };
}

/** With `--repo` the chart's address is looked up there; credentials go with it only to the same server. */
async function throughRepo(reference, version, flags, log, careful) {
  const options = fromFlags(flags);
  const repo = flags.get("repo");
  if (!repo) return [reference, options];
  const address = await findInRepo(repo, reference, version, options, log);
  const same = sameServer(parseUrl(repo), parseUrl(address));
  return [address, careful && !same && !options.everywhere ? { ...options, username: "", password: "" } : options];
}

const PORTS = { http: "80", https: "443" };

function sameServer(a, b) {
  const split = ({ scheme, host }) => [scheme, host.replace(/:\d*$/, ""), /:(\d+)$/.exec(host)?.[1] ?? PORTS[scheme] ?? ""].join(" ");
  return split(a) === split(b);
}

async function findInRepo(repo, name, version, options, log) {
  const url = parseUrl(repo);
  if (!url) throw new Error(`invalid chart URL format: ${repo}`);
  if (!/^(https?|oci)$/.test(url.scheme)) throw new Error(`could not find protocol handler for: ${url.scheme}`);
  let index;
  try {
    index = await get(resolveAddress(repo, "index.yaml"), options, log);
    const { broken, notes = [] } = await findInIndex(index, repo, name, version);
    if (broken) throw new Error(broken);
    tell(notes.filter(isOfIndex), log);
  } catch (error) {
    throw new Error(`looks like ${quote(repo)} is not a valid chart repository or cannot be reached: ${error.message}`, { cause: error });
  }
  // Helm keeps the index under a random name for a moment, and reads it again.
  const kept = join(cacheHome(), "repository", `${randomBytes(20).toString("base64").replaceAll("/", "-")}-index.yaml`);
  const { found, notes } = await findInIndex(index, kept, name, version);
  tell(notes, log);
  const chart = `chart ${quote(name)}${version ? ` version ${quote(version)}` : ""}`;
  if (!found) throw new Error(`${chart} not found in ${repo} repository`);
  if (found.urls.length === 0) throw new Error(`${chart} has no downloadable URLs`);
  return resolveAddress(repo, found.urls[0]);
}

const isOfIndex = ({ message }) => message.startsWith("skipping");

function tell(notes, log) {
  for (const { debug, message, attributes } of notes) log.push(slogLine(debug ? "DEBUG" : "WARN", message, Object.fromEntries(attributes)).trimEnd());
}

/** What a reference stands for: an address, the digest where an index has one, and what to send there. */
async function resolveReference(reference, version, flags, options, log) {
  const url = parseUrl(reference);
  if (!url) throw new Error(`invalid chart URL format: ${reference}`);
  if (/^oci:\/\/./.test(url.text)) {
    checkSpelling(reference, version, url);
    return { url, digest: "", options };
  }
  const repositories = await loadRepositories(flags.get("repository-config"));
  if (url.scheme && url.host && url.path) {
    const owner = await ownerOf(reference, repositories, flags);
    return { url, digest: "", options: owner ? { ...withEntry(options, owner), base: owner.url } : { ...options, base: reference } };
  }
  const slash = url.path.indexOf("/");
  if (slash < 0) throw new Error(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${shown(url)}`);
  const [repository, name] = [url.path.slice(0, slash), url.path.slice(slash + 1)];
  const entry = repositories.find((entry) => entry.name === repository);
  if (!entry) throw new Error(`repo ${repository} not found`);
  if (!entry.url) throw new Error(`no URL found for repository ${repository}`);
  checkEntry(entry);
  const settled = { ...withEntry(options, entry), base: entry.url };
  const [index, source] = cachedIndex(entry, flags);
  const { broken, missing, found, notes = [] } = await findInIndex(index, source, name, version);
  if (broken) throw new Error(`no cached repo found. (try 'helm repo update'): error loading ${source}: ${broken}`);
  tell(notes, log);
  if (missing) throw new Error(`chart ${quote(name)} matching ${version} not found in ${entry.name} index. (try 'helm repo update'): ${missing}`);
  if (found.urls.length === 0) throw new Error(`chart ${quote(reference)} has no downloadable URLs`);
  const address = parseUrl(resolveAddress(entry.url, found.urls[0]));
  if (!address) throw new Error(`invalid chart URL format: ${reference}`);
  return { url: address, digest: found.digest, options: settled };
}

const VERSION = /^v?\d+(\.\d+){0,2}(-[\w.-]+)?(\+[\w.-]+)?$/;

// Helm takes no other spelling of the scheme away before it asks for the tags.
function checkSpelling(reference, version, { path }) {
  const tag = /[:@]([^/]*)$/.exec(path)?.[1];
  if (reference.startsWith("oci://") || VERSION.test(version || tag || "") || path.includes("@")) return;
  const repository = reference.slice(reference.indexOf("/") + 1).replace(/:[^:]*$/, "");
  throw new Error(`invalid reference: invalid repository ${quote(repository)}`);
}

// An address as Go prints it.
const shown = ({ scheme, host, path, text }) => (scheme && !host && !path ? `${scheme}:` : text.replace(/[^\w\-.~!$&'()*+,;=:@/%?#[\]]/gu, encodeURIComponent));

async function loadRepositories(path) {
  let yaml;
  try {
    yaml = readFile(path);
  } catch (error) {
    if (error.cause?.code === "ENOENT") return [];
    throw new Error(`couldn't load repositories file (${path}): ${error.message}`, { cause: error });
  }
  return (await readRepositories(yaml)).filter(Boolean);
}

function checkEntry(entry) {
  const url = parseUrl(entry.url ?? "");
  if (!url) throw new Error(`invalid chart URL format: ${entry.url}`);
  if (!/^(https?|oci)$/.test(url.scheme)) throw new Error(`could not find protocol handler for: ${url.scheme}`);
}

/** The repository whose index names an address. */
async function ownerOf(reference, repositories, flags) {
  for (const entry of repositories) {
    checkEntry(entry);
    const [index, source] = cachedIndex(entry, flags);
    let urls;
    try {
      urls = await indexUrls(index, source);
    } catch (error) {
      throw new Error(`no cached repo found. (try 'helm repo update'): error loading ${source}: ${error.message}`, { cause: error });
    }
    if (urls.some((url) => sameAddress(reference, url))) return entry;
  }
  return undefined;
}

function sameAddress(a, b) {
  const [x, y] = [parseUrl(a), parseUrl(b)];
  if (!x || !y) return !x && cleanPath(a) === cleanPath(b);
  const tidy = ({ scheme, host, path }) => `${scheme}://${host}${cleanPath(path || "/")}`;
  return tidy(x) === tidy(y);
}

function cachedIndex(entry, flags) {
  const path = join(flags.get("repository-cache"), `${entry.name ? `${entry.name}-` : ""}index.yaml`);
  try {
    return [readFile(path), path];
  } catch (error) {
    throw new Error(`no cached repo found. (try 'helm repo update'): ${error.message}`, { cause: error });
  }
}

/** What the repository's entry says goes over the flags. */
function withEntry(options, entry) {
  const all = { ...options };
  if (entry.certFile || entry.keyFile || entry.caFile) Object.assign(all, { certFile: entry.certFile, keyFile: entry.keyFile, caFile: entry.caFile });
  if (entry.username && entry.password) Object.assign(all, { username: entry.username, password: entry.password, everywhere: entry.pass_credentials_all });
  return all;
}

/** An address below a repository's own, or one that stands for itself. */
function resolveAddress(base, address) {
  if (parseUrl(address)?.scheme) return address;
  const root = new URL(base);
  root.pathname = `${root.pathname.replace(/\/$/, "")}/`;
  const resolved = new URL(address, root);
  resolved.search = root.search;
  return resolved.href;
}

function checkScheme({ scheme }) {
  if (!/^(https?|oci)$/.test(scheme)) throw new Error(`scheme ${quote(scheme)} not supported`);
}

async function download(url, { base, everywhere, username, password, ...tls }, log) {
  const [from, to] = [parseUrl(base), url];
  const known = everywhere || (from.scheme === to.scheme && from.host === to.host);
  const credentials = known ? { username, password } : {};
  return get(url.text, { accept: ACCEPT, ...tls, ...credentials }, log);
}

/** The key of a digest in Helm's cache, in hexadecimal digits. */
function keyOf(digest) {
  if (!digest) return "";
  const hex = digest.replace(/^[^:]*:/, "");
  const odd = /[^0-9a-fA-F]/u.exec(hex);
  if (odd) throw new Error(`unable to decode digest: encoding/hex: invalid byte: ${goRune(odd[0])}`);
  if (hex.length % 2) throw new Error("unable to decode digest: encoding/hex: odd length hex string");
  if (hex.length !== 64) throw new Error(`invalid digest length: ${hex.length / 2}`);
  return hex.toLowerCase();
}

const goRune = (char) => `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")} '${char}'`;

function cached(key, flags) {
  try {
    const bytes = readFileSync(join(flags.get("content-cache"), key.slice(0, 2), `${key}.chart`));
    return bytes.length > 0 ? bytes : undefined;
  } catch {
    return undefined;
  }
}
