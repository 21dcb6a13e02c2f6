/** What flags take: the texts that Go's pflag, klog and Helm itself accept, and their words for all others. */

import { quote, slogLine } from "./go-text.js";

/** A mistake in the command line; its message is what Helm would print. */
export class FlagError extends Error {
  name = "FlagError";
}

const fail = (message) => {
  throw new FlagError(message);
};

const TRUE = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** `strconv.ParseBool`; undefined where that fails. */
export const boolean = (text) => (TRUE.has(text) ? true : FALSE.has(text) ? false : undefined);

// Digits of `strconv.ParseInt(s, 0, 64)`: 0x, 0o, 0b and a leading zero for octal, underscores between digits.
const ANY_BASE = /^[-+]?(0[xX](_?[0-9a-fA-F])+|0[oO]?(_?[0-7])+|0[bB](_?[01])+|0|[1-9](_?[0-9])*)$/;

/** Go's `strconv.ParseInt` for a base and a number of bits. */
function integer(text, base, bits) {
  const wrong = (what) => fail(`strconv.ParseInt: parsing ${quote(text)}: ${what}`);
  if (!(base === 0 ? ANY_BASE : /^[-+]?[0-9]+$/).test(text)) wrong("invalid syntax");
  const digits = text.replace(/_/g, "").replace(/^[-+]/, "");
  const size = BigInt(base === 0 ? digits.replace(/^0([0-7]+)$/, "0o$1") : digits);
  const limit = 1n << BigInt(bits - 1);
  if (text.startsWith("-") ? size > limit : size >= limit) wrong("value out of range");
  return Number(text.startsWith("-") ? -size : size);
}

const DECIMAL = /^[-+]?(\d(_?\d)*(\.(\d(_?\d)*)?)?|\.\d(_?\d)*)([eE][-+]?\d(_?\d)*)?$/;
const HEXADECIMAL = /^[-+]?0[xX](_?[0-9a-fA-F])*\.?[0-9a-fA-F]*[pP][-+]?\d+$/;

/** Go's `strconv.ParseFloat` for 32 bits; the number itself serves nothing here. */
function float(text) {
  const wrong = (what) => fail(`strconv.ParseFloat: parsing ${quote(text)}: ${what}`);
  if (/^[-+]?(inf(inity)?|nan)$/i.test(text) || HEXADECIMAL.test(text)) return 0;
  if (!DECIMAL.test(text)) wrong("invalid syntax");
  const number = Number(text.replaceAll("_", ""));
  if (!Number.isFinite(Math.fround(number))) wrong("value out of range");
  return number;
}

const UNITS = { ns: 1, us: 1e3, "µs": 1e3, "μs": 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const LONGEST = 2 ** 63;

/** Go's `time.ParseDuration`, in nanoseconds. */
function duration(text) {
  const invalid = () => fail(`time: invalid duration ${quote(text)}`);
  let rest = text.replace(/^[-+]/, "");
  if (rest === "0") return 0;
  if (rest === "") invalid();
  let sum = 0;
  while (rest !== "") {
    const [all, whole, point, part] = /^(\d*)(\.?)(\d*)/.exec(rest);
    if (whole === "" && (point === "" || part === "")) invalid();
    if (Number(whole) > LONGEST) invalid();
    rest = rest.slice(all.length);
    const [unit] = /^[^.\d]*/.exec(rest);
    if (unit === "") fail(`time: missing unit in duration ${quote(text)}`);
    if (!Object.hasOwn(UNITS, unit)) fail(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    rest = rest.slice(unit.length);
    sum += Number(`${whole || 0}.${part || 0}`) * UNITS[unit];
    if (sum > LONGEST) invalid();
  }
  return sum;
}

/** The fields of the first line of comma separated values, with the mistakes that Go's encoding/csv finds, in its words. */
export function fieldsOf(text) {
  const line = text.split("\n")[0].replace(/\r$/, "");
  const wrong = (column, message) => fail(`parse error on line 1, column ${column}: ${message}`);
  const fields = [];
  for (let at = 0; at <= line.length; at++) {
    let field = "";
    if (line[at] === '"') {
      for (at++; ; at++) {
        if (at >= line.length) wrong(line.length + 1, 'extraneous or missing " in quoted-field');
        if (line[at] !== '"') field += line[at];
        else if (line[at + 1] === '"') field += line[at++];
        else break;
      }
      at++;
      if (at < line.length && line[at] !== ",") wrong(at, 'extraneous or missing " in quoted-field');
    } else {
      for (; at < line.length && line[at] !== ","; at++) {
        if (line[at] === '"') wrong(at + 1, 'bare " in non-quoted-field');
        field += line[at];
      }
    }
    fields.push(field);
  }
  return fields;
}

// `key=value`, several of them with commas between; one alone may have commas in its value.
function pairs(text) {
  const lacking = (pair) => fail(`${pair} must be formatted as key=value`);
  const count = text.split("=").length - 1;
  if (count === 0) lacking(text);
  const found = count === 1 ? [text.replace(/^"+|"+$/g, "")] : fieldsOf(text);
  for (const pair of found) if (!pair.includes("=")) lacking(pair);
  return found;
}

const WAITS = ["watcher", "hookOnly", "legacy"];

function wait(text, _, log) {
  const older = { true: "watcher", false: "hookOnly" };
  if (Object.hasOwn(older, text)) log(slogLine("WARN", `--wait=${text} is deprecated (boolean value) and can be replaced with --wait=${older[text]}`));
  else if (!WAITS.includes(text)) fail(`invalid wait input ${quote(text)}. Valid inputs are watcher, hookOnly, and legacy`);
  return text;
}

// Those of the log of Kubernetes' packages.
const moduleLevels = (text) => {
  for (const pair of text.split(",").filter((pair) => pair !== "")) {
    const [pattern, level, more] = pair.split("=");
    if (!pattern || !level || more !== undefined || !/^[-+]?\d+$/.test(level)) fail("syntax error: expect comma-separated list of filename=N");
    if (level.startsWith("-") && Number(level) < 0) fail("negative value for vmodule level");
  }
};
const place = (text) => {
  if (text === "") return;
  const [file, line, more] = text.split(":");
  if (line === undefined || more !== undefined || !file.includes(".") || !/^[-+]?\d+$/.test(line)) fail("syntax error: expect file.go:234");
  if (Number(line) <= 0) fail("negative or zero value for level");
};

/** Readers by the type of a flag: the text, the value until now, and a log. */
export const READERS = {
  bool: (text) => boolean(text) ?? fail(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`),
  string: (text) => text,
  stringArray: (text, before) => [...(before ?? []), text],
  // A line of comma separated values each time; what takes them apart is the engine, which is given the line as it is.
  strings(text, before) {
    fieldsOf(text);
    return [...(before ?? []), text];
  },
  stringToString: (text, before) => [...(before ?? []), ...pairs(text)],
  int: (text) => integer(text, 0, 64),
  float32: float,
  duration,
  WaitStrategy: wait,
  Level: (text) => integer(text, 10, 32),
  severity: (text) => (/^(info|warning|error|fatal)$/i.test(text) ? text : integer(text, 10, 32)),
  goBool: (text) => boolean(text) ?? fail("parse error"),
  goUint: (text) => (ANY_BASE.test(text) && !/^[-+]/.test(text) ? text : fail("parse error")),
  pattern: moduleLevels,
  traceLocation: place,
};
