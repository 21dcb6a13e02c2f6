/** What a blob holds, shown by what it is: metadata, a file tree, a signature, JSON, text, or bytes. */

import { readArchive, readDocument } from "../index.js";
import { h, sizeText } from "./dom.js";
import { documentView } from "./document.js";

const PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";
const TEXT_LIMIT = 400_000;

/** @param {Uint8Array} bytes @param {string} mediaType */
export async function blobView(bytes, mediaType) {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      return archiveView(await readArchive(bytes));
    } catch {
      return hexView(bytes); // gzip, but no archive
    }
  }
  const text = asText(bytes);
  if (text === null) return hexView(bytes);
  if (mediaType !== PROVENANCE && /^\s*[[{]/.test(text)) {
    try {
      return documentView(await readDocument(bytes), {});
    } catch {
      // Looks like JSON and is none.
    }
  }
  return textView(text);
}

function asText(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return /[\0-\x08\x0e-\x1f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

function textView(text) {
  const cut = text.length > TEXT_LIMIT;
  return h("div", null, h("pre", { tabindex: "0" }, cut ? text.slice(0, TEXT_LIMIT) : text), cut && h("p", { class: "soft" }, `The first ${TEXT_LIMIT} of ${text.length} characters.`));
}

function hexView(bytes) {
  const lines = [];
  for (let at = 0; at < Math.min(bytes.length, 512); at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return h("div", null, h("pre", { tabindex: "0" }, lines.join("\n")), bytes.length > 512 && h("p", { class: "soft" }, `The first 512 of ${bytes.length} bytes.`));
}

function archiveView({ chartName, files }) {
  const shown = h("div", null);
  const open = (file, button) => {
    for (const other of table.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    const text = asText(file.bytes);
    shown.replaceChildren(h("h3", null, file.name), text === null ? hexView(file.bytes) : textView(text));
  };
  const total = files.reduce((sum, file) => sum + file.bytes.length, 0);
  const table = h(
    "table",
    null,
    files.map((file) => {
      const button = h("button", { class: "link mono", type: "button", onclick: () => open(file, button) }, file.name);
      return h("tr", null, h("td", null, button), h("td", { class: "size" }, sizeText(file.bytes.length)));
    }),
  );
  return h("div", null, h("p", { class: "soft" }, `${chartName || "An archive"}: ${files.length} files, ${sizeText(total)} unpacked`), h("div", { class: "files" }, table), shown);
}
