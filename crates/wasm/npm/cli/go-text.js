/** Small pieces of text written the way Go's standard library writes them. */

const ESCAPES = { "\x07": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", '"': '\\"', "\\": "\\\\" };

/** `strconv.Quote`: double quotes, Go's escapes, everything printable left alone. */
export function quote(text) {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0);
    if (ESCAPES[char]) out += ESCAPES[char];
    else if (char === " " || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)) out += char;
    else if (code < 0x80) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return `${out}"`;
}

/** A value in one of `log/slog`'s text lines: quoted only where it has to be. */
function slogValue(text) {
  return text === "" || /[\s"=]/.test(text) || quote(text) !== `"${text}"` ? quote(text) : text;
}

/** One line of `log/slog`'s text handler without a time, as Helm 4 writes its warnings to standard error. */
export function slogLine(level, message, fields = {}) {
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${slogValue(String(value))}`);
  return `level=${level} msg=${slogValue(message)}${pairs.join("")}\n`;
}

/** `time.RFC3339` in the machine's own time zone, cut to whole seconds: what Helm writes as a chart's creation time. */
export function rfc3339Local(date) {
  const two = (number) => String(number).padStart(2, "0");
  // Date.prototype.getTimezoneOffset counts minutes west of Greenwich; a zone with seconds is rounded by both.
  const offset = -date.getTimezoneOffset();
  const zone =
    offset === 0 ? "Z" : `${offset < 0 ? "-" : "+"}${two(Math.trunc(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${zone}`;
}

/** `path.Clean` for slash separated paths. */
export function cleanPath(path) {
  const rooted = path.startsWith("/");
  const out = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && out.length > 0 && out.at(-1) !== "..") out.pop();
    else if (part !== ".." || !rooted) out.push(part);
  }
  return (rooted ? "/" : "") + out.join("/") || ".";
}

/** `filepath.Join`: empty pieces are left out, the rest cleaned; nothing at all is the empty string. */
export function joinPath(...parts) {
  const given = parts.filter((part) => part !== "");
  return given.length === 0 ? "" : cleanPath(given.join("/"));
}

/** What Go says about a failed system call: `open x: no such file or directory`. */
export function pathError(error, operation, path) {
  const texts = {
    ENOENT: "no such file or directory",
    EACCES: "permission denied",
    EPERM: "operation not permitted",
    ENOTDIR: "not a directory",
    EISDIR: "is a directory",
    ENOSPC: "no space left on device",
    EROFS: "read-only file system",
    EEXIST: "file exists",
    ENAMETOOLONG: "file name too long",
    ELOOP: "too many levels of symbolic links",
  };
  return new Error(`${operation} ${path}: ${texts[error.code] ?? error.message}`, { cause: error });
}
