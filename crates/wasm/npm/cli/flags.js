/**
 * Command line flags as Go's pflag reads them.
 *
 * Helm's flags are parsed by pflag, and scripts rely on its habits: flags and arguments mixed freely, `--flag=value`
 * and `--flag value`, `-d=dir`, `-ddir` and `-d dir`, `--` as the end, Go's spellings of a boolean. The texts of the
 * errors are pflag's.
 */

import { quote } from "./go-text.js";

/** A mistake in the command line; its message is what Helm would print. */
export class FlagError extends Error {
  name = "FlagError";
}

const TRUE = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE = new Set(["0", "f", "F", "FALSE", "false", "False"]);

const PARSERS = {
  bool(text) {
    if (TRUE.has(text)) return true;
    if (FALSE.has(text)) return false;
    throw new FlagError(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`);
  },
  string: (text) => text,
  stringArray: (text, before) => [...(before ?? []), text],
  // A line of comma separated values each time; what takes them apart is the engine, which is given the line as it is.
  strings(text, before) {
    checkLine(text);
    return [...(before ?? []), text];
  },
  int(text) {
    // Base 0, as strconv.ParseInt(s, 0, 64): 0x, 0o, 0b and a leading zero for octal, underscores between digits.
    if (!/^[-+]?(0[xX](_?[0-9a-fA-F])+|0[oO]?(_?[0-7])+|0[bB](_?[01])+|0|[1-9](_?[0-9])*)$/.test(text)) {
      throw new FlagError(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
    }
    const digits = text.replace(/_/g, "").replace(/^[-+]/, "").replace(/^0([0-7]+)$/, "0o$1");
    return text.startsWith("-") ? -Number(digits) : Number(digits);
  },
  float(text) {
    if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)) {
      throw new FlagError(`strconv.ParseFloat: parsing ${quote(text)}: invalid syntax`);
    }
    return Number(text);
  },
};

/** The mistakes that Go's encoding/csv finds in one line, in its words. */
function checkLine(text) {
  const line = text.split("\n")[0];
  const wrong = (column, message) => {
    throw new FlagError(`parse error on line 1, column ${column}: ${message}`);
  };
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === '"') {
      for (at++; ; at++) {
        if (at >= line.length) wrong(line.length + 1, 'extraneous or missing " in quoted-field');
        if (line[at] !== '"') continue;
        if (line[at + 1] === '"') at++;
        else break;
      }
      at++;
      if (at < line.length && line[at] !== ",") wrong(at, 'extraneous or missing " in quoted-field');
    } else {
      for (; at < line.length && line[at] !== ","; at++) if (line[at] === '"') wrong(at + 1, 'bare " in non-quoted-field');
    }
  }
}

/** A set of flags: definitions, and after {@link FlagSet.parse} their values and the arguments left over. */
export class FlagSet {
  /** @type {Map<string, {name: string, short?: string, type: keyof typeof PARSERS, value: any, usage: string, hidden?: boolean, changed: boolean}>} */
  #flags = new Map();
  #short = new Map();
  /** Arguments that are not flags, in order. */
  args = [];

  /** Defines a flag; `flag.value` is its default. */
  add(flag) {
    const own = { changed: false, ...flag };
    this.#flags.set(own.name, own);
    if (own.short) this.#short.set(own.short, own);
    return this;
  }

  /** All definitions, by name. */
  definitions() {
    return [...this.#flags.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The value of a flag: what was given, or its default. */
  get(name) {
    return this.#flags.get(name)?.value;
  }

  /** Whether the flag was given. */
  changed(name) {
    return this.#flags.get(name)?.changed ?? false;
  }

  /** Whether `--name` (or `-n`, with `short`) stands alone: a boolean takes no value from the next argument. */
  standsAlone(name, short = false) {
    const flag = short ? this.#short.get(name[0]) : this.#flags.get(name);
    return flag?.type === "bool" || flag?.bare !== undefined;
  }

  /**
   * Reads arguments.
   * @param {string[]} args
   * @throws {FlagError} with pflag's text
   */
  parse(args) {
    const rest = [...args];
    while (rest.length > 0) {
      const arg = rest.shift();
      if (arg.length < 2 || arg[0] !== "-") this.args.push(arg);
      else if (arg === "--") return void this.args.push(...rest);
      else if (arg[1] === "-") this.#long(arg, rest);
      else this.#shorthands(arg.slice(1), rest);
    }
  }

  #long(arg, rest) {
    const body = arg.slice(2);
    if (body[0] === "-" || body[0] === "=") throw new FlagError(`bad flag syntax: ${arg}`);
    const equals = body.indexOf("=");
    const name = equals < 0 ? body : body.slice(0, equals);
    const flag = this.#flags.get(name);
    if (!flag) throw new FlagError(`unknown flag: --${name}`);
    if (equals >= 0) this.#set(flag, body.slice(equals + 1));
    else if (flag.type === "bool") this.#set(flag, "true");
    else if (flag.bare !== undefined) this.#set(flag, flag.bare);
    else if (rest.length > 0) this.#set(flag, rest.shift());
    else throw new FlagError(`flag needs an argument: --${name}`);
  }

  #shorthands(letters, rest) {
    for (let left = letters; left.length > 0; ) {
      const flag = this.#short.get(left[0]);
      if (!flag) throw new FlagError(`unknown shorthand flag: '${left[0]}' in -${left}`);
      if (left.length > 2 && left[1] === "=") return this.#set(flag, left.slice(2));
      if (flag.type === "bool") {
        this.#set(flag, "true");
        left = left.slice(1);
        continue;
      }
      if (left.length > 1) return this.#set(flag, left.slice(1));
      if (rest.length > 0) return this.#set(flag, rest.shift());
      throw new FlagError(`flag needs an argument: '${left[0]}' in -${left}`);
    }
  }

  #set(flag, text) {
    try {
      flag.value = PARSERS[flag.type](text, flag.changed ? flag.value : undefined);
    } catch (error) {
      const name = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
      throw new FlagError(`invalid argument ${quote(text)} for ${quote(name)} flag: ${error.message}`);
    }
    flag.changed = true;
  }
}
