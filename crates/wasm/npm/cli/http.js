/**
 * `fetch` for the command line, on Node's own HTTP client.
 *
 * The global `fetch` cannot be given a CA bundle, a client certificate or a proxy, and hides why a connection failed.
 * Helm does all three, so the CLI brings its own: same signature, the Response class of the platform, and errors
 * worded as Go's network library words them.
 */

import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import process from "node:process";
import { Readable } from "node:stream";
import { connect as tlsConnect } from "node:tls";

const MAX_REDIRECTS = 10;
const NULL_BODY = new Set([101, 103, 204, 205, 304]);

/**
 * @typedef {object} HttpOptions
 * @property {() => import("node:tls").SecureContextOptions} secure what a connection with TLS needs, see `tls.js`
 * @property {(sent: number, total: number, request: {method: string, url: string}) => void} [onUpload] told as the bytes of a body leave
 */

/** @param {HttpOptions} options @returns {typeof fetch} */
export function createFetch(options) {
  const agents = { "http:": new http.Agent({ keepAlive: true }) };
  return async (input, init = {}) => {
    const request = await readRequest(input, init);
    for (let hop = 0; ; hop++) {
      const answer = await send(request, { agents, options });
      const location = answer.headers.location;
      if (!location || ![301, 302, 303, 307, 308].includes(answer.statusCode) || request.redirect === "manual") {
        return toResponse(answer, request, hop > 0);
      }
      answer.resume();
      if (hop === MAX_REDIRECTS) throw Object.assign(failure(`stopped after ${MAX_REDIRECTS} redirects`, "NETWORK"), { location });
      redirect(request, location, answer.statusCode);
    }
  };
}

async function readRequest(input, init) {
  const given = input instanceof Request ? input : null;
  const headers = {};
  for (const source of [given?.headers, init.headers]) if (source) new Headers(source).forEach((v, k) => (headers[k] = v));
  let body = init.body ?? null;
  if (body === null && given?.body) body = await given.arrayBuffer();
  if (body instanceof Blob) body = await body.arrayBuffer();
  if (typeof body === "string" || body instanceof URLSearchParams) {
    if (body instanceof URLSearchParams) headers["content-type"] ??= "application/x-www-form-urlencoded;charset=UTF-8";
    body = Buffer.from(String(body));
  } else if (body instanceof ArrayBuffer) body = new Uint8Array(body);
  return {
    url: new URL(given?.url ?? input),
    method: (init.method ?? given?.method ?? "GET").toUpperCase(),
    headers,
    body,
    signal: init.signal ?? given?.signal,
    redirect: init.redirect ?? given?.redirect ?? "follow",
  };
}

// Credentials never follow a redirect to another scheme, host or port.
function redirect(request, location, status) {
  const next = new URL(location, request.url);
  if (next.origin !== request.url.origin) for (const name of ["authorization", "cookie"]) delete request.headers[name];
  if (status === 303 || ((status === 301 || status === 302) && request.method === "POST")) {
    request.method = request.method === "HEAD" ? "HEAD" : "GET";
    request.body = null;
    for (const name of ["content-type", "content-length"]) delete request.headers[name];
  }
  request.url = next;
}

async function send(request, { agents, options }) {
  const { url, method, headers, body, signal } = request;
  if (signal?.aborted) throw aborted(signal);
  const proxy = proxyFor(url);
  const secure = url.protocol === "https:";
  const tls = secure ? options.secure() : {};
  if (secure) agents[url.protocol] ??= new https.Agent({ keepAlive: true, ...tls });
  const settings = { method, headers: { ...headers }, agent: agents[url.protocol] };
  if (body) settings.headers["content-length"] = body.byteLength;
  else if (method === "POST" || method === "PUT" || method === "PATCH") settings.headers["content-length"] = 0;
  let target = url;
  if (proxy && secure) {
    settings.createConnection = undefined;
    settings.agent = undefined;
    settings.socket = await tunnel(proxy, url, tls, signal);
    settings.createConnection = () => settings.socket;
  } else if (proxy) {
    target = proxy;
    settings.path = url.href;
    settings.headers.host = url.host;
    Object.assign(settings.headers, proxyAuthorization(proxy));
  }
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? https : http).request(target, settings);
    const onAbort = () => outgoing.destroy(aborted(signal));
    signal?.addEventListener("abort", onAbort, { once: true });
    outgoing.on("response", (answer) => {
      answer.on("close", () => signal?.removeEventListener("abort", onAbort));
      resolve(answer);
    });
    outgoing.on("error", (error) => reject(explain(error, url)));
    writeBody(outgoing, body, (sent) => options.onUpload?.(sent, body.byteLength, { method, url: url.href }));
  });
}

// In pieces, so that progress is what the socket has taken and not what we handed over.
function writeBody(outgoing, body, onProgress) {
  if (!body) return void outgoing.end();
  const piece = 64 * 1024;
  let sent = 0;
  const next = () => {
    if (sent >= body.byteLength) return void outgoing.end();
    const end = Math.min(sent + piece, body.byteLength);
    outgoing.write(Buffer.from(body.buffer, body.byteOffset + sent, end - sent), (error) => {
      if (error) return;
      sent = end;
      onProgress(sent);
      next();
    });
  };
  next();
}

function toResponse(answer, request, redirected) {
  const headers = new Headers();
  for (let i = 0; i < answer.rawHeaders.length; i += 2) headers.append(answer.rawHeaders[i], answer.rawHeaders[i + 1]);
  const empty = request.method === "HEAD" || NULL_BODY.has(answer.statusCode);
  if (empty) answer.resume();
  const response = new Response(empty ? null : Readable.toWeb(Readable.from(pieces(answer, request.url), { objectMode: false })), {
    status: answer.statusCode,
    statusText: answer.statusMessage,
    headers,
  });
  Object.defineProperties(response, { url: { value: request.url.href }, redirected: { value: redirected } });
  return response;
}

async function* pieces(answer, url) {
  try {
    yield* answer;
  } catch (error) {
    throw explain(error, url);
  }
}

function aborted(signal) {
  return signal.reason instanceof Error ? signal.reason : new DOMException("This operation was aborted", "AbortError");
}

// The transport joins an error's text and its cause's with a colon, as Go does, and reads the code of the cause.
function failure(message, code) {
  const colon = message.lastIndexOf(": ");
  if (colon < 0) return Object.assign(new TypeError(message), { code });
  const cause = Object.assign(new Error(message.slice(colon + 2)), { code });
  return Object.assign(new TypeError(message.slice(0, colon), { cause }), { code });
}

// Go's words for what went wrong below HTTP, as an error.
function explain(error, url) {
  if (error.name === "AbortError" || error instanceof DOMException) return error;
  const inner = error.errors?.[0] ?? error; // an AggregateError where a name has several addresses
  return failure(goText(error, url) ?? inner.message, inner.code ?? "NETWORK");
}

function goText(error, url) {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const address = error.address ? `${isIP(error.address) === 6 ? `[${error.address}]` : error.address}:${error.port}` : `${url.hostname}:${port}`;
  const inner = error.errors?.[0] ?? error; // an AggregateError where a name has several addresses
  const at = inner.address ? `${isIP(inner.address) === 6 ? `[${inner.address}]` : inner.address}:${inner.port}` : address;
  return {
    ECONNREFUSED: `dial tcp ${at}: connect: connection refused`,
    EHOSTUNREACH: `dial tcp ${at}: connect: no route to host`,
    ENETUNREACH: `dial tcp ${at}: connect: network is unreachable`,
    ETIMEDOUT: `dial tcp ${at}: i/o timeout`,
    ENOTFOUND: `dial tcp: lookup ${url.hostname}${resolver()}: no such host`,
    EAI_AGAIN: `dial tcp: lookup ${url.hostname}: Temporary failure in name resolution`,
    ECONNRESET: { "socket hang up": "EOF", aborted: "unexpected EOF" }[inner.message] ?? `read tcp ${at}: read: connection reset by peer`,
    EPIPE: "write: broken pipe",
    EPROTO: "http: server gave HTTP response to HTTPS client",
    ERR_SSL_WRONG_VERSION_NUMBER: "http: server gave HTTP response to HTTPS client",
    ERR_SSL_PACKET_LENGTH_TOO_LONG: "http: server gave HTTP response to HTTPS client",
    DEPTH_ZERO_SELF_SIGNED_CERT: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    SELF_SIGNED_CERT_IN_CHAIN: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ERR_TLS_CERT_ALTNAME_INVALID: `tls: failed to verify certificate: x509: ${otherName(inner, url)}`,
    CERT_HAS_EXPIRED: "tls: failed to verify certificate: x509: certificate has expired or is not yet valid",
  }[inner.code];
}

// A certificate is good, but for others.
function otherName({ cert }, url) {
  const asked = url.hostname.replace(/^\[|\]$/g, "");
  const wanted = isIP(asked) ? "IP Address:" : "DNS:";
  const names = (cert?.subjectaltname ?? "").split(", ").filter((name) => name.startsWith(wanted)).map((name) => name.slice(wanted.length));
  if (names.length > 0) return `certificate is valid for ${names.join(", ")}, not ${asked}`;
  if (isIP(asked)) return `cannot validate certificate for ${asked} because it doesn't contain any IP SANs`;
  return `certificate is not valid for any names, but wanted to match ${asked}`;
}

// Go says which name server it asked.
function resolver() {
  try {
    const [, server] = /^\s*nameserver\s+(\S+)/m.exec(readFileSync("/etc/resolv.conf", "utf8"));
    return ` on ${isIP(server) === 6 ? `[${server}]` : server}:53`;
  } catch {
    return "";
  }
}

/** The proxy the environment names for a URL, with Go's rules: never for the machine itself, `NO_PROXY` respected. */
export function proxyFor(url, environment = process.env) {
  const name = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  const proxy = environment[name.toUpperCase()] || environment[name];
  if (!proxy) return null;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || /^127\./.test(host) || host === "::1") return null;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  for (const rule of (environment.NO_PROXY || environment.no_proxy || "").split(",").map((part) => part.trim().toLowerCase())) {
    if (rule === "") continue;
    if (rule === "*") return null;
    const [, name, rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule);
    const bare = name.replace(/^\*?\./, "");
    const below = host.toLowerCase().endsWith(`.${bare}`);
    if ((!rulePort || rulePort === port) && (below || (host.toLowerCase() === bare && !name.startsWith(".")))) return null;
  }
  return new URL(proxy.includes("://") ? proxy : `http://${proxy}`);
}

function proxyAuthorization(proxy) {
  if (!proxy.username) return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

function tunnel(proxy, url, tls, signal) {
  const authority = `${url.hostname}:${url.port || 443}`;
  return new Promise((resolve, reject) => {
    const outgoing = (proxy.protocol === "https:" ? https : http).request(proxy, {
      method: "CONNECT",
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      signal,
    });
    outgoing.on("error", (error) => reject(failure(`proxyconnect tcp: ${goText(error, proxy) ?? error.message}`, error.code)));
    outgoing.on("connect", (answer, socket) => {
      if (answer.statusCode !== 200) return reject(failure(answer.statusMessage || String(answer.statusCode), "NETWORK"));
      const secured = tlsConnect({ socket, servername: isIP(url.hostname) ? undefined : url.hostname, ...tls });
      secured.once("secureConnect", () => resolve(secured));
      secured.once("error", (error) => reject(explain(error, url)));
    });
    outgoing.end();
  });
}
