/** `.helmignore`: which files of a folder belong to the chart. The rules are Helm's, which are not git's. */

const DEFAULT_RULE = "templates/.?*";

/** @param {string} text the content of `.helmignore` @returns {(path: string, isFolder: boolean) => boolean} */
export function ignoreRules(text) {
  const rules = [];
  const lines = text.replace(/^\ufeff/, "").split("\n");
  for (const line of [...lines, DEFAULT_RULE]) {
    const rule = readRule(line.trim());
    if (rule) rules.push(rule);
  }
  return (path, isFolder) => {
    if (path === "" || path === "." || path === "./") return false;
    for (const { matches, negate, foldersOnly } of rules) {
      if (negate) {
        // A negated rule ignores what it does *not* match; what it matches goes on to the next rule.
        if (foldersOnly && !isFolder) return true;
        if (!matches(path)) return true;
      } else if ((!foldersOnly || isFolder) && matches(path)) return true;
    }
    return false;
  };
}

function readRule(line) {
  if (line === "" || line.startsWith("#")) return null;
  if (line.includes("**")) throw new Error("double-star (**) syntax is not supported");
  match(line, "abc"); // a malformed pattern is an error even when no file comes near it
  let pattern = line;
  const negate = pattern.startsWith("!");
  if (negate) pattern = pattern.slice(1);
  const foldersOnly = pattern.endsWith("/");
  if (foldersOnly) pattern = pattern.slice(0, -1);
  if (pattern.startsWith("/")) return { negate, foldersOnly, matches: (path) => match(pattern.slice(1), path) };
  if (pattern.includes("/")) return { negate, foldersOnly, matches: (path) => match(pattern, path) };
  return { negate, foldersOnly, matches: (path) => match(pattern, path.slice(path.lastIndexOf("/") + 1)) };
}

/** Go's `filepath.Match`: `*` and `?` stay within one path element. */
export function match(pattern, name) {
  return new RegExp(`^${toExpression(pattern)}$`, "su").test(name);
}

function toExpression(pattern) {
  const bad = () => new Error("syntax error in pattern");
  const chars = [...pattern];
  let out = "";
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i];
    if (char === "*") out += "[^/]*";
    else if (char === "?") out += "[^/]";
    else if (char === "\\") {
      if (++i >= chars.length) throw bad();
      out += escape(chars[i]);
    } else if (char === "[") {
      const negated = chars[i + 1] === "^";
      if (negated) i++;
      let set = "";
      let ranges = 0;
      for (i++; ; i++) {
        if (i >= chars.length) throw bad();
        if (chars[i] === "]" && ranges > 0) break;
        const one = () => {
          if (i >= chars.length || chars[i] === "-" || chars[i] === "]") throw bad();
          if (chars[i] === "\\" && ++i >= chars.length) throw bad();
          return chars[i];
        };
        const low = one();
        let high = low;
        if (chars[i + 1] === "-") {
          i += 2;
          high = one();
        }
        ranges++;
        if (low <= high) set += `${escape(low)}-${escape(high)}`;
      }
      out += set === "" ? (negated ? "[^/]" : "[]") : `[${negated ? "^" : ""}${set}]`;
    } else out += escape(char);
  }
  return out;
}

const escape = (char) => char.replace(/[\\^$.*+?()[\]{}|\-/]/u, "\\$&");
