// chartroom/template: rendering and linting from JavaScript.
import assert from "node:assert/strict";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { after, describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import { small } from "./support/charts.mjs";
import { installed, load } from "./support/package.mjs";

const { Chart } = await load();
const { ChartroomError, createRenderer, init, lint, openTemplate, render } = await load("template.js");

/** A chart of a few files; Chart.yaml is made for it. */
function folder(files) {
  const all = { "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n", ...files };
  return Object.entries(all).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
}

const web = folder({
  "values.yaml": "port: 80\nhost: example.com\ntls: false\n",
  "templates/_helpers.tpl": '{{ define "name" }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}',
  "templates/b.yaml": 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include "name" . }}\n  namespace: {{ .Release.Namespace }}\nspec: {port: {{ .Values.port }}}\n',
  "templates/a.yaml": "{{ if .Values.tls }}kind: Secret\nmetadata: {name: é}\n{{ end }}",
  "templates/test.yaml": "kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: 'test,pre-install'}}\n",
  "templates/NOTES.txt": "Open {{ .Values.host }}.",
  "crds/x.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\n",
});

const failing = folder({
  "templates/_h.tpl": '{{ define "inner" }}\n{{ .Values.a.b }}{{ end }}{{ define "outer" }}{{ include "inner" . }}{{ end }}',
  "templates/x.yaml": 'a: 1\nb: {{ include "outer" . }}\n',
});

const endless = folder({ "templates/x.yaml": "{{ range $i := until 100000 }}{{ range $j := until 100000 }}{{ $x := add $i $j }}{{ end }}{{ end }}" });

const caught = (promise) => promise.then(() => assert.fail("it worked"), (error) => error);

test("a render is Helm's text, and its parts", async () => {
  const result = await render(web, { name: "my", namespace: "prod", values: { tls: true }, set: ["port=8080"] });
  assert.equal(
    result.text,
    "---\n# Source: web/templates/a.yaml\nkind: Secret\nmetadata: {name: é}\n\n---\n# Source: web/templates/b.yaml\n" +
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: my-web\n  namespace: prod\nspec: {port: 8080}\n" +
      "---\n# Source: web/templates/test.yaml\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: 'test,pre-install'}}\n\n",
  );
  assert.equal(result.notes, "Open example.com.");
  assert.deepEqual(result.warnings, []);
  assert.deepEqual(
    result.documents.map(({ template, kind, name, namespace, hooks, line }) => [template, kind, name, namespace, hooks, line]),
    [
      ["web/templates/a.yaml", "Secret", "é", "", [], 3],
      ["web/templates/b.yaml", "Service", "my-web", "prod", [], 8],
      ["web/templates/test.yaml", "Pod", "t", "", ["test", "pre-install"], 16],
    ],
  );
  assert.equal(result.documents[1].text, "apiVersion: v1\nkind: Service\nmetadata:\n  name: my-web\n  namespace: prod\nspec: {port: 8080}");
  assert.equal(result.documents[2].apiVersion, "");
  for (const { line, text } of result.documents) assert.equal(result.text.split("\n")[line - 1], text.split("\n")[0]);
});

test("options are Helm's flags", async () => {
  const text = async (options) => (await render(web, options)).text;
  assert.match(await text({ includeCrds: true }), /^---\n# Source: web\/crds\/x\.yaml\n/);
  assert.doesNotMatch(await text({ skipTests: true }), /Pod/);
  assert.doesNotMatch(await text({ noHooks: true }), /Pod/);
  assert.match(await text({ showOnly: "templates/b.yaml", values: ["port: 1", "port: 2"] }), /^---\n# Source: web\/templates\/b\.yaml\n[^]*port: 2/);
  assert.match(await text({ setJson: { port: 3 } }), /port: 3/);
  assert.match(await text({ setJson: "port=4" }), /port: 4/);
  assert.match(await text({ setString: "port=5" }), /port: 5/);
  assert.match(await text({ setLiteral: "port=a,b=c" }), /port: a,b=c/);
  assert.match(await text({ setFile: "port=p.txt", files: { "p.txt": "7" } }), /port: 7/);
  assert.match(await text({ name: "-x" }).catch((error) => error.message), /^release name check failed/);
  const about = folder({ "templates/x.yaml": "v: {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has \"a/v1\" }} {{ .Release.IsUpgrade }} {{ now | unixEpoch }} {{ randAlpha 8 }}\n" });
  const options = { kubeVersion: "1.30", apiVersions: ["a/v1", 'b"c'], isUpgrade: true, now: new Date(5000), seed: "s" };
  const { text: first } = await render(about, options);
  assert.match(first, /^---\n# Source: web\/templates\/x\.yaml\nv: v1\.30 true true 5 \w{8}\n$/);
  assert.equal((await render(about, options)).text, first);
  assert.notEqual((await render(about, { ...options, seed: "t" })).text, first);
  for (const [options, message] of [
    [{ kubeVersion: "x" }, /^invalid kube version 'x'/],
    [{ set: "a" }, 'failed parsing --set data: key "a" has no value'],
    [{ showOnly: "templates/z.yaml" }, "could not find template templates/z.yaml in chart"],
  ]) {
    const error = await caught(render(web, options));
    assert.equal(error.code, "INVALID_ARGUMENT");
    assert.match(error.message, message instanceof RegExp ? message : new RegExp(`^${message.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`));
  }
});

test("an error is Helm's text, and says where and how it came to be", async () => {
  const error = await caught(render(failing));
  assert.ok(error instanceof ChartroomError);
  assert.equal(error.code, "TEMPLATE_ERROR");
  assert.match(error.message, /^web\/templates\/x\.yaml:2:6\n {2}executing "web\/templates\/x\.yaml" at <include "outer" \.>:\n/);
  assert.match(error.message, /nil pointer evaluating interface \{\}\.b\n\nUse --debug flag to render out invalid YAML$/);
  assert.deepEqual(error.position, { file: "web/templates/_h.tpl", line: 2, column: 11 });
  assert.equal(error.action, ".Values.a.b");
  assert.deepEqual(error.includes, [
    { template: "web/templates/x.yaml", line: 2, column: 7, action: 'include "outer" .' },
    { template: "web/templates/_h.tpl", line: 2, column: 50, action: 'include "inner" .' },
  ]);
  assert.match(error.advice, /\.$/);

  const said = await caught(render(folder({ "templates/x.yaml": "{{ required \"set a.b please\" .Values.b }}" })));
  assert.equal(said.said, "set a.b please");
  assert.match(said.message, /execution error at \(web\/templates\/x\.yaml:1:3\): set a\.b please/);

  const broken = await caught(render(folder({ "templates/x.yaml": "a:\n{{ if }}" })));
  assert.equal(broken.code, "TEMPLATE_INVALID");
  assert.deepEqual(broken.position, { file: "web/templates/x.yaml", line: 2 });

  const manifest = await caught(render(folder({ "templates/x.yaml": "a: b: c\n" })));
  assert.equal(manifest.code, "MANIFEST_INVALID");
  assert.deepEqual(manifest.position, { file: "web/templates/x.yaml" });
  assert.equal(manifest.rendered.trim(), "a: b: c");
});

test("cryptography and schemas are loaded when a chart asks for them", async () => {
  const chart = folder({
    "values.schema.json": '{"properties": {"size": {"type": "integer"}}}',
    "templates/x.yaml": 'a: {{ (genCA "ca" 365).Cert | b64enc }}\nb: {{ htpasswd "u" "p" }}\nc: {{ encryptAES "k" "text" | decryptAES "k" }}\nd: {{ randAlpha 4 }}\n',
  });
  const options = { seed: 1, now: 0, values: { size: 1 } };
  const { text } = await render(chart, options);
  assert.match(text, /^a: LS0tLS1CRUdJTi/m);
  assert.match(text, /^b: u:\$2a\$10\$/m);
  assert.match(text, /^c: text$/m);
  assert.equal((await render(chart, options)).text, text);
  const error = await caught(render(chart, { values: "size: x" }));
  assert.equal(error.code, "VALUES_SCHEMA");
  assert.match(error.message, /web:\n- at '\/size': got string, want integer\n/);
  await render(chart, { values: "size: x", skipSchemaValidation: true });
});

test("time zones are loaded when a chart names one", async () => {
  const chart = folder({ "templates/x.yaml": 'a: {{ dateInZone "2006-01-02 15:04 MST -0700" 1700000000 "Europe/Berlin" }}\nb: {{ dateInZone "15:04 MST" 1720000000 "Nowhere" }}\n' });
  const { text } = await render(chart);
  assert.match(text, /^a: 2023-11-14 23:13 CET \+0100\nb: 09:46 UTC$/m);
});

test("a schema is checked against its draft's own rules", async () => {
  const chart = folder({ "values.schema.json": '{"type": "strin"}', "templates/x.yaml": "a: 1\n" });
  const error = await caught(render(chart));
  assert.equal(error.code, "VALUES_SCHEMA");
  assert.match(error.message, /"file:\/\/\/values.schema.json#" is not valid against metaschema: jsonschema validation failed with 'https:\/\/json-schema.org\/draft\/2020-12\/schema#'\n- at '': 'allOf' failed\n {2}- at '\/type': 'anyOf' failed/);
});

test("charts of the core, archives and folders are rendered alike", async () => {
  const chart = await Chart.open(small.bytes);
  const texts = [];
  for (const source of [chart, small.bytes, new Blob([small.bytes]), chart.files.map((file) => ({ name: file.name, bytes: file.bytes() }))]) {
    texts.push((await render(source, { values: { a: 1 } })).text);
  }
  assert.deepEqual(texts, ["\n", "\n", "\n", "\n"]);
  const again = await openTemplate(await Chart.fromFiles(web));
  assert.match((await again.render({ set: "port=1" })).text, /port: 1/);
  assert.match((await again.render({ set: "port=2" })).text, /port: 2/);
  again.close();
  assert.equal((await caught(again.render())).code, "INVALID_ARGUMENT");
  assert.equal((await caught(render(new TextEncoder().encode("no chart at all")))).code, "NOT_GZIP");
});

test("a chart is linted", async () => {
  const report = await lint(web);
  assert.deepEqual(report.findings, [{ severity: "info", path: "Chart.yaml", message: "icon is recommended" }]);
  assert.equal(report.fails({ strict: true }), false);
  const chart = await Chart.open(small.bytes);
  const own = await chart.lint();
  assert.ok(own.findings.some(({ path, severity }) => path === "templates/" && severity === "warning"));
  const bare = await lint(folder({ "values.yaml": "" }));
  assert.equal(bare.fails(), false);
  assert.equal(bare.fails({ strict: true }), true);
});

test("limits end a template that does not end", async () => {
  for (const [limits, message] of [
    [{ steps: 10_000 }, /step limit of 10000 exceeded/],
    [{ milliseconds: 50 }, /^not done within 50 ms$/],
  ]) {
    const error = await caught(render(endless, { limits }));
    assert.equal(error.code, "TEMPLATE_LIMIT");
    assert.match(error.message, message);
  }
  const deep = folder({ "templates/_x.tpl": '{{ define "r" }}{{ include "r" . }}{{ end }}', "templates/x.yaml": '{{ include "r" . }}' });
  const error = await caught(render(deep));
  assert.ok(["TEMPLATE_ERROR", "TEMPLATE_LIMIT"].includes(error.code), error.message);
  assert.equal((await render(web)).notes, "Open example.com.");
});

describe("a worker", () => {
  const renderer = createRenderer({ grace: 50 });
  after(() => renderer.terminate());

  test("renders and lints like everybody", async () => {
    const chart = await renderer.open(web);
    const options = { name: "my", seed: 1, now: 0 };
    const [there, here] = [await chart.render(options), await render(web, options)];
    assert.equal(there.text, here.text);
    assert.equal(there.notes, here.notes);
    assert.deepEqual(there.documents.map((d) => d.text), here.documents.map((d) => d.text));
    assert.deepEqual((await chart.lint()).findings, (await lint(web)).findings);
    chart.close();
    const error = await caught(renderer.render(failing));
    assert.ok(error instanceof ChartroomError);
    assert.equal(error.position.line, 2);
    assert.equal(error.includes.length, 2);
  });

  test("what is cancelled ends, and others go on", async () => {
    const chart = await renderer.open(endless);
    for (const way of ["flag", "end"]) {
      const shared = globalThis.SharedArrayBuffer;
      if (way === "end") delete globalThis.SharedArrayBuffer; // as in a page without isolation
      try {
        const stop = new AbortController();
        const begun = performance.now();
        const slow = caught(chart.render({ signal: stop.signal }));
        const next = renderer.render(web);
        setTimeout(() => stop.abort(new Error("enough")), 100);
        const error = await slow;
        assert.equal(error.code, "ABORTED");
        assert.equal(error.cause.message, "enough");
        assert.match((await next).text, /Service/);
        assert.ok(performance.now() - begun < 10_000);
      } finally {
        globalThis.SharedArrayBuffer = shared;
      }
    }
    assert.equal((await caught(chart.render({ signal: AbortSignal.abort() }))).code, "ABORTED");
    assert.equal((await caught(render(endless, { signal: AbortSignal.timeout(100) }))).code, "ABORTED");
  });

  test("tells where lines come from", async () => {
    const chart = folder({
      "templates/_h.tpl": '{{ define "labels" -}}\napp: x\ntier: {{ .Values.tier }}\n{{- end }}\n',
      "templates/a.yaml": 'kind: Zebra\nmetadata:\n  labels:\n    {{- include "labels" . | nindent 4 }}\n{{ toYaml (dict "list" (list 1)) }}\n---\nkind: Ant\n',
    });
    const wanted = [
      ["kind: Ant", "web/templates/a.yaml", 7],
      ["kind: Zebra", "web/templates/a.yaml", 1],
      ["metadata:", "web/templates/a.yaml", 2],
      ["  labels:", "web/templates/a.yaml", 3],
      ["    app: x", "web/templates/_h.tpl", 2],
      ["    tier: é", "web/templates/_h.tpl", 3],
      ["list:", "web/templates/a.yaml", 5],
      ["- 1", "web/templates/a.yaml", 5],
    ];
    const options = { values: { tier: "é" }, lineMap: true };
    for (const result of [await renderer.render(chart, options), await render(chart, options)]) {
      const told = result.documents.flatMap(({ text, lineMap }) => text.trimEnd().split("\n").map((line, n) => [line, lineMap[n].template, lineMap[n].line]));
      assert.deepEqual(told, wanted);
    }
    assert.equal((await renderer.render(chart, { values: { tier: 1 } })).documents[0].lineMap, null);
  });

  test("a trap of the engine costs one render", async () => {
    // No chart is known that makes the engine trap: the first worker says that it did.
    let started = 0;
    const worker = () => {
      const made = new Worker(join(installed, "template/template-worker.js"));
      const post = made.postMessage.bind(made);
      if (++started === 1) made.postMessage = (message) => (message.type === "render" ? made.emit("message", { id: message.id, error: { code: "INTERNAL", message: "unreachable" } }) : post(message));
      return made;
    };
    const renderer = createRenderer({ worker });
    const chart = await renderer.open(web);
    const error = await caught(chart.render());
    assert.equal(error.code, "INTERNAL");
    assert.equal(error.message, "unreachable");
    assert.equal((await chart.render()).notes, "Open example.com.");
    assert.equal(started, 2);
    renderer.terminate();
  });

  test("a worker that cannot be started says so", async () => {
    const none = createRenderer({ worker: new URL("file:///nowhere/worker.js") });
    assert.equal((await caught(none.render(web))).code, "WORKER_FAILED");
  });
});

test("init takes the modules from elsewhere", () => {
  assert.equal(init({}), undefined);
});
