// `template` and `lint` on the command line beside the real helm, and over all real charts.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { compare, execute, filesBelow, helm, noHelm, ours, theirs } from "./support/beside.mjs";
import { missing as noCharts, realCharts, small } from "./support/charts.mjs";
import { load, program } from "./support/package.mjs";
import { kinds, missing as noRegistry, startRegistry } from "./support/registry.mjs";

const CHARTS = {
  web: {
    "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: 1.10\ndependencies: [{name: db, version: '>0', condition: db.on, repository: ''}]\n",
    "values.yaml": "port: 80\nname: é\ndb: {on: true}\nlist: [1, 2]\n",
    "values.schema.json": '{"properties": {"port": {"type": ["integer", "string"]}}}',
    ".helmignore": "*.bak\n",
    "templates/_helpers.tpl": '{{ define "web.name" }}{{ .Release.Name | trunc 20 }}-{{ .Chart.Name }}{{ end }}',
    "templates/service.yaml":
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include "web.name" . }}\n  namespace: {{ .Release.Namespace }}\n  labels: {{ toJson .Values.name }}\nspec:\n  port: {{ .Values.port }}\n  list: {{ .Values.list | toYaml | nindent 4 }}\n  up: {{ .Release.IsUpgrade }}\n  kube: {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "a/v1" }}\n',
    "templates/two.yaml": "kind: B\nmetadata: {name: b}\n---\nkind: A\nmetadata: {name: a}\n",
    "templates/hook.yaml": "kind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: 'pre-install'}}\n",
    "templates/tests/t.yaml": "kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
    "templates/x.yaml.bak": "{{ broken",
    "templates/NOTES.txt": "Hello {{ .Values.name }}\n",
    "crds/c.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c}\n",
    "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 0.1.0\n",
    "charts/db/templates/db.yaml": "kind: StatefulSet\nmetadata: {name: {{ .Values.global | toJson | quote }}}\n",
  },
  broken: {
    "Chart.yaml": "apiVersion: v2\nname: broken\nversion: 1.0.0\n",
    "templates/a.yaml": '{{ define "f" }}{{ .Values.a.b.c }}{{ end }}a: {{ include "f" . }}\n',
  },
  parse: { "Chart.yaml": "apiVersion: v2\nname: parse\nversion: 1.0.0\n", "templates/a.yaml": "a:\n  {{ if }}\n" },
  yaml: { "Chart.yaml": "apiVersion: v2\nname: yaml\nversion: 1.0.0\n", "templates/a.yaml": "a: b: c\n" },
  required: { "Chart.yaml": "apiVersion: v2\nname: required\nversion: 1.0.0\nkubeVersion: '>=1.30'\n", "templates/a.yaml": 'a: {{ required "say a" .Values.a }}\n' },
  lacking: { "Chart.yaml": "apiVersion: v2\nname: lacking\nversion: 1.0.0\ndependencies: [{name: x, version: 1.0.0, repository: 'https://x'}]\n" },
  library: { "Chart.yaml": "apiVersion: v2\nname: library\nversion: 1.0.0\ntype: library\n" },
  nochart: { "values.yaml": "a: 1\n" },
  badlint: { "Chart.yaml": "name: Bad_Name\nversion: x\ntype: odd\n", "templates/a.txt.x": "", "templates/b.yaml": "  a: 1\n" },
};

const one = (context, more = "") => `current-context: x\ncontexts:\n- name: x\n  context: ${context}\n${more}`;
const KUBECONFIGS = {
  ".home/home/.kube/config":
    "apiVersion: v1\nkind: Config\ncurrent-context: one\nclusters:\n- {name: c, cluster: {server: 'https://x'}}\nusers:\n- {name: u, user: {token: t}}\ncontexts:\n" +
    "- {name: one, context: {cluster: c, user: u, namespace: from-one}}\n- {name: two, context: {cluster: c, user: u, namespace: from-two}}\n- {name: bare, context: {cluster: c, user: u}}\n",
  "kube/second": "current-context: three\ncontexts:\n- {name: three, context: {cluster: nowhere, user: nobody, namespace: from-three}}\n- {name: bare, context: {namespace: second-bare}}\n",
  "kube/bad": "a: [",
  "kube/gone": "current-context: gone\n",
  "kube/version": `apiVersion: v7\n${one("{namespace: a}")}`,
  "kube/auth": one("{namespace: a, user: u}", "users:\n- {name: u, user: {token: t, username: n}}\n"),
  "kube/ca": one("{namespace: a, cluster: c}", "clusters:\n- {name: c, cluster: {server: 'https://x', certificate-authority: nowhere}}\n"),
  "kube/ca-beside": one("{namespace: a, cluster: c}", "clusters:\n- {name: c, cluster: {server: 'https://x', certificate-authority: second}}\n"),
  "kube/cert": one("{namespace: a, user: u}", "users:\n- {name: u, user: {client-certificate: second}}\n"),
  "kube/name": one("{namespace: 'Bad Name!'}"),
  "kube/number": one("{namespace: 5}"),
  "kube/twice": `${one("{namespace: a}")}- {name: x, context: {namespace: b}}\n`,
  "kube/upper": one("{Namespace: a}"),
  "kube/json": '{"current-context":"x","contexts":[{"name":"x","context":{"namespace":"js"}}]}',
  "kube/documents": `# two\n---\n${one("{namespace: a}")}---\ncurrent-context: y\n`,
  "kube/empty": "",
};

for (const { folder } of [theirs, ours]) {
  for (const [chart, files] of Object.entries(CHARTS)) {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, chart, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  writeFileSync(join(folder, "one.yaml"), "port: 1\nlist: []\n---\nname: one\n");
  writeFileSync(join(folder, "two.yaml"), "port: two\n");
  writeFileSync(join(folder, "bad.yaml"), "a: [\n");
  writeFileSync(join(folder, "text.txt"), "from a file\n");
  for (const [name, text] of Object.entries(KUBECONFIGS)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

describe("beside helm", { skip: noHelm }, () => {
  test("template", async () => {
    for (const args of [
      ["web"], ["my", "web"], ["web", "-n", "prod"], ["./web", "--namespace=x"], ["web", "-f", "one.yaml", "-ftwo.yaml"], ["web", "-f", "one.yaml,two.yaml"],
      ["web", "--set", "port=1,db.on=false"], ["web", "--set-string", "port=1"], ["web", "--set-json", 'list=["a"]'], ["web", "--set-json", '{"port": 5}'],
      ["web", "--set-file", "name=text.txt"], ["web", "--set-literal", "name=a,b=c"], ["web", "--set", "list={a,b}", "--set", "list[0]=c", "--set", "global.a=1"],
      ["web", "--include-crds"], ["web", "--skip-crds"], ["web", "--skip-tests"], ["web", "--no-hooks"], ["web", "--is-upgrade"], ["web", "-a", "a/v1,b/v1"],
      ["web", "--kube-version", "1.30"], ["web", "--kube-version", "v1.33.4-gke.1"], ["web", "--kube-version", "x"], ["web", "--name-template", 'n-{{ "X" | lower }}'],
      ["web", "--name-template", "{{"], ["my", "web", "--name-template", "x"], ["web", "-g"], ["my", "web", "--generate-name"],
      ["web", "-s", "templates/service.yaml"], ["web", "-s", "templates/two.yaml", "-s", "charts/db/templates/*"], ["web", "-s", "templates/none.yaml"],
      ["web", "-s", "crds/c.yaml", "--include-crds"], ["web", "--dry-run"], ["web", "--dry-run=client"], ["web", "--dry-run=none"], ["web", "--dry-run=true"], ["web", "--dry-run=x"],
      ["web", "--skip-schema-validation", "--set", "port=true"], ["web", "--set", "port=true"], ["web", "--create-namespace", "--wait", "--replace", "--enable-dns"],
      ["web", "-f", "none.yaml"], ["web", "-f", "bad.yaml"], ["web", "-f", 'a"b'], ["web", "--set", "a"], ["web", "--set-file", "a=none"], ["web", "--set-json", "a={"], ["web", "-f", "."],
      ["broken"], ["parse"], ["yaml"], ["required"], ["required", "--kube-version", "1.20"], ["required", "--set", "a=1"], ["lacking"], ["library"], ["nochart"],
      ["vec.tgz"], ["text.tgz"], ["none.tgz"], ["./none"], ["none"], ["none/x"], ["a", "b", "c"], [], ["A B", "web"], ["web", "--bogus"], ["-x"], ["web", "--version"], ["web", "--set"],
      ["--", "web"], ["web", "--skip-tests=zz"],
    ]) await compare(["template", ...args]);
    await compare(["template", "web", "-f", "-"], { input: "port: 9\n" });
    await compare(["template", "web"], { env: { HELM_NAMESPACE: "mine" } });
  });

  test("the namespace, as kubectl has it", async () => {
    const files = Object.keys(KUBECONFIGS);
    const home = files.shift();
    const asked = async (args, env) => (await compare(["template", "web", "-s", "templates/service.yaml", ...args], { env })).stdout.match(/namespace: (.*)/)?.[1];
    assert.equal(await asked([], {}), "from-one");
    assert.equal(await asked(["--kube-context", "two"], {}), "from-two");
    assert.equal(await asked([], { HELM_KUBECONTEXT: "two" }), "from-two");
    assert.equal(await asked(["--kubeconfig", "kube/second"], { HELM_NAMESPACE: "mine" }), "mine");
    for (const KUBECONFIG of [...files, "none", `kube/second:${home}`, `${home}:kube/second`, `kube/bad:${home}`, "none:kube/second", ""]) await asked([], { KUBECONFIG });
    for (const args of [
      ["-n", "x"], ["-n", ""], ["--kube-context", "bare"], ["--kube-context", "none"], ["--kube-context", ""], ["--kubeconfig", "none"], ["--kubeconfig", "none", "-n", "x"],
      ["--kubeconfig", ""], ["--kubeconfig", home, "--kube-context", "bare"],
    ]) {
      for (const env of [{}, { HELM_NAMESPACE: "mine" }, { HELM_KUBECONTEXT: "two" }, { KUBECONFIG: `kube/second:${home}` }]) await asked(args, env);
    }
  });

  test("template into a folder", async () => {
    for (const args of [
      ["web", "--output-dir", "./out"], ["web", "--output-dir", "./out"], ["my", "web", "--output-dir", "out/", "--release-name", "--include-crds"],
      ["web", "--output-dir", "few", "--no-hooks"], ["web", "--output-dir", "some", "--skip-tests"], ["web", "--output-dir", "shown", "-s", "templates/two.yaml"], ["web", "--output-dir", "two.yaml"],
    ]) await compare(["template", ...args]);
    assert.deepEqual(filesBelow(ours.folder), filesBelow(theirs.folder));
    for (const name of filesBelow(ours.folder)) assert.deepEqual(readFileSync(join(ours.folder, name)), readFileSync(join(theirs.folder, name)), name);
  });

  test("lint", async () => {
    for (const args of [
      ["web"], ["web", "--strict"], ["web", "--quiet"], ["web", "--with-subcharts"], ["web/charts/db", "web"], ["web", "--set", "port=true"], ["web", "--set", "port=true", "--skip-schema-validation"],
      ["web", "-f", "one.yaml"], ["web", "-f", "none.yaml"], ["web", "--kube-version", "1.30"], ["web", "--kube-version", "x"], ["web", "-n", "x"],
      ["broken"], ["parse"], ["yaml"], ["required"], ["lacking"], ["library"], ["nochart"], ["badlint"], ["badlint", "--quiet"], ["vec.tgz"], ["vec.tgz", "--strict"], ["text.tgz"], ["none.tgz"], ["none"], ["one.yaml"],
      ["web", "none", "vec.tgz"], [], ["--bogus"], ["web", "--quiet", "--strict"],
    ]) await compare(["lint", ...args]);
  });
});

describe("charts from a registry, beside helm", { skip: noHelm || noRegistry }, () => {
  let registry;
  before(async () => {
    registry = await startRegistry(kinds.find((kind) => kind !== "chartroom-server"));
    execFileSync(helm, ["push", "vec.tgz", `oci://${registry.host}/c`, "--plain-http"], { cwd: theirs.folder, env: theirs.env, stdio: "ignore" });
  });
  after(() => registry?.stop());

  test("template", async () => {
    const from = `oci://${registry.host}/c/vec`;
    for (const args of [
      [from, "--plain-http", "--devel"], [from, "--plain-http", "--version", small.version], ["my", `${from}:${small.tag}`, "--plain-http"],
      [from, "--plain-http"], [from, "--plain-http", "--version", "9.9.9"], [`oci://${registry.host}/c/none`, "--plain-http", "--version", "1.0.0"],
    ]) await compare(["template", ...args]);
  });
});

test("what only helm can do is refused", async () => {
  for (const [args, message] of [
    [["web", "--validate"], /\nError: --validate is not supported: /],
    [["web", "--post-renderer", "x"], /^Error: --post-renderer is not supported: /],
    [["web", "--dry-run=server"], /^Error: --dry-run=server is not supported: /],
    [["lacking", "--dependency-update"], /^Error: --dependency-update is not supported yet /],
  ]) {
    const { status, stderr } = await execute(program, ours, ["template", ...args]);
    assert.equal(status, 1);
    assert.match(stderr, message);
  }
});

describe("all real charts are rendered and linted as helm does it", { skip: noCharts }, async () => {
  const { runCommand } = await load("template.js");
  const run = (command, file) => {
    const bytes = readFileSync(file);
    return runCommand(command, [file], { chart: () => bytes, read: () => bytes, seed: 1, now: 0 });
  };
  const text = (answer) => (answer ? answer.toString("utf8") : "");

  test("template", async (context) => {
    const different = [];
    let compared = 0;
    for (const { name, facts, file, answer } of realCharts()) {
      const { stdout, stderr, code } = await run("template", file);
      const wanted = { stdout: text(answer("template.yaml")), stderr: text(answer("template.err")) };
      compared++;
      if (stderr !== wanted.stderr || code !== (/^Error: /m.test(wanted.stderr) ? 1 : 0)) different.push(`${name}: standard error`);
      // Random words and keys differ each time.
      else if (facts.deterministic !== false && stdout !== wanted.stdout) different.push(`${name}: standard output`);
    }
    context.diagnostic(`${compared} charts`);
    assert.deepEqual(different, []);
    assert.ok(compared > 100);
  });

  test("lint", async () => {
    const different = [];
    for (const { name, facts, file, answer } of realCharts()) {
      const wanted = text(answer("lint.txt")).replace(/helm-lint\d+/g, "helm-lint");
      const { stdout } = await run("lint", file);
      if (stdout.replaceAll(file, facts.tgz) !== wanted) different.push(name);
    }
    assert.deepEqual(different, []);
  });
});
