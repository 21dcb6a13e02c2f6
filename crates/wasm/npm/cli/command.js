/**
 * A tree of commands that finds its command, parses and complains as cobra does, which is what Helm is made of.
 */

import { FlagSet } from "./flags.js";
import { quote } from "./go-text.js";

/** An error that ends the program with a code of its own and, where `silent`, without a line of text. */
export class CommandError extends Error {
  name = "CommandError";
  constructor(message, { exitCode = 1, silent = false, cause } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
    this.silent = silent;
  }
}

const plural = (word, count) => (count === 1 ? word : `${word}s`);

/** Rules for the number of arguments, with Helm's texts. */
export const need = {
  exactly: (count) => (command, args) => {
    if (args.length === count) return;
    throw new CommandError(`${quote(command.path())} requires ${count} ${plural("argument", count)}\n\nUsage:  ${command.useLine()}`);
  },
  atLeast: (count) => (command, args) => {
    if (args.length >= count) return;
    throw new CommandError(`${quote(command.path())} requires at least ${count} ${plural("argument", count)}\n\nUsage:  ${command.useLine()}`);
  },
};

/**
 * One command.
 *
 * @typedef {object} CommandOptions
 * @property {string} use name and arguments, for the usage line
 * @property {string} short one line for the list of commands
 * @property {string} [long] the text of `--help`
 * @property {string[]} [aliases]
 * @property {object[]} [flags]
 * @property {string[][]} [groups] flags that must not be given together
 * @property {(command: Command, args: string[]) => void} [args] checks the arguments
 * @property {(context: object) => Promise<void>} [run]
 * @property {Command[]} [commands]
 */
export class Command {
  parent = null;

  /** @param {CommandOptions} options */
  constructor({ use, short, long = short, aliases = [], flags = [], groups = [], args, run, commands = [] }) {
    Object.assign(this, { use, short, long, aliases, flags, groups, args, run, commands });
    for (const command of commands) command.parent = this;
  }

  get name() {
    return this.use.split(" ")[0];
  }

  /** The words that lead here: `chartroom show all`. */
  path() {
    return this.parent ? `${this.parent.path()} ${this.name}` : this.name;
  }

  useLine() {
    return `${this.parent ? `${this.parent.path()} ` : ""}${this.use} [flags]`;
  }

  /** This command's flags and those of everything above it. @param {(line: string) => void} [log] for what is said of values */
  flagSet(log) {
    const set = new FlagSet(log);
    for (let command = this; command; command = command.parent) {
      for (const flag of command.flags) if (set.get(flag.name) === undefined) set.add(flag);
    }
    return set.add({ name: "help", short: "h", type: "bool", value: false, usage: `help for ${this.name}` });
  }

  /**
   * Finds the command that `args` name.
   * @returns {{command: Command, args: string[]}} the command and the arguments without its words
   */
  find(args) {
    const words = this.#words(args);
    const next = words.length > 0 && this.commands.find((c) => c.name === words[0] || c.aliases.includes(words[0]));
    if (next) return next.find(this.#without(args, words[0]));
    if (!this.parent && words.length > 0) {
      throw new CommandError(`unknown command ${quote(words[0])} for ${quote(this.path())}${this.#suggestions(words[0])}\nRun '${this.path()} --help' for usage.`);
    }
    return { command: this, args };
  }

  // The arguments that are neither flags nor values of flags, as cobra guesses them before it knows the command.
  #words(args) {
    const set = this.flagSet();
    const words = [];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i];
      if (arg === "--") break;
      if (takesNext(set, arg)) i++;
      else if (arg !== "" && !arg.startsWith("-")) words.push(arg);
    }
    return words;
  }

  #without(args, word) {
    const set = this.flagSet();
    for (let i = 0; i < args.length; i++) {
      if (args[i] === "--") break;
      if (takesNext(set, args[i])) i++;
      else if (args[i] === word) return [...args.slice(0, i), ...args.slice(i + 1)];
    }
    return args;
  }

  #suggestions(typed) {
    const near = this.commands.filter(
      (c) => distance(typed.toLowerCase(), c.name.toLowerCase()) <= 2 || c.name.toLowerCase().startsWith(typed.toLowerCase()),
    );
    if (near.length === 0) return "";
    const names = near.map((c) => `\t${c.name}\n`).sort();
    return `\n\nDid you mean this?\n${names.join("")}`;
  }

  /** The text of `--help`. */
  help() {
    return `${this.long.trim()}\n\n${this.usage()}`;
  }

  /** What `--help` says after the description. */
  usage() {
    const lines = ["Usage:", this.commands.length > 0 ? `  ${this.path()} [command]` : `  ${this.useLine()}`];
    if (this.aliases.length > 0) lines.push("", "Aliases:", `  ${[this.name, ...this.aliases].join(", ")}`);
    if (this.commands.length > 0) {
      lines.push("", "Available Commands:", ...this.commands.map((c) => `  ${c.name.padEnd(11)} ${c.short}`));
    }
    const own = new Set(["help", ...this.flags.map((flag) => flag.name)]);
    const all = this.flagSet().definitions().filter((flag) => !flag.hidden);
    lines.push("", "Flags:", ...table(all.filter((flag) => own.has(flag.name))));
    if (this.parent) lines.push("", "Global Flags:", ...table(all.filter((flag) => !own.has(flag.name))));
    if (this.commands.length > 0) lines.push("", `Use "${this.path()} [command] --help" for more information about a command.`);
    return `${lines.join("\n")}\n`;
  }
}

const takesNext = (set, arg) =>
  !arg.includes("=") &&
  ((arg.startsWith("--") && !set.standsAlone(arg.slice(2))) ||
    (arg.startsWith("-") && arg.length === 2 && arg !== "--" && !set.standsAlone(arg.slice(1), true)));

function table(flags) {
  const rows = flags.map((flag) => [
    `  ${flag.short ? `-${flag.short}, ` : "    "}--${flag.name}${flag.bare === "true" ? "" : ` ${flag.type}`}`,
    flag.usage + (flag.type !== "bool" && flag.value !== "" && flag.value != null && !flag.changed ? ` (default ${JSON.stringify(flag.value)})` : ""),
  ]);
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width + 3)}${right}`);
}

// Levenshtein's distance; both words are short.
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = a[i - 1] === b[j - 1] ? row[j - 1] : 1 + Math.min(row[j - 1], row[j], next[j - 1]);
    }
    row = next;
  }
  return row[b.length];
}
