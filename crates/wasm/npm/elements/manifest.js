/** `<chartroom-manifest>`: the exact document, its descriptors leading into the blobs they name. */

import { readDocument } from "../index.js";
import { failureView, ReferenceElement } from "./base.js";
import { blobView } from "./blob.js";
import { documentView } from "./document.js";
import { h, shortDigest, sizeText } from "./dom.js";

const MANIFESTS = new Set([
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);

export class ChartroomManifest extends ReferenceElement {
  #manifest = null;
  #place = null;

  constructor() {
    super();
    this.shadowRoot.addEventListener("keydown", (event) => this.#onKey(event));
  }

  get manifest() {
    return this.#manifest;
  }

  async load({ reference, registry, signal }) {
    const manifest = await registry.manifest(reference.repository, reference.digest ?? reference.tag ?? "latest", { signal });
    const layout = await readDocument(manifest.bytes);
    this.#manifest = manifest;
    this.#place = { registry, repository: reference.repository, signal };
    const pretty = this.#document(layout);
    const raw = h("pre", { tabindex: "0", hidden: true }, manifest.text);
    const toggle = h(
      "button",
      {
        class: "plain",
        type: "button",
        "aria-pressed": "false",
        onclick: () => {
          raw.hidden = !raw.hidden;
          pretty.hidden = !raw.hidden;
          toggle.setAttribute("aria-pressed", String(!raw.hidden));
        },
      },
      "Raw",
    );
    this.body.replaceChildren(
      h(
        "div",
        { class: "head" },
        h("h2", { class: "mono" }, this.reference),
        tick(manifest.digest, manifest.bytes.length),
        h("span", { class: "spacer" }),
        toggle,
      ),
      h("p", { class: "soft mono" }, manifest.mediaType),
      pretty,
      raw,
    );
    return manifest;
  }

  #document(layout) {
    return documentView(layout, { onDescriptor: (descriptor, line, link) => void this.#toggle(descriptor, line, link) });
  }

  async #toggle(descriptor, line, link) {
    const open = line.querySelector(":scope > .blob");
    link.setAttribute("aria-expanded", String(!open));
    if (open) return void open.remove();
    const panel = h("div", { class: "blob", role: "region", "aria-label": descriptor.digest, "aria-busy": "true" }, h("p", { class: "soft" }, `Reading ${sizeText(descriptor.size)} …`));
    line.append(panel);
    try {
      panel.replaceChildren(...(await this.#content(descriptor)));
    } catch (error) {
      panel.replaceChildren(failureView(error));
    }
    panel.setAttribute("aria-busy", "false");
  }

  async #content({ mediaType, digest, size }) {
    const { registry, repository, signal } = this.#place;
    if (MANIFESTS.has(mediaType)) {
      const manifest = await registry.manifest(repository, digest, { signal });
      return [tick(manifest.digest, manifest.bytes.length), this.#document(await readDocument(manifest.bytes))];
    }
    const bytes = await registry.blob(repository, { digest, size }, { signal });
    return [h("p", null, tick(digest, bytes.length), " ", h("a", { href: URL.createObjectURL(new Blob([bytes])), download: digest.replace(":", "-") }, "Download")), await blobView(bytes, mediaType)];
  }

  // j and k move between links, as in the app; the browser's own keys go on working.
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "j" && event.key !== "k")) return;
    const links = [...this.shadowRoot.querySelectorAll(".lines a, .lines button")].filter((link) => link.checkVisibility?.() ?? true);
    const at = links.indexOf(this.shadowRoot.activeElement);
    const next = links[at + (event.key === "j" ? 1 : -1)] ?? (at < 0 ? links[0] : undefined);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

/** A digest that was recomputed over the bytes that came: anything else would have been an error before this. */
function tick(digest, size) {
  return h("span", { class: "soft", title: digest }, h("span", { class: "ok" }, "✓ verified "), h("span", { class: "mono" }, shortDigest(digest)), ` ${sizeText(size)}`);
}
