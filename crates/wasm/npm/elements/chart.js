/** `<chartroom-chart>`: a chart at a glance. */

import { ReferenceElement } from "./base.js";
import { h, safeLink, shortDigest, sizeText } from "./dom.js";

export class ChartroomChart extends ReferenceElement {
  #pulled = null;

  get chart() {
    return this.#pulled;
  }

  async load({ reference, registry, signal }) {
    const { tag, digest } = reference;
    this.#pulled = await registry.pull(reference.repository, { tag: tag ?? undefined, digest: digest ?? undefined, signal });
    const chart = await this.#pulled.open({ signal });
    const { metadata } = chart;
    const pinned = `oci://${reference.registry}/${reference.repository}@${this.#pulled.manifestDigest}`;
    this.body.replaceChildren(
      h(
        "div",
        { class: "head" },
        h("h2", null, `${metadata.name} ${metadata.version}`),
        h("span", { class: "soft" }, h("span", { class: "ok" }, "✓ verified "), h("span", { class: "mono", title: this.#pulled.manifestDigest }, shortDigest(this.#pulled.manifestDigest))),
      ),
      h("p", null, metadata.description ?? ""),
      facts(metadata, chart),
      h("pre", { tabindex: "0" }, `helm pull ${pinned}`),
      section("README", chart.readme),
      section("values.yaml", chart.valuesText),
      h(
        "p",
        null,
        h("a", { href: URL.createObjectURL(new Blob([this.#pulled.chart], { type: "application/gzip" })), download: this.#pulled.fileName }, `Download ${this.#pulled.fileName}`),
        h("span", { class: "soft" }, ` ${sizeText(this.#pulled.chart.length)}, ${chart.files.length} files`),
      ),
    );
    return this.#pulled;
  }
}

function facts(metadata, chart) {
  const rows = [
    ["App version", metadata.appVersion],
    ["Kubernetes", metadata.kubeVersion],
    ["Home", metadata.home && safeLink(metadata.home)],
    ["Sources", metadata.sources?.length && metadata.sources.map((url) => h("div", null, safeLink(url)))],
    ["Maintainers", metadata.maintainers?.map((person) => person.name ?? person.email).filter(Boolean).join(", ")],
    ["Dependencies", chart.dependencies.map(({ name, version, bundled }) => `${name} ${bundled?.version ?? version ?? ""}`.trim()).join(", ")],
    ["Deprecated", metadata.deprecated && "yes"],
  ].filter(([, value]) => value);
  return h("dl", { class: "facts" }, rows.flatMap(([name, value]) => [h("dt", null, name), h("dd", null, value)]));
}

function section(title, text) {
  return text && h("details", null, h("summary", null, title), h("pre", { tabindex: "0" }, text));
}
