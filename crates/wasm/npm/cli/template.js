/** `chartroom template` and `chartroom lint`: the engine, with files from the disk and charts from registries. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { runCommand } from "../template.js";
import { CommandError } from "./command.js";
import { readForLint, readForTemplate } from "./chart-source.js";
import { pathError, quote, slogLine } from "./go-text.js";
import { namespaceOf } from "./kubeconfig.js";
import { createFetch } from "./http.js";
import { refuseUnsupported } from "./pull.js";
import { readAll } from "./terminal.js";
import { readTls } from "./tls.js";

/** Flags that the engine itself understands. */
const ENGINE_FLAGS = {
  template: [
    "values", "set", "set-string", "set-json", "set-file", "set-literal", "name-template", "generate-name", "show-only", "include-crds",
    "skip-crds", "skip-tests", "no-hooks", "is-upgrade", "api-versions", "kube-version", "output-dir", "release-name", "skip-schema-validation",
  ],
  lint: ["values", "set", "set-string", "set-json", "set-file", "set-literal", "strict", "with-subcharts", "quiet", "skip-schema-validation", "kube-version"],
};

/** What was asked of the host and takes time to get: it is fetched, and the command begins again. */
class Pending extends Error {
  constructor(fetch) {
    super("not fetched yet");
    this.fetch = fetch;
  }
}

export async function template(context) {
  const { flags, args, stderr } = context;
  refuse(flags);
  const dryRun = checkDryRun(flags, stderr);
  if (dryRun === "server") throw new Error("--dry-run=server is not supported: nothing here talks to Kubernetes");
  const fetched = new Map();
  const chart = (given) => readForTemplate(given, context, fetched, (fetch) => new Pending(fetch));
  await execute("template", args, context, chart);
}

export async function lint(context) {
  await execute("lint", context.args, context, (path) => readForLint(path));
}

function refuse(flags) {
  refuseUnsupported(flags);
  if (flags.get("validate")) throw new Error("--validate is not supported: nothing here talks to Kubernetes");
  if (flags.changed("post-renderer")) throw new Error("--post-renderer is not supported: Helm's plugins are not run");
  if (flags.get("dependency-update")) throw new Error("--dependency-update is not supported yet: run `helm dependency update` before");
}

/** The mode of `--dry-run`; Helm warns of the older ways to say it. */
function checkDryRun(flags, stderr) {
  if (!flags.changed("dry-run")) return "client";
  const mode = flags.get("dry-run");
  const warn = (message) => stderr.write(slogLine("WARN", message));
  if (mode === "unset") warn("--dry-run is deprecated and should be replaced with '--dry-run=client'");
  else if (mode === "true") warn("boolean '--dry-run=true' flag is deprecated and must be replaced with '--dry-run=client'");
  else if (mode === "none" || mode === "false") throw new Error(`invalid dry-run value (${JSON.stringify(mode)}). Must be "server" or "client"`);
  else if (mode !== "client" && mode !== "server") throw new Error(`invalid dry-run value (${JSON.stringify(mode)}). Must be "none", "server", or "client"`);
  return mode;
}

/** The command line as the engine reads it. */
function lineOf(flags, names, args) {
  const line = [];
  for (const name of names) {
    if (!flags.changed(name)) continue;
    const value = flags.get(name);
    for (const text of Array.isArray(value) ? value : [value]) line.push(`--${name}=${text}`);
  }
  return [...line, "--", ...args];
}

async function execute(command, args, { flags, stdout, stderr, stdin }, chart) {
  const line = lineOf(flags, ENGINE_FLAGS[command], args);
  const files = new Map();
  let pending;
  const noting = (work) => (path) => {
    try {
      return work(path);
    } catch (error) {
      if (error instanceof Pending) pending = error;
      throw error;
    }
  };
  const host = {
    namespace: await namespaceOf(flags),
    absolute: (path) => resolve(path),
    read: noting((path) => files.get(path) ?? readValues(path, files, stdin)),
    chart: noting(chart),
  };
  let outcome;
  do {
    pending = undefined;
    outcome = await runCommand(command, line, host);
    await pending?.fetch();
  } while (pending);
  stderr.write(outcome.stderr);
  for (const file of outcome.files) {
    try {
      writeOut(file);
    } catch (error) {
      // Nothing is said of this file and of those that would have come.
      stdout.write(outcome.stdout.slice(0, outcome.stdout.indexOf(`wrote ${file.path}\n`)));
      if (!file.append) error.message += "\n\nUse --debug flag to render out invalid YAML";
      throw error;
    }
  }
  stdout.write(outcome.stdout);
  if (outcome.code !== 0) throw new CommandError("", { exitCode: outcome.code, silent: true });
}

/** A file of values: on the disk, from standard input (`-`), or from the web. */
function readValues(path, files, stdin) {
  if (path.trim() === "-") {
    throw new Pending(async () => files.set(path, Buffer.from(await readAll(stdin))));
  }
  if (/^https?:\/\//.test(path)) {
    throw new Pending(async () => {
      const response = await createFetch(readTls({}))(path).catch((error) => {
        throw new Error(`Get ${quote(path)}: ${error.message}${error.cause ? `: ${error.cause.message}` : ""}`, { cause: error });
      });
      if (!response.ok) throw new Error(`failed to fetch ${path} : ${response.status} ${response.statusText}`);
      files.set(path, new Uint8Array(await response.arrayBuffer()));
    });
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw pathError(error, error.code === "EISDIR" ? "read" : "open", path);
  }
}

function writeOut({ path, text, append }) {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    writeFileSync(path, text, { flag: append ? "a" : "w" });
  } catch (error) {
    throw pathError(error, error.code === "ENOTDIR" ? "stat" : "open", error.code === "ENOTDIR" ? folder : path);
  }
}
