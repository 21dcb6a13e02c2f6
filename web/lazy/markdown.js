// A chart's README as safe HTML. Loaded when the first README is opened.
// marked turns Markdown into HTML, DOMPurify removes whatever could run, load or post something.
import { Marked } from "marked";
import DOMPurify from "dompurify";

const marked = new Marked({ gfm: true, breaks: false, async: false });

const purify = DOMPurify(window);
purify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName === "A" && node.hasAttribute("href")) {
    const href = node.getAttribute("href");
    if (!href.startsWith("#")) {
      node.setAttribute("rel", "noopener noreferrer nofollow");
      if (/^https?:/i.test(href)) node.setAttribute("target", "_blank");
      else if (!/^mailto:/i.test(href)) {
        // A path inside the chart's source tree: there is nothing to open it against.
        node.removeAttribute("href");
        node.setAttribute("title", href);
      }
    }
  }
});

/** GitHub's way of turning a heading into an anchor, so that a README's own table of contents works. */
function slug(text, seen) {
  const base = text.toLowerCase().trim().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
  const count = seen.get(base) ?? 0;
  seen.set(base, count + 1);
  return count ? `${base}-${count}` : base;
}

/**
 * Fills `target` with the README. Images from other sites are not asked for until somebody wants them: each becomes a
 * link with its description, and the number of them is returned.
 */
export function render(target, text, showImages) {
  const clean = purify.sanitize(marked.parse(text), {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "video", "audio", "iframe", "object", "embed", "picture", "source"],
    FORBID_ATTR: ["style", "class", "id", "name", "srcset", "width", "height", "align", "bgcolor", "background", "border"],
    ALLOW_DATA_ATTR: false,
  });
  const seen = new Map();
  // Below the chart's own heading, and never a level skipped, whatever the README does: screen readers walk by levels.
  let level = 1;
  for (const heading of clean.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    level = Math.min(6, Number(heading.tagName[1]) + 1, level + 1);
    const shifted = document.createElement(`h${level}`);
    shifted.id = `readme-${slug(heading.textContent, seen)}`;
    shifted.className = `readme-${heading.tagName.toLowerCase()}`;
    shifted.append(...heading.childNodes);
    heading.replaceWith(shifted);
  }
  for (const link of clean.querySelectorAll('a[href^="#"]')) {
    link.setAttribute("href", `#readme-${decodeURIComponent(link.getAttribute("href").slice(1))}`);
  }
  for (const table of clean.querySelectorAll("table")) {
    const frame = document.createElement("div");
    frame.className = "readme-table";
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", table.previousElementSibling?.textContent?.trim().slice(0, 80) || "Table");
    table.replaceWith(frame);
    frame.append(table);
  }
  for (const block of clean.querySelectorAll("pre")) block.tabIndex = 0;
  for (const cell of clean.querySelectorAll("th")) if (!cell.textContent.trim() && !cell.children.length) {
    const plain = document.createElement("td");
    cell.replaceWith(plain);
  }
  let remote = 0;
  for (const image of clean.querySelectorAll("img")) {
    const source = image.getAttribute("src") ?? "";
    if (source.startsWith("data:image/")) continue;
    if (!/^https:\/\//i.test(source)) { image.replaceWith(image.alt || ""); continue; }
    remote += 1;
    if (showImages) {
      image.loading = "lazy";
      image.referrerPolicy = "no-referrer";
      if (!image.hasAttribute("alt")) image.alt = "";
      continue;
    }
    const stand = document.createElement(image.closest("a") ? "span" : "a");
    stand.className = "readme-image";
    if (stand.tagName === "A") { stand.href = source; stand.rel = "noopener noreferrer nofollow"; stand.target = "_blank"; }
    stand.textContent = image.alt || source.split("/").pop().split("?")[0] || "image";
    image.replaceWith(stand);
  }
  for (const link of clean.querySelectorAll("a[href]")) if (!link.textContent.trim() && !link.querySelector("img")) link.remove();
  target.replaceChildren(clean);
  return remote;
}
