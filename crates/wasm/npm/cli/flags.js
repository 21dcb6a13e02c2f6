/**
 * Command line flags as Go's pflag reads them.
 *
 * Helm's flags are parsed by pflag, and scripts rely on its habits: flags and arguments mixed freely, `--flag=value`
 * and `--flag value`, `-d=dir`, `-ddir` and `-d dir`, `--` as the end, Go's spellings of a boolean. The texts of the
 * errors are pflag's.
 */

import { FlagError, READERS } from "./flag-values.js";
import { quote } from "./go-text.js";

export { FlagError };

/** Types whose flags stand alone, and mean yes. */
const SWITCHES = new Set(["bool", "goBool"]);

/** A set of flags: definitions, and after {@link FlagSet.parse} their values and the arguments left over. */
export class FlagSet {
  /** @type {Map<string, {name: string, short?: string, type: keyof typeof READERS, value: any, usage: string, hidden?: boolean, bare?: string, deprecated?: string, changed: boolean}>} */
  #flags = new Map();
  #short = new Map();
  #log;
  /** Arguments that are not flags, in order. */
  args = [];
  /** What is to be said of deprecated flags that were given. */
  notices = [];

  /** @param {(line: string) => void} [log] where values of flags are warned of */
  constructor(log = () => {}) {
    this.#log = log;
  }

  /** Defines a flag; `flag.value` is its default. */
  add(flag) {
    const own = { changed: false, ...flag };
    if (SWITCHES.has(own.type)) own.bare ??= "true";
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
    return flag?.bare !== undefined;
  }

  /**
   * Reads arguments.
   * @param {string[]} args
   * @param {{unknown?: boolean}} [options] whether to pass over flags that nobody defined, up to a question for help, as Helm does when it first looks
   * @throws {FlagError} with pflag's text
   */
  parse(args, { unknown = false } = {}) {
    const rest = [...args];
    while (rest.length > 0) {
      const arg = rest.shift();
      if (arg.length < 2 || arg[0] !== "-") this.args.push(arg);
      else if (arg === "--") return void this.args.push(...rest);
      else if (arg[1] === "-") this.#long(arg, rest, unknown);
      else this.#shorthands(arg.slice(1), rest, unknown);
    }
  }

  #long(arg, rest, unknown) {
    const body = arg.slice(2);
    if (body[0] === "-" || body[0] === "=") throw new FlagError(`bad flag syntax: ${arg}`);
    const equals = body.indexOf("=");
    const name = equals < 0 ? body : body.slice(0, equals);
    const flag = this.#flags.get(name);
    if (!flag && unknown) return equals < 0 && withoutValue(rest);
    if (!flag || (unknown && name === "help")) throw new FlagError(`unknown flag: --${name}`);
    if (equals >= 0) this.#set(flag, body.slice(equals + 1));
    else if (flag.bare !== undefined) this.#set(flag, flag.bare);
    else if (rest.length > 0) this.#set(flag, rest.shift());
    else throw new FlagError(`flag needs an argument: --${name}`);
  }

  #shorthands(letters, rest, unknown) {
    for (let left = letters; left.length > 0; ) {
      const flag = this.#short.get(left[0]);
      const joined = left.length > 2 && left[1] === "=";
      if (!flag && unknown) {
        if (joined) return;
        withoutValue(rest);
        left = left.slice(1);
        continue;
      }
      if (!flag || (unknown && left[0] === "h")) throw new FlagError(`unknown shorthand flag: '${left[0]}' in -${left}`);
      if (joined) return this.#set(flag, left.slice(2));
      if (flag.bare !== undefined) {
        this.#set(flag, flag.bare);
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
      flag.value = READERS[flag.type](text, flag.changed ? flag.value : undefined, this.#log);
    } catch (error) {
      const name = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
      throw new FlagError(`invalid argument ${quote(text)} for ${quote(name)} flag: ${error.message}`);
    }
    flag.changed = true;
    // Helm's two names for one thing.
    if (flag.same) Object.assign(this.#flags.get(flag.same), { value: flag.value });
    if (flag.deprecated) this.notices.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`);
  }

  /**
   * Refuses flags that must not stand beside each other.
   * @param {string[][]} groups
   */
  checkGroups(groups) {
    for (const group of groups) {
      const set = group.filter((name) => this.changed(name)).sort();
      if (set.length < 2) continue;
      throw new FlagError(`if any flags in the group [${group.join(" ")}] are set none of the others can be; [${set.join(" ")}] were all set`);
    }
  }
}

// What stands behind a flag that nobody knows is taken for its value, unless it is a flag itself.
function withoutValue(rest) {
  if (rest.length > 0 && !rest[0].startsWith("-")) rest.shift();
}
