/** `.helmignore`: which files of a folder belong to the chart. The rules are Helm's, which are not git's. */

const DEFAULT_RULE = "templates/.?*";

/**
 * @param {string} text the content of `.helmignore`
 * @param {(rule: string, error: Error) => void} tell hears of a malformed pattern that is noticed only while matching
 * @returns {(path: string, isFolder: boolean) => boolean}
 */
export function ignoreRules(text, tell) {
  const rules = [];
  const lines = text.replace(/^\ufeff/, "").split("\n");
  for (const line of [...lines, DEFAULT_RULE]) {
    const rule = readRule(line.trim(), tell);
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

function readRule(line, tell) {
  if (line === "" || line.startsWith("#")) return null;
  if (line.includes("**")) throw new Error("double-star (**) syntax is not supported");
  match(line, "abc"); // most malformed patterns are an error even when no file comes near them
  let pattern = line;
  const negate = pattern.startsWith("!");
  if (negate) pattern = pattern.slice(1);
  const foldersOnly = pattern.endsWith("/");
  if (foldersOnly) pattern = pattern.slice(0, -1);
  const whole = pattern.includes("/");
  if (pattern.startsWith("/")) pattern = pattern.slice(1);
  const matches = (path) => {
    try {
      return match(pattern, whole ? path : path.slice(path.lastIndexOf("/") + 1));
    } catch (error) {
      tell(pattern, error);
      return false;
    }
  };
  return { negate, foldersOnly, matches };
}

/**
 * Go's `filepath.Match`: `*` and `?` stay within one path element.
 * @throws for a malformed pattern, if reading came so far
 */
export function match(pattern, name) {
  let [rest, left] = [[...pattern], [...name]];
  while (rest.length > 0) {
    const stars = rest.findIndex((char) => char !== "*");
    if (stars < 0) return !left.includes("/");
    const end = chunkEnd(rest, stars);
    const chunk = rest.slice(stars, end);
    rest = rest.slice(end);
    const fits = (at) => {
      const after = matchChunk(chunk, left.slice(at));
      return after && (after.length === 0 || rest.length > 0) ? after : null;
    };
    let after = fits(0);
    for (let at = 0; !after && stars > 0 && at < left.length && left[at] !== "/"; at++) after = fits(at + 1);
    if (!after) return false;
    left = after;
  }
  return left.length === 0;
}

/** Where the next star outside a set begins. */
function chunkEnd(pattern, start) {
  let inSet = false;
  for (let at = start; at < pattern.length; at++) {
    if (pattern[at] === "\\") at++;
    else if (pattern[at] === "[") inSet = true;
    else if (pattern[at] === "]") inSet = false;
    else if (pattern[at] === "*" && !inSet) return at;
  }
  return pattern.length;
}

/** What is left of a name behind a chunk without stars, `null` if it does not fit; all of the chunk is read. */
function matchChunk(chunk, name) {
  let at = 0;
  let fits = true;
  const next = () => {
    if (at >= chunk.length) throw new Error("syntax error in pattern");
    return chunk[at++];
  };
  const bound = () => {
    if (chunk[at] === "-" || chunk[at] === "]") throw new Error("syntax error in pattern");
    const char = next();
    const text = char === "\\" ? next() : char;
    if (at >= chunk.length) throw new Error("syntax error in pattern"); // the set is still open
    return text.codePointAt(0);
  };
  let read = 0;
  while (at < chunk.length) {
    const found = name[read++];
    if (found === undefined) fits = false;
    const char = next();
    if (char === "?") fits &&= found !== "/";
    else if (char === "[") {
      const negated = chunk[at] === "^";
      if (negated) at++;
      let inside = false;
      for (let ranges = 0; chunk[at] !== "]" || ranges === 0; ranges++) {
        const low = bound();
        let high = low;
        if (chunk[at] === "-") {
          at++;
          high = bound();
        }
        inside ||= fits && low <= found.codePointAt(0) && found.codePointAt(0) <= high;
      }
      at++;
      fits &&= inside !== negated;
    } else {
      const wanted = char === "\\" ? next() : char;
      fits &&= found === wanted;
    }
  }
  return fits ? name.slice(read) : null;
}
