#!/usr/bin/env node
/** The command line: finds the command, runs it, prints its error as Helm would, and ends with Helm's exit code. */

import process from "node:process";
import { root } from "./commands.js";
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
  try {
    const { command, args: rest } = root().find(args);
    flags = command.flagSet();
    flags.parse(rest);
    for (const color of ["color", "colour"].filter((name) => flags.changed(name)).map((name) => flags.get(name))) {
      if (["never", "auto", "always"].includes(color)) continue;
      throw new SetupError(`invalid color mode ${quote(color)}: must be one of: never, auto, always`);
    }
    try {
      new CredentialFile(flags.get("registry-config"));
    } catch (error) {
      throw new SetupError(error.message, { cause: error });
    }
    if (flags.get("help") || !command.run) {
      stdout.write(command.help());
      return 0;
    }
    command.args?.(command, flags.args);
    await command.run({ flags, args: flags.args, stdout, stderr, stdin });
    return 0;
  } catch (error) {
    if (error instanceof SetupError) stderr.write(slogLine("WARN", "command failed", { error: error.message }));
    else if (!error.silent) stderr.write(`Error: ${helmText(error)}\n`);
    if (flags?.get("debug")) stderr.write(`${error.stack ?? ""}\n`);
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

/** A mistake Helm finds before it looks for a command, and says in its log. */
class SetupError extends Error {}

// Whoever reads our output may stop: that ends Helm by a signal and without a word. Any other error is told.
const SIGPIPE_EXIT = 128 + 13;
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (error.code === "EPIPE" || stream === process.stderr) process.exit(SIGPIPE_EXIT);
    process.stderr.write(`Error: ${pathError(error, "write", "/dev/stdout").message}\n`, () => process.exit(1));
  });
}

process.exitCode = await main(process.argv.slice(2), process);
