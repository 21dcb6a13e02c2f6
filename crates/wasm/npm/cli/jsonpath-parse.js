/** Templates of kubectl's JSONPath, as `helm show values --jsonpath` takes them: text with `{actions}` in it. */

const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const FILTER = /^([^!<>=]+)([!<>=]+)(.+?)$/s;

/**
 * Reads a template into a list of nodes; an action is a list of its own.
 * @throws {Error} with client-go's text
 */
export function parseTemplate(text) {
  const root = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("{", at);
    if (open !== at) root.push({ kind: "text", text: text.slice(at, open < 0 ? undefined : open) });
    if (open < 0) break;
    const action = { kind: "list", nodes: [] };
    root.push(action);
    at = new Action(text, open + 1, action.nodes).parse();
  }
  return root;
}

/** The inside of one pair of braces. */
class Action {
  constructor(text, at, nodes) {
    this.text = text;
    this.at = at;
    this.nodes = nodes;
  }

  /** @returns {number} where the text after the closing brace begins */
  parse() {
    for (;;) {
      const char = this.text[this.at];
      if (this.text.startsWith("[?(", this.at)) this.filter();
      else if (this.text.startsWith("..", this.at)) this.recursive();
      else if (char === "}") return this.at + 1;
      else if (char === undefined || char === "\r" || char === "\n") throw new Error("unclosed action");
      else if (char === " " || char === "@" || char === "$") this.at++;
      else if (char === "[") this.array();
      else if (char === '"' || char === "'") this.quote(char);
      else if (char === ".") this.field(this.at + 1);
      else if (/[-+\d]/.test(char)) this.number();
      else if (/[\p{L}\p{Nd}_]/u.test(char)) this.identifier();
      else throw new Error(`unrecognized character in action: ${codePoint(this.text, this.at)}`);
    }
  }

  recursive() {
    if (this.nodes.at(-1)?.kind === "recursive") throw new Error("invalid multiple recursive descent");
    this.at += 2;
    this.nodes.push({ kind: "recursive" });
    if (/[\p{L}\p{Nd}_]/u.test(this.text[this.at] ?? "")) this.field(this.at);
  }

  // A name up to a terminator; a backslash keeps the next character from being one.
  word(from) {
    let end = from;
    while (end < this.text.length && !/[ \t\r\n.,[\]$@{}]/.test(this.text[end])) end += this.text[end] === "\\" ? 2 : 1;
    this.at = Math.min(end, this.text.length);
    return this.text.slice(from, this.at);
  }

  field(from) {
    // The first character belongs to the name whatever it is but a terminator.
    const name = this.word(from);
    this.nodes.push(name === "*" ? { kind: "wildcard" } : { kind: "field", name: name.replaceAll("\\", "") });
  }

  identifier() {
    const name = this.word(this.at);
    if (name === "true" || name === "false") this.nodes.push({ kind: "value", value: name === "true" });
    else this.nodes.push({ kind: "identifier", name });
  }

  number() {
    const [text] = /^[-+]?[\d.]*/.exec(this.text.slice(this.at));
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new Error(`cannot parse number ${text}`);
    this.at += text.length;
    this.nodes.push({ kind: "value", value: Number(text) });
  }

  quote(mark) {
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== "\n" && (this.text[end] !== mark || this.text[end - 1] === "\\")) end++;
    if (this.text[end] !== mark) throw new Error("unterminated quoted string");
    this.nodes.push({ kind: "text", text: unquote(this.text.slice(this.at + 1, end)) });
    this.at = end + 1;
  }

  array() {
    const end = this.text.slice(this.at).search(/[\]\n]/);
    if (end < 0 || this.text[this.at + end] !== "]") throw new Error("unterminated array");
    let inside = this.text.slice(this.at + 1, this.at + end);
    this.at += end + 1;
    if (inside === "*") inside = ":";
    const parts = inside.split(",");
    if (parts.length > 1) {
      const lists = parts.map((part) => inner(`[${part.replace(/^ +| +$/g, "")}]`));
      return void this.nodes.push({ kind: "union", lists });
    }
    const key = /^'([^']*)'$/.exec(inside);
    if (key) return void this.nodes.push(...inner(`.${key[1]}`));
    const slice = SLICE.exec(inside);
    if (!slice) throw new Error(`invalid array index ${inside}`);
    this.nodes.push({ kind: "array", ...bounds(slice) });
  }

  filter() {
    const from = this.at + 3;
    let mark = null;
    let done = false;
    let end = from;
    for (; ; end++) {
      const char = this.text[end];
      if (char === undefined || char === "\n") throw new Error("unterminated filter");
      if ((char === '"' || char === "'") && mark === null) mark = char;
      else if (char === mark && this.text[end - 1] !== "\\") done = true;
      else if (char === ")" && (mark !== null) === done) break;
    }
    if (this.text[end + 1] !== "]") throw new Error("unclosed array expect ]");
    const text = this.text.slice(from, end);
    this.at = end + 2;
    const parts = FILTER.exec(text);
    this.nodes.push(
      parts
        ? { kind: "filter", left: inner(parts[1]), operator: parts[2], right: inner(parts[3]) }
        : { kind: "filter", left: inner(text), operator: "exists", right: [] },
    );
  }
}

// `[a]`, `[a:b]`, `[a:b:c]`: an index alone is the slice of one from there.
function bounds([, start, stop, step]) {
  const number = (text) => (text === undefined || text.replace(":", "") === "" ? null : Number(text.replace(":", "")));
  const first = start === "" ? null : Number(start);
  if (stop === undefined || stop === "") return { start: first, stop: (first ?? 0) + 1, derived: true, step: number(step) };
  return { start: first, stop: number(stop), derived: false, step: number(step) };
}

function inner(text) {
  return parseTemplate(`{${text}}`)[0].nodes;
}

function unquote(text) {
  const simple = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\\": "\\", "'": "'", '"': '"' };
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs, (whole, code) => {
    if (code.length === 1 && simple[code] !== undefined) return simple[code];
    if (/^[xuU]/.test(code) && code.length > 1) return String.fromCodePoint(parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(parseInt(code, 8));
    throw new Error(`unquote string ${text} error invalid syntax`);
  });
}

function codePoint(text, at) {
  const code = text.codePointAt(at);
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")} '${String.fromCodePoint(code)}'`;
}
