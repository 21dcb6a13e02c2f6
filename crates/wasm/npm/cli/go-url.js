/** URLs as Go's `net/url` reads them, as far as references to charts need it. */

import { joinPath } from "./go-text.js";

/**
 * Splits a URL.
 * @returns {{scheme: string, host: string, path: string, text: string} | null} null where Go cannot parse it
 */
export function parseUrl(text) {
  if (/[\x00-\x1f\x7f]/.test(text)) return null;
  const scheme = schemeOf(text);
  if (scheme === null) return null;
  let rest = scheme === "" ? text : text.slice(scheme.length + 1);
  rest = rest.split("#")[0].split("?")[0];
  let host = "";
  if (scheme === "" && !rest.startsWith("/") && rest.split("/")[0].includes(":")) return null;
  if (rest.startsWith("//")) {
    const slash = rest.indexOf("/", 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash < 0 ? "" : rest.slice(slash);
    host = authority.slice(authority.lastIndexOf("@") + 1);
    if (!validHost(host)) return null;
  }
  if (/%(?![0-9a-fA-F]{2})/.test(rest)) return null;
  return { scheme: scheme.toLowerCase(), host, path: decodePath(rest), text: scheme === "" ? text : scheme.toLowerCase() + text.slice(scheme.length) };
}

// A scheme is a letter and then letters, digits and `+-.` up to a colon. Null is Go's "missing protocol scheme".
function schemeOf(text) {
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (/[a-zA-Z]/.test(char)) continue;
    if (/[0-9+\-.]/.test(char)) {
      if (i === 0) return "";
    } else if (char === ":") return i === 0 ? null : text.slice(0, i);
    else return "";
  }
  return "";
}

function validHost(host) {
  if (/[\s<>"{}|\\^`%]/.test(host)) return false;
  const port = /^\[.*\](.*)$/.exec(host)?.[1] ?? (host.includes(":") ? host.slice(host.lastIndexOf(":")) : "");
  return port === "" || /^:\d*$/.test(port);
}

function decodePath(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `path.Join(remote without oci://, name)`: how Helm makes a repository of a remote and a chart's name. */
export function joinRemote(remote, name) {
  return joinPath(remote.replace(/^oci:\/\//, ""), name);
}
