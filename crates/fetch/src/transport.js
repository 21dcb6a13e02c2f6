/**
 * Requests over what the JavaScript around us offers: fetch, and XMLHttpRequest for uploads that somebody watches,
 * because fetch does not tell how much of a body was sent.
 */

/** Kinds of failures; the same numbers as in `fetch.rs`. */
const NETWORK = 0, REFUSED = 1, CORS = 2, TIMEOUT = 3, ABORTED = 4, TOO_LARGE = 5, TLS = 6;

const CODES = new Map([
  ["ECONNREFUSED", REFUSED], ["ENOTFOUND", REFUSED], ["EHOSTUNREACH", REFUSED], ["ENETUNREACH", REFUSED],
  ["ETIMEDOUT", TIMEOUT], ["UND_ERR_CONNECT_TIMEOUT", TIMEOUT], ["UND_ERR_HEADERS_TIMEOUT", TIMEOUT], ["UND_ERR_BODY_TIMEOUT", TIMEOUT],
]);

/** Why there is no answer. */
class Failure {
  constructor(kind, message) {
    this.kind = kind;
    this.message = message;
  }
}

/**
 * Begins a request. Its answer is `{status, url, headers, body}`, or it is rejected with a {@link Failure}.
 *
 * @param {typeof fetch | undefined} own a function in place of fetch; XMLHttpRequest is then never used
 * @param {string} headers a line each, `name: value`
 * @param {Uint8Array} body a view of memory that may change later
 * @param {boolean} refuse whether a redirect is an error
 * @param {number} limit the longest body of an answer
 * @param {boolean} local whether the address is one of this machine or a private network
 * @param {((sent: number, received: number, total?: number) => void) | undefined} told hears how far it is
 */
export function begin(own, method, url, headers, body, refuse, limit, local, told) {
  const controller = new AbortController();
  const { signal } = controller;
  const tell = (...how) => signal.aborted || told?.(...how);
  const request = { method, headers: sendable(headers), redirect: refuse ? "error" : "follow", signal };
  if (body.length > 0) request.body = body.slice();
  // XMLHttpRequest cannot refuse redirects.
  const watched = told && request.body && !own && !refuse && typeof XMLHttpRequest === "function";
  const answer = watched ? upload(url, request, limit, tell) : download(own, url, request, limit, tell);
  return {
    answer: answer.catch((reason) => {
      throw reason instanceof Failure ? reason : failure(reason, url, local);
    }),
    // Without a reason, so that the rejection is the usual AbortError. After the end this does nothing.
    stop: () => controller.abort(),
  };
}

/** Resolves later. */
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function download(own, url, request, limit, tell) {
  // No cookies, no login dialog of the browser, nothing from a cache that may be stale.
  if (inBrowser()) Object.assign(request, { mode: "cors", credentials: "omit", cache: "no-store" });
  const response = await (own ?? fetch)(url, request);
  const sent = request.body?.length ?? 0;
  const total = sent || promised(response.headers);
  const pieces = [];
  let received = 0;
  const take = (piece) => {
    received += piece.length;
    if (received > limit) throw tooLarge(limit);
    pieces.push(piece);
  };
  // A function given in place of fetch may return something without a stream.
  const reader = response.body?.getReader();
  if (!reader) take(new Uint8Array(await response.arrayBuffer()));
  for (let piece; reader && !(piece = await reader.read()).done; ) {
    if (!piece.value) continue;
    take(piece.value);
    // The bytes of an error page are not progress.
    if (response.ok) tell(sent, received, total);
  }
  const { status } = response;
  if (!(status >= 100 && status < 1000)) throw new Failure(NETWORK, "an answer without a status");
  const headers = [];
  response.headers.forEach((value, name) => headers.push(`${name}: ${value}`));
  return { status, url: response.url || url, headers: headers.join("\n"), body: joined(pieces, received) };
}

/** Sends a request with a body, telling how much of it is sent. */
function upload(url, { method, headers, body, signal }, limit, tell) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url, true);
    xhr.responseType = "arraybuffer";
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => tell(event.loaded, 0, body.length);
    xhr.onloadend = () => {
      const { status } = xhr;
      const answer = new Uint8Array(xhr.response ?? 0);
      if (status === 0) reject(new TypeError("the upload failed"));
      else if (answer.length > limit) reject(tooLarge(limit));
      else resolve({ status, url: xhr.responseURL || url, headers: xhr.getAllResponseHeaders(), body: answer });
    };
    signal.addEventListener("abort", () => {
      // First the callbacks: abort() would call them once more.
      xhr.onloadend = xhr.upload.onprogress = null;
      xhr.abort();
    });
    xhr.send(body);
  });
}

/** Headers as an object. A browser sends its own `User-Agent`; setting it would cost a preflight and be ignored. */
function sendable(lines) {
  const headers = {};
  for (const line of lines.split("\n")) {
    const name = line.slice(0, line.indexOf(":"));
    if (name && !(name === "user-agent" && inBrowser())) headers[name] = line.slice(name.length + 2);
  }
  return headers;
}

/** How long an answer is to be, where that is said. With an encoding on top the length is that of something else. */
function promised(headers) {
  const said = headers.get("content-length") ?? "";
  return /^\d+$/.test(said) && !headers.has("content-encoding") ? Number(said) : undefined;
}

function joined(pieces, length) {
  if (pieces.length === 1) return pieces[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const tooLarge = (limit) => new Failure(TOO_LARGE, `the answer is longer than ${limit} bytes`);

/**
 * Whether this is a page or a worker of one: somewhere with cookies, a cache and CORS. Server runtimes have no
 * `location`, and some of them refuse the options that concern those.
 */
const inBrowser = () => globalThis.location != null;

/**
 * What a rejection means. Browsers say nothing but `TypeError` for everything from a wrong name to CORS; Node puts the
 * reason into `cause`.
 */
function failure(reason, url, local) {
  const message = text(reason?.message) ?? text(reason) ?? "the request failed";
  if (reason?.name === "AbortError") return new Failure(ABORTED, message);
  if (reason?.name === "TimeoutError") return new Failure(TIMEOUT, message);
  if (reason?.cause != null) {
    const code = text(reason.cause.code) ?? "";
    const detail = text(reason.cause.message) || code;
    return new Failure(kindOf(code), detail ? `${message}: ${detail}` : message);
  }
  if (!inBrowser()) return new Failure(NETWORK, message);
  if (globalThis.navigator?.onLine === false) return new Failure(NETWORK, "there is no network connection");
  if (location.protocol === "https:" && url.startsWith("http://") && !local) {
    return new Failure(CORS, "a page on https may not ask a registry on http (mixed content)");
  }
  return new Failure(CORS, `${message}: blocked by the browser (CORS) or unreachable`);
}

/** The kinds of the error codes of Node and undici. */
function kindOf(code) {
  return CODES.get(code) ?? (/CERT|^ERR_TLS|^UNABLE_TO_/.test(code) ? TLS : NETWORK);
}

const text = (value) => (typeof value === "string" ? value : undefined);
