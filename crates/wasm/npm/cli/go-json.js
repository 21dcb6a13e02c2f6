/** JSON with the errors of Go's `encoding/json`. */

const SPACE = new Set([" ", "\t", "\r", "\n"]);

/** `JSON.parse`, but what is no JSON is told in Go's words. */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(new Scanner(text).complaint() ?? cause.message, { cause });
  }
}

class Scanner {
  #at = 0;

  constructor(text) {
    this.text = text;
  }

  complaint() {
    try {
      this.#value("looking for beginning of value");
      return undefined;
    } catch (error) {
      return error.message;
    }
  }

  #next() {
    while (SPACE.has(this.text[this.#at])) this.#at++;
    return this.text[this.#at];
  }

  #fail(context) {
    const char = this.text[this.#at];
    if (char === undefined) throw new Error("unexpected EOF");
    const code = char.codePointAt(0);
    const shown = char === "'" ? "'\\''" : char === '"' ? "'\"'" : code < 0x20 ? `'${JSON.stringify(char).slice(1, -1).replace("u00", "x")}'` : `'${char}'`;
    throw new Error(`invalid character ${shown} ${context}`);
  }

  #value(context) {
    const char = this.#next();
    if (char === "{") return this.#object();
    if (char === "[") return this.#array();
    if (char === '"') return this.#string();
    for (const word of ["true", "false", "null"]) if (char === word[0]) return this.#word(word);
    if (char === "-" || /\d/.test(char ?? "")) return this.#number();
    return this.#fail(context);
  }

  #object() {
    this.#at++;
    if (this.#next() === "}") return void this.#at++;
    for (;;) {
      if (this.#next() !== '"') this.#fail("looking for beginning of object key string");
      this.#string();
      if (this.#next() !== ":") this.#fail("after object key");
      this.#at++;
      this.#value("looking for beginning of value");
      const char = this.#next();
      if (char === "}") return void this.#at++;
      if (char !== ",") this.#fail("after object key:value pair");
      this.#at++;
    }
  }

  #array() {
    this.#at++;
    if (this.#next() === "]") return void this.#at++;
    for (;;) {
      this.#value("looking for beginning of value");
      const char = this.#next();
      if (char === "]") return void this.#at++;
      if (char !== ",") this.#fail("after array element");
      this.#at++;
    }
  }

  #string() {
    for (this.#at++; this.text[this.#at] !== '"'; this.#at++) {
      const char = this.text[this.#at];
      if (char === undefined || char < " ") this.#fail("in string literal");
      if (char !== "\\") continue;
      this.#at++;
      if (this.text[this.#at] === "u") {
        for (let i = 0; i < 4; i++) if (!/[0-9a-fA-F]/.test(this.text[++this.#at] ?? "")) this.#fail("in \\u hexadecimal character escape");
      } else if (!/["\\/bfnrt]/.test(this.text[this.#at] ?? "")) this.#fail("in string escape code");
    }
    this.#at++;
  }

  #word(word) {
    for (let i = 0; i < word.length; i++, this.#at++) {
      if (this.text[this.#at] !== word[i]) this.#fail(`in literal ${word} (expecting '${word[i]}')`);
    }
  }

  #number() {
    if (this.text[this.#at] === "-") this.#at++;
    if (!/\d/.test(this.text[this.#at] ?? "")) this.#fail("in numeric literal");
    const [digits] = /^(0|[1-9]\d*)/.exec(this.text.slice(this.#at));
    this.#at += digits.length;
    if (this.text[this.#at] === ".") {
      if (!/\d/.test(this.text[++this.#at] ?? "")) this.#fail("after decimal point in numeric literal");
      while (/\d/.test(this.text[this.#at] ?? "")) this.#at++;
    }
    if (/[eE]/.test(this.text[this.#at] ?? "")) {
      if (/[-+]/.test(this.text[++this.#at] ?? "")) this.#at++;
      if (!/\d/.test(this.text[this.#at] ?? "")) this.#fail("in exponent of numeric literal");
      while (/\d/.test(this.text[this.#at] ?? "")) this.#at++;
    }
  }
}
