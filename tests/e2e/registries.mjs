// Registries that misbehave on purpose, the page's files without any server behind them, and what a registry holds.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect, createServer as createSocketServer } from "node:net";
import { extname, join } from "node:path";
import { digest } from "./charts.mjs";
import { site } from "./harness.mjs";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.cncf.helm.config.v1+json";
const CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

/** Listens on a free port; gives the address and a way to stop. */
async function listen(server) {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const host = `127.0.0.1:${server.address().port}`;
  return { host, origin: `http://${host}`, stop: () => new Promise((done) => {
    server.closeAllConnections?.();
    server.close(done);
  }) };
}

/** The built site as any web server has it: files, and index.html for every address that is no file. Asked paths are kept. */
export async function staticSite() {
  const asked = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    asked.push(pathname);
    const bytes = await readFile(join(site, pathname)).catch(() => null);
    if (bytes) return response.writeHead(200, { "Content-Type": TYPES[extname(pathname)] ?? "application/octet-stream" }).end(bytes);
    response.writeHead(200, { "Content-Type": TYPES[".html"] }).end(await readFile(join(site, "index.html")));
  });
  return { ...await listen(server), asked };
}

/** Answers of a registry that pages may read, given by `answer(request, path)` as `{ status, type, headers, body }`. */
export async function madeUp(answer) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    const { status = 200, type = "application/octet-stream", headers = {}, body = "" } = (await answer(request, pathname)) ?? { status: 404 };
    response.writeHead(status, {
      "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*", "Access-Control-Allow-Headers": "*",
      "Content-Type": type, "Content-Length": Buffer.byteLength(body), ...headers,
    }).end(request.method === "HEAD" ? undefined : body);
  });
  return listen(server);
}

/** The manifest Helm would make for a file, near enough, with its config. */
export function packed(file) {
  const config = Buffer.from(JSON.stringify({ name: file.name, version: "1.2.3", apiVersion: "v2" }));
  const manifest = Buffer.from(JSON.stringify({
    schemaVersion: 2,
    config: { mediaType: CONFIG, digest: digest(config), size: config.length },
    layers: [{ mediaType: CHART, digest: file.digest, size: file.bytes.length }],
  }));
  return { config, manifest, digest: digest(manifest), type: MANIFEST };
}

/** Puts a file under a tag, without the page having a part in it. */
export async function put(origin, repository, tag, file) {
  const { config, manifest, ...answer } = packed(file);
  for (const bytes of [config, file.bytes]) {
    const begun = await fetch(`${origin}/v2/${repository}/blobs/uploads/`, { method: "POST" });
    const to = new URL(begun.headers.get("location"), origin);
    to.searchParams.set("digest", digest(bytes));
    const put = await fetch(to, { method: "PUT", body: bytes });
    assert.equal(put.status, 201);
  }
  const put = await fetch(`${origin}/v2/${repository}/manifests/${tag}`, { method: "PUT", body: manifest, headers: { "Content-Type": MANIFEST } });
  assert.equal(put.status, 201);
  return answer;
}

/** What lies under a tag: the manifest, and the bytes of its chart layer. */
export async function held(origin, repository, tag) {
  const answer = await fetch(`${origin}/v2/${repository}/manifests/${tag}`, { headers: { Accept: MANIFEST } });
  assert.equal(answer.status, 200, `${repository}:${tag}`);
  const manifest = await answer.json();
  const layer = manifest.layers.find(({ mediaType }) => mediaType === CHART);
  const blob = await fetch(`${origin}/v2/${repository}/blobs/${layer.digest}`);
  return { manifest, chart: Buffer.from(await blob.arrayBuffer()) };
}

/**
 * A road to a server that can break: after `cut(bytes)` it carries so many more towards the server, then every
 * connection over it ends and no new one is taken, until `mend()`.
 */
export async function road(host) {
  const [name, port] = host.split(":");
  const open = new Set();
  let left = Infinity;
  let broken;
  const fall = () => {
    for (const socket of open) socket.destroy();
    broken?.();
  };
  const server = createSocketServer((near) => {
    if (left <= 0) return near.destroy();
    const far = connect(Number(port), name);
    for (const [socket, other] of [[near, far], [far, near]]) {
      open.add(socket);
      socket.on("error", () => {}).on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    far.pipe(near);
    near.on("data", (bytes) => {
      left -= bytes.length;
      if (left <= 0) return fall();
      if (!far.write(bytes)) near.pause();
    });
    far.on("drain", () => near.resume());
  });
  const { stop, ...place } = await listen(server);
  return {
    ...place,
    /** Resolves when the road has broken. */
    cut: (bytes) => new Promise((done) => {
      broken = done;
      left = bytes;
    }),
    mend: () => (left = Infinity),
    async stop() {
      fall();
      await stop();
    },
  };
}
