/** What comes out of the engine. */

/** One document of a render. Its text is a part of the whole, cut out when it is asked for. */
export class RenderedDocument {
  #all;

  constructor(all, { template, apiVersion, kind, name, namespace, hooks, line, start, end }) {
    this.#all = all;
    Object.assign(this, { template, apiVersion, kind, name, namespace, hooks, line, start, end });
  }

  get text() {
    return this.#all.slice(this.start, this.end);
  }
}

/** A rendered chart. */
export class RenderResult {
  constructor(text, { notes, warnings, documents }) {
    this.text = text;
    this.notes = notes;
    this.warnings = warnings;
    this.documents = documents.map((document) => new RenderedDocument(text, document));
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
