#!/usr/bin/env node
/** The command line: finds the command, runs it, prints its error as Helm would, and ends with Helm's exit code. */

import process from "node:process";
import { root } from "./commands.js";
import { readFile } from "./chart-file.js";
import { CommandError } from "./command.js";
import { CredentialFile } from "./credentials.js";
import { pathError, quote, slogLine } from "./go-text.js";
import { helmText } from "./failure.js";

/**
 * Runs one command line.
 * @param {string[]} args
 * @param {{stdout: {write(text: string | Uint8Array): unknown}, stderr: {write(text: string): unknown}, stdin: NodeJS.ReadStream}} streams
 * @returns {Promise<number>} the exit code
 */
export async function main(args, { stdout, stderr, stdin }) {
  let flags;
  const log = (line) => stderr.write(line);
  try {
    const tree = root();
    checkSetup(tree.flagSet(), args);
    const { command, args: rest } = tree.find(args);
    flags = command.flagSet(log);
    flags.parse(rest);
    for (const notice of flags.notices) log(notice);
    if (flags.get("help") || !command.run) {
      stdout.write(command.help());
      return 0;
    }
    checkDriver(process.env);
    command.args?.(command, flags.args);
    flags.checkGroups(command.groups);
    await command.run({ flags, args: flags.args, stdout, stderr, stdin });
    return 0;
  } catch (error) {
    if (error instanceof SetupError) log(slogLine(error.level, error.message, error.fields));
    else if (!error.silent) {
      for (const line of error.warnings ?? []) log(`${line}\n`);
      log(`Error: ${helmText(error)}\n`);
    }
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

/** A mistake that Helm only says in its log. */
class SetupError extends Error {
  constructor(level, message, fields, cause) {
    super(message, { cause });
    Object.assign(this, { level, fields });
  }
}

/** What Helm looks at before it looks for a command: the flags of all commands, whatever stands between them. */
function checkSetup(flags, args) {
  const failed = (error) => new SetupError("WARN", "command failed", { error: error.message }, error);
  try {
    flags.parse(args, { unknown: true });
  } catch {
    // The command's own flags will tell.
  }
  const color = flags.get("color");
  if (!["never", "auto", "always"].includes(color)) {
    throw failed(new Error(`invalid color mode ${quote(color)}: must be one of: never, auto, always`));
  }
  try {
    new CredentialFile(flags.get("registry-config"));
  } catch (error) {
    throw failed(error);
  }
}

/** Helm's storage of releases, which it makes ready before any command. */
function checkDriver({ HELM_DRIVER = "", HELM_MEMORY_DRIVER_DATA = "" }) {
  if (!["", "secret", "secrets", "configmap", "configmaps", "memory", "sql"].includes(HELM_DRIVER)) {
    throw new SetupError("INFO", `unknown driver ${quote(HELM_DRIVER)}`);
  }
  if (HELM_DRIVER !== "memory") return;
  for (const path of HELM_MEMORY_DRIVER_DATA.split(":")) {
    try {
      readFile(path);
    } catch (error) {
      throw new SetupError("INFO", `Unable to read memory driver data${error.message}`, {}, error);
    }
  }
}

// Whoever reads our output may stop: that ends Helm by a signal and without a word. Any other error is told.
const SIGPIPE_EXIT = 128 + 13;
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (error.code === "EPIPE" || stream === process.stderr) process.exit(SIGPIPE_EXIT);
    process.stderr.write(`Error: ${pathError(error, "write", "/dev/stdout").message}\n`, () => process.exit(1));
  });
}

process.exitCode = await main(process.argv.slice(2), process);
