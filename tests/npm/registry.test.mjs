// Push, pull and everything else against real registries.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { small } from "./support/charts.mjs";
import { load } from "./support/package.mjs";
import { kinds, missing, missingAuth, startRegistry, USERS } from "./support/registry.mjs";

const { Chart, ChartroomError, Registry } = await load();
const open = () => Chart.open(small.bytes);
const planFor = async (host) => (await open()).plan(`oci://${host}/charts`, { created: small.created, provenance: "signed by nobody" });

if (missing) test("registries", { skip: missing }, () => {});

for (const kind of kinds) {
  test(`a chart goes to ${kind} and comes back`, async () => {
    const { host, stop } = await startRegistry(kind);
    after(stop);
    const registry = new Registry(host, { plainHttp: true });
    await registry.ping();
    const plan = await planFor(host);
    const seen = [];
    const report = await registry.push(plan, { tags: ["extra"], onProgress: (event) => seen.push(event) });
    assert.equal(report.manifestDigest, plan.manifestDigest);
    assert.equal(report.existed, false);
    assert.deepEqual(report.tags, [small.tag, "extra"]);
    assert.deepEqual(report.blobs.map((blob) => blob.outcome), ["uploaded", "uploaded", "uploaded"]);
    for (const blob of [plan.config, ...plan.layers]) {
      const own = seen.filter((event) => event.digest === blob.digest);
      assert.equal(own.at(-1).state, "done");
      assert.equal(own.at(-1).total, blob.size);
    }
    assert.equal((await registry.push(plan)).existed, true);

    const pulled = await registry.pull("charts/vec", { version: small.version, provenance: true });
    assert.equal(pulled.reference, `${host}/charts/vec:${small.tag}`);
    assert.equal(pulled.manifestDigest, plan.manifestDigest);
    assert.deepEqual(Buffer.from(pulled.chart), small.bytes);
    assert.equal(new TextDecoder().decode(pulled.provenance), "signed by nobody");
    assert.equal(pulled.fileName, `vec-${small.version}.tgz`);
    assert.equal((await pulled.open()).metadata.name, "vec");
    const pinned = await registry.pull("charts/vec", { digest: plan.manifestDigest });
    assert.deepEqual(Buffer.from(pinned.chart), small.bytes);
    assert.equal(pinned.provenance, null);
    for (const tag of [small.tag, "extra"]) assert.equal((await registry.pull("charts/vec", { tag })).manifestDigest, plan.manifestDigest);
    const range = await registry.pull(`oci://${host}/charts/vec`, { version: ">0.0.0-0" });
    assert.equal(range.manifestDigest, plan.manifestDigest);

    const versions = [];
    for await (const version of registry.versions("charts/vec")) versions.push(version);
    assert.deepEqual(versions, [{ version: small.version, tag: small.tag }]);
    assert.deepEqual((await registry.tags("charts/vec")).sort(), [small.tag, "extra"].sort());
    assert.deepEqual(await registry.repositories(), ["charts/vec"]);
    const manifest = await registry.manifest("charts/vec", "extra");
    assert.equal(manifest.digest, plan.manifestDigest);
    assert.equal(manifest.text, plan.manifestText);
    for (const layer of [plan.config, ...plan.layers]) {
      assert.deepEqual(await registry.blob("charts/vec", layer.digest), layer.bytes);
      assert.deepEqual(await registry.blob("charts/vec", layer), layer.bytes);
    }
    await registry.delete("charts/vec", plan.manifestDigest);
    await assert.rejects(registry.manifest("charts/vec", plan.manifestDigest), { code: "MANIFEST_UNKNOWN", status: 404 });
  });

  test(`what ${kind} does not have is an error that says so`, async () => {
    const { host, stop } = await startRegistry(kind);
    after(stop);
    const registry = new Registry(host, { plainHttp: true });
    const error = await registry.pull("charts/nothing", { version: "1.0.0" }).catch((error) => error);
    assert.ok(error instanceof ChartroomError);
    assert.equal(error.status, 404);
    assert.match(error.message, /not found$/);
    assert.ok(error.request.url.startsWith(`http://${host}/v2/charts/nothing/`));
    assert.ok(error.advice);
    await assert.rejects(registry.pull("charts/nothing:1.0.0", { version: "2.0.0" }), { message: "chart reference and version mismatch: 2.0.0 is not 1.0.0" });
  });
}

test("passwords", { skip: missingAuth }, async () => {
  const { host, stop } = await startRegistry(kinds.find((kind) => kind !== "chartroom-server"), { users: USERS });
  after(stop);
  const asked = [];
  const good = new Registry(host, {
    plainHttp: true,
    credentials: async (name) => (asked.push(name), { username: "user", password: "secret" }),
  });
  const plan = await planFor(host);
  await good.push(plan);
  await good.pull("charts/vec", { digest: plan.manifestDigest });
  assert.deepEqual(asked, [host]);
  const bad = new Registry(host, { plainHttp: true, credentials: { username: "user", password: "wrong" } });
  await assert.rejects(bad.ping(), { code: "UNAUTHORIZED", status: 401 });
  const nobody = new Registry(host, { plainHttp: true });
  const error = await nobody.push(plan).catch((error) => error);
  assert.equal(error.code, "UNAUTHORIZED");
  assert.ok(!JSON.stringify(error).includes("secret"));
});

/** A server that answers with `handler`. */
async function serve(handler) {
  const server = createServer(handler);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  after(() => (server.closeAllConnections(), server.close()));
  return `127.0.0.1:${server.address().port}`;
}

test("cancelling stops the request itself", async () => {
  let closed;
  const gone = new Promise((done) => (closed = done));
  const stop = new AbortController();
  const host = await serve((request) => {
    request.socket.on("close", closed);
    stop.abort(new Error("no longer wanted"));
  });
  const pulling = new Registry(host, { plainHttp: true }).pull("a/b", { version: "1.0.0", signal: stop.signal });
  const error = await pulling.catch((error) => error);
  assert.equal(error.code, "ABORTED");
  assert.equal(error.cause.message, "no longer wanted");
  await gone;
  await assert.rejects(new Registry(host).tags("a/b", { signal: AbortSignal.abort() }), { code: "ABORTED" });
});

test("lying servers are found out", async () => {
  const manifest = (layer) => JSON.stringify({
    schemaVersion: 2,
    config: { mediaType: "application/vnd.cncf.helm.config.v1+json", digest: small.configDigest, size: 670 },
    layers: [layer],
  });
  const layer = { mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", digest: small.digest, size: small.bytes.length };
  const body = manifest(layer);
  const host = await serve((request, response) => {
    if (request.url.includes("/manifests/")) {
      response.setHeader("Content-Type", "application/vnd.oci.image.manifest.v1+json");
      return response.end(body);
    }
    if (request.url.endsWith("/tags/list")) return response.setHeader("Content-Type", "text/html").end("<html>hello</html>");
    response.end(Buffer.alloc(request.url.includes(small.digest) ? small.bytes.length : 670));
  });
  const registry = new Registry(host, { plainHttp: true });
  await assert.rejects(registry.pull("a/b", { version: "1.0.0" }), { code: "DIGEST_MISMATCH" });
  await assert.rejects(registry.blob("a/b", { digest: small.digest, size: 5 }), (error) => ["SIZE_MISMATCH", "DIGEST_MISMATCH", "TOO_LARGE"].includes(error.code));
  await assert.rejects(registry.tags("a/b"), { code: "NOT_A_REGISTRY" });
});

test("nobody there", async () => {
  const host = await serve(() => {});
  const error = await new Registry("127.0.0.1:1", { plainHttp: true }).tags("a/b").catch((error) => error);
  assert.equal(error.code, "NETWORK");
  assert.ok(error.advice);
  const own = new Registry(host, { plainHttp: true, fetch: async () => { throw new TypeError("not today"); } });
  const thrown = await own.manifest("a/b", "1").catch((error) => error);
  assert.equal(thrown.cause.message, "not today");
});

test("what is no argument is refused before any request", async () => {
  const asked = [];
  const host = await serve((request, response) => (asked.push(request.url), response.end()));
  const registry = new Registry(host, { plainHttp: true });
  const refused = { name: "ChartroomError", code: "INVALID_ARGUMENT" };
  for (const wrong of [undefined, null, 5]) assert.throws(() => new Registry(wrong), refused);
  assert.throws(() => new Registry(host, { fetch: 5 }), refused);
  for (const wrong of [undefined, null, 5, "oci://elsewhere.example/a"]) {
    for (const asking of [registry.pull(wrong), registry.tags(wrong), registry.manifest(wrong, "1"), registry.versions(wrong).next()]) await assert.rejects(asking, refused);
  }
  await assert.rejects(registry.pull("a", { version: 5 }), refused);
  for (const wrong of [undefined, 5]) for (const asking of [registry.manifest("a", wrong), registry.delete("a", wrong), registry.blob("a", wrong)]) await assert.rejects(asking, refused);
  await assert.rejects(registry.push(await planFor("elsewhere.example")), { ...refused, message: `the plan is for elsewhere.example, and this is ${host}` });
  for (const tags of ["1.2", [5]]) await assert.rejects(registry.push(await planFor(host), { tags }), refused);
  await assert.rejects(new Registry(host, { plainHttp: true, credentials: {} }).ping(), refused);
  assert.deepEqual(asked, []);
});

test("what the caller's own functions do wrong is an error of ours", async () => {
  const cause = new Error("no keys today");
  const locked = new Registry("h", { credentials: () => Promise.reject(cause) });
  await assert.rejects(locked.ping(), { name: "ChartroomError", code: "CREDENTIALS_UNAVAILABLE", message: "no keys today", cause });
  await assert.rejects(new Registry("h", { fetch: async () => null }).ping(), { name: "ChartroomError", code: "NETWORK" });
});
