/** `chartroom template` and `chartroom lint`: the engine, with files from the disk and charts from registries. */

import { statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { runCommand } from "../template.js";
import { CommandError } from "./command.js";
import { subchartsBelow } from "./chart-folder.js";
import { readForLint, readForTemplate } from "./chart-source.js";
import { connector } from "./client.js";
import { pathError } from "./go-text.js";
import { Host } from "./host.js";
import { namespaceOf } from "./kubeconfig.js";
import { makeFolders } from "./pull.js";

/** Flags that the engine itself understands. */
const ENGINE_FLAGS = {
  template: [
    "values", "set", "set-string", "set-json", "set-file", "set-literal", "name-template", "generate-name", "show-only", "include-crds",
    "skip-crds", "skip-tests", "no-hooks", "is-upgrade", "api-versions", "kube-version", "output-dir", "release-name", "skip-schema-validation",
    "dry-run", "debug", "version", "devel", "labels",
  ],
  lint: ["values", "set", "set-string", "set-json", "set-file", "set-literal", "strict", "quiet", "skip-schema-validation", "kube-version", "debug"],
};

export async function template(context) {
  const { flags, args } = context;
  refuse(flags);
  const source = {
    prepare: () => connector(flags), // a broken file is an error even where it is not needed
    chart: (given, later) => readForTemplate(given, context, later),
    place: (given, fetched) => fetched?.place ?? resolve(given.trim()),
  };
  await execute("template", args, context, source);
}

export async function lint(context) {
  const { flags, args } = context;
  const paths = flags.get("with-subcharts") ? [...args, ...args.flatMap(subchartsBelow)] : args;
  await execute("lint", paths, context, { chart: readForLint, place: (path) => resolve(path) });
}

function refuse(flags) {
  if (flags.get("validate")) throw new Error("--validate is not supported: nothing here talks to Kubernetes");
  if (flags.get("post-renderer")) throw new Error("--post-renderer is not supported: Helm's plugins are not run");
  if (flags.get("dry-run") === "server") throw new Error("--dry-run=server is not supported: nothing here talks to Kubernetes");
}

/** The command line as the engine reads it. */
function lineOf(flags, names, args) {
  const line = [];
  for (const name of names) {
    if (!flags.changed(name) && !(name === "debug" && flags.get(name))) continue;
    const value = flags.get(name);
    for (const text of Array.isArray(value) ? value : [value]) line.push(`--${name}=${text}`);
  }
  return [...line, "--", ...args];
}

/** What Helm says where it would update dependencies. */
const MISSING = "Error: an error occurred while checking for chart dependencies.";

async function execute(command, args, { flags, stdout, stderr, stdin }, source) {
  const line = lineOf(flags, ENGINE_FLAGS[command], args);
  const host = new Host(stdin, source, await namespaceOf(flags));
  const outcome = await host.complete(() => runCommand(command, line, host));
  if (flags.get("dependency-update") && outcome.stderr.includes(MISSING)) {
    throw new Error("--dependency-update is not supported yet where something is missing: run `helm dependency update` before");
  }
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

function writeOut({ path, text, append }) {
  const folder = dirname(path);
  try {
    statSync(folder);
  } catch (error) {
    if (error.code !== "ENOENT") throw pathError(error, "stat", folder);
    makeFolders(folder);
  }
  try {
    writeFileSync(path, text, { flag: append ? "a" : "w" });
  } catch (error) {
    throw pathError(error, "open", path);
  }
}
