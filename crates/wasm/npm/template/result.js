/** What comes out of the engine. */

/** One document of a render. Its text is a part of the whole, cut out when it is asked for. */
export class RenderedDocument {
  #all;
  #files;
  #lines;

  constructor(all, map, index, { template, apiVersion, kind, name, namespace, hooks, line, start, end }) {
    this.#all = all;
    this.#files = map?.files;
    this.#lines = map?.lines[index]; // the number of a file, then of a line in it, and so on
    Object.assign(this, { template, apiVersion, kind, name, namespace, hooks, line, start, end });
  }

  get text() {
    return this.#all.slice(this.start, this.end);
  }

  get lineMap() {
    if (!this.#lines) return null;
    const origins = [];
    for (let at = 0; at < this.#lines.length; at += 2) {
      const template = this.#files[this.#lines[at]];
      origins.push(template === undefined ? null : { template, line: this.#lines[at + 1] });
    }
    return origins;
  }
}

/** A rendered chart. */
export class RenderResult {
  #lineMap;

  constructor(text, { notes, warnings, documents, lineMap }) {
    this.#lineMap = lineMap ?? null;
    this.text = text;
    this.notes = notes;
    this.warnings = warnings;
    this.documents = documents.map((document, index) => new RenderedDocument(text, this.#lineMap, index, document));
  }

  /** As data, for a message: every document without its text, which is a part of the whole. */
  static pack(result) {
    const { text, notes, warnings, documents } = result;
    return { text, notes, warnings, documents: documents.map((document) => ({ ...document })), lineMap: result.#lineMap };
  }
}

const RANK = { info: 0, warning: 1, error: 2 };

/** A linter's report. */
export class LintReport {
  constructor({ findings, warnings }) {
    this.findings = findings;
    this.warnings = warnings;
  }

  /** Whether `helm lint` would fail the chart; with `strict`, warnings count too. */
  fails({ strict = false } = {}) {
    return this.findings.some(({ severity }) => RANK[severity] >= (strict ? 1 : 2));
  }
}
