// Charts and plans from Node.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { missing, realCharts, small } from "./support/charts.mjs";
import { load } from "./support/package.mjs";

const { Chart, ChartroomError, parseReference, readArchive, readDocument } = await load();
const core = await load("lib/core.js");
const text = (bytes) => new TextDecoder().decode(bytes);

test("a chart opens from everything that holds bytes", async () => {
  const { bytes } = small;
  const sources = {
    Uint8Array: new Uint8Array(bytes),
    "view into a larger buffer": new Uint8Array([0, ...bytes, 0]).subarray(1, bytes.length + 1),
    ArrayBuffer: new Uint8Array(bytes).buffer,
    Blob: new Blob([bytes]),
    File: new File([bytes], "vec.tgz"),
    Response: new Response(bytes),
    ReadableStream: new Blob([bytes]).stream(),
  };
  for (const [name, source] of Object.entries(sources)) {
    const chart = await Chart.open(source);
    assert.equal(chart.digest, small.digest, name);
  }
});

test("the digest is that of the bytes that were opened, whoever computes it", async (t) => {
  const bytes = new Uint8Array(small.bytes);
  const chart = await Chart.open(bytes);
  bytes.fill(0);
  assert.equal(chart.digest, small.digest);
  // Long enough for a thread of its own; an archive may be followed by anything.
  const long = new Uint8Array([...small.bytes, ...new Uint8Array(70_000)]);
  const expected = `sha256:${createHash("sha256").update(long).digest("hex")}`;
  const { sha256 } = await load("lib/sha256.js");
  assert.equal(await sha256(long), expected);
  const builtin = process.getBuiltinModule;
  t.after(() => (process.getBuiltinModule = builtin));
  process.getBuiltinModule = undefined;
  const elsewhere = await load("lib/sha256.js?elsewhere");
  assert.equal(await elsewhere.sha256(long), expected);
  assert.equal(await elsewhere.sha256(new Uint8Array(new SharedArrayBuffer(70_000))), undefined);
  assert.equal(elsewhere.sha256(small.bytes), undefined);
  const handed = core.openChart(long, undefined);
  assert.equal(handed.digest(), expected);
});

test("metadata, values and files are as Helm reads them", async () => {
  const chart = await Chart.open(small.bytes);
  assert.equal(chart.metadata.appVersion, "1.1");
  assert.deepEqual(chart.metadata.keywords, ["one", "2", "true"]);
  assert.deepEqual(chart.values, { replicas: 1 });
  assert.equal(chart.valuesText, "replicas: 1\n");
  assert.deepEqual(chart.files.map(({ name, size }) => [name, size]), [["Chart.yaml", 597], ["values.yaml", 12]]);
  assert.equal(chart.file("values.yaml").text(), "replicas: 1\n");
  assert.equal(chart.file("nope"), undefined);
  assert.equal(chart.readme, null);
  assert.equal(chart.schema, null);
  assert.deepEqual(chart.dependencies, []);
  assert.match(chart.show("chart"), /^annotations:\n {2}category: Demo\n/);
  assert.throws(() => chart.show("nonsense"), { code: "INVALID_ARGUMENT" });
});

test("a closed chart gives its memory back and answers no more", async () => {
  const chart = await Chart.open(small.bytes);
  const { name } = chart.metadata;
  const [file] = chart.files;
  chart.close();
  chart.close();
  assert.equal(chart.metadata.name, name);
  for (const ask of [() => chart.show("all"), () => file.bytes(), () => chart.values, () => chart.plan("oci://h/a")]) assert.throws(ask, { name: "ChartroomError", code: "CLOSED" });
});

test("a plan has Helm's bytes", async () => {
  const chart = await Chart.open(small.bytes);
  const plan = chart.plan("oci://localhost:5000/charts", { created: small.created });
  assert.equal(plan.reference, `localhost:5000/charts/vec:${small.tag}`);
  assert.equal(plan.tag, small.tag);
  assert.equal(plan.config.digest, small.configDigest);
  assert.equal(plan.manifestDigest, small.manifestDigest);
  assert.equal(createHash("sha256").update(plan.manifest).digest("hex"), small.manifestDigest.slice(7));
  assert.equal(plan.layers.length, 1);
  const same = chart.plan("oci://localhost:5000/charts", { created: new Date(small.created) });
  assert.equal(same.manifestDigest, small.manifestDigest);
  const signed = chart.plan("oci://localhost:5000/charts", { created: small.created, provenance: "signed" });
  assert.equal(signed.layers.length, 2);
  assert.deepEqual(signed.layers.map((layer) => layer.digest), signed.layers.map((layer) => layer.digest).sort());
});

test("a file's modification time is its creation time", async () => {
  const chart = await Chart.open(new File([small.bytes], "vec.tgz", { lastModified: Date.parse(small.created) + 999 }));
  assert.equal(chart.plan("oci://localhost:5000/charts").manifestDigest, small.manifestDigest);
});

test("what is no chart is refused in Helm's words, with a code and advice", async () => {
  for (const [source, code, message, options] of [
    [new TextEncoder().encode("hello, this is no chart"), "NOT_GZIP", "gzip: invalid header"],
    [new TextEncoder().encode("hello"), "NOT_GZIP", "file 'a.yaml' seems to be a YAML file, but expected a gzipped archive", { name: "a.yaml" }],
    [small.bytes.subarray(0, 300), "ARCHIVE_TRUNCATED", "unexpected EOF"],
  ]) {
    const error = await Chart.open(source, options).then(() => assert.fail("opened"), (error) => error);
    assert.ok(error instanceof ChartroomError);
    assert.equal(error.message, message);
    assert.equal(error.code, code);
    assert.ok(error.advice.endsWith("."));
  }
  await assert.rejects(Chart.open(42), { code: "INVALID_ARGUMENT" });
  await assert.rejects(Chart.open(new Response("", { status: 404 })), { code: "HTTP_STATUS", status: 404 });
  const chart = await Chart.open(small.bytes);
  assert.throws(() => chart.plan("oci://localhost/UPPER"), { code: "REFERENCE_INVALID", message: 'invalid reference: invalid repository "UPPER/vec"' });
});

test("what is no argument is refused before the module sees it", async () => {
  const chart = await Chart.open(small.bytes);
  const refused = { name: "ChartroomError", code: "INVALID_ARGUMENT" };
  for (const created of [new Date(NaN), new Date(8e15), 5, {}]) assert.throws(() => chart.plan("oci://h/a", { created }), refused);
  for (const provenance of [5, {}]) assert.throws(() => chart.plan("oci://h/a", { provenance }), refused);
  const locked = new Blob([small.bytes]).stream();
  locked.getReader();
  const used = new Response(small.bytes);
  await used.arrayBuffer();
  const words = new ReadableStream({ start: (controller) => controller.enqueue("words") });
  for (const source of [undefined, "chart.tgz", locked, used, words]) await assert.rejects(Chart.open(source), refused);
  await assert.rejects(Chart.fromFiles(), refused);
  await assert.rejects(Chart.fromFiles([{ name: "Chart.yaml", bytes: "name: a" }]), refused);
  await assert.rejects(parseReference(5), refused);
  await assert.rejects(readDocument(), refused);
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("cable")) });
  const error = await Chart.open(broken).catch((error) => error);
  assert.equal(error.code, "SOURCE_UNREADABLE");
  assert.equal(error.cause.message, "cable");
});

test("opening can be cancelled", async () => {
  await assert.rejects(Chart.open(small.bytes, { signal: AbortSignal.abort() }), { code: "ABORTED" });
  const stop = new AbortController();
  let pulls = 0;
  let dropped = false;
  const endless = new ReadableStream({
    pull(controller) {
      if (++pulls === 5) stop.abort(new Error("enough"));
      controller.enqueue(new Uint8Array(10));
      // Lets others have a turn, as a network does.
      return new Promise((done) => setImmediate(done));
    },
    cancel: () => (dropped = true),
  });
  const error = await Chart.open(endless, { signal: stop.signal }).catch((error) => error);
  assert.equal(error.code, "ABORTED");
  assert.equal(error.cause.message, "enough");
  assert.ok(dropped, "the source is told that nobody reads on");
});

test("references, archives and documents", async () => {
  assert.deepEqual(await parseReference("oci://h:5/a/b:1.0+x"), { registry: "h:5", repository: "a/b", tag: "1.0_x", digest: null });
  await assert.rejects(parseReference("h"), { code: "REFERENCE_INVALID", message: "invalid reference: missing registry or repository" });
  const archive = await readArchive(small.bytes);
  assert.equal(archive.chartName, "vec");
  assert.equal(text(archive.files[1].bytes), "replicas: 1\n");
  const source = '{"size":1.0,"a":"\\u003c","config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"sha256:' + "0".repeat(64) + '","size":3}}';
  const { lines } = await readDocument(source);
  const tokens = lines.flatMap((line) => line.tokens);
  assert.equal(tokens.map((token) => token.text.trim()).join(""), source);
  assert.equal(tokens.find((token) => token.descriptor)?.descriptor.size, 3);
  assert.ok(tokens.some((token) => token.explanation));
  await assert.rejects(readDocument("{"), { code: "JSON_INVALID" });
});

test("all real charts: config, manifest, digest and show are identical to Helm's", { skip: missing }, async () => {
  const different = [];
  let compared = 0;
  for (const { name, facts, bytes, answer } of realCharts()) {
    try {
      const chart = await Chart.open(bytes());
      const manifest = answer("manifest.json");
      const push = answer("push.err");
      if (manifest) {
        const plan = chart.plan("oci://localhost:5000/x", { created: facts.created });
        if (Buffer.compare(Buffer.from(plan.config.bytes), answer("config.json"))) different.push(`${name}: config`);
        if (Buffer.compare(Buffer.from(plan.manifest), manifest)) different.push(`${name}: manifest`);
        if (plan.manifestDigest !== facts.manifest_digest) different.push(`${name}: digest`);
      } else if (push) assert.throws(() => chart.plan("oci://localhost:5000/x", { created: facts.created }), name);
      if (chart.show("all") !== text(answer("show.txt"))) different.push(`${name}: show`);
      compared++;
    } catch (error) {
      const refused = answer("push.err");
      if (!refused || !text(refused).includes(error.message)) different.push(`${name}: ${error.message}`);
    }
  }
  assert.deepEqual(different, []);
  assert.ok(compared > 100, `${compared} charts compared`);
});
