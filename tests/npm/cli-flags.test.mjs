// Flags, their values and the environment beside the real helm.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { compare, execute, helm, noHelm, ours, theirs } from "./support/beside.mjs";
import { program } from "./support/package.mjs";

const FILES = {
  "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
  "c/templates/a.yaml": "values: {{ toJson .Values }}\nnamespace: {{ .Release.Namespace }}\n",
  "schema/Chart.yaml": "apiVersion: v2\nname: schema\nversion: 1.0.0\ndependencies: [{name: b, version: '>0', repository: ''}]\n",
  "schema/values.yaml": "a: 1\n",
  "schema/values.schema.json": '{"properties": {"a": {"type": "integer"}}}',
  "schema/charts/b/Chart.yaml": "apiVersion: v2\nname: b\nversion: 1.0.0\n",
  "schema/charts/b/values.schema.json": "{}",
  "bad/Chart.yaml": "apiVersion: v2\nname: bad\nversion: 1.0.0\n",
  "bad/templates/a.yaml": "a: b: c\n",
  "failing/Chart.yaml": "apiVersion: v2\nname: failing\nversion: 1.0.0\n",
  "failing/templates/a.yaml": '{{ fail "no" }}',
  "one.yaml": "a: 1\n",
  file: "x",
};
for (const { folder } of [theirs, ours]) {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Flags of `helm template` with values that are good, odd, or none. */
const TEMPLATE = [
  "--wait", "--wait=true", "--wait=legacy", "--wait=x", "--wait=", "--wait-for-jobs", "--timeout=5m", "--timeout=5", "--timeout=x", "--timeout=", "--timeout=1h2m3.5s4ms5us6µs7ns",
  "--timeout=.s", "--timeout=1.s", "--timeout=1e3s", "--timeout=99999999999h", "--timeout=0", "--timeout=5 m", "--labels=a=b", "--labels=a", "--labels=a=b,c=d", "--labels=a=b,c", "--labels=name=x",
  "--labels=a=b,owner=c", '--labels="a=b,c=d"', "-la=b", "--labels=a=b=c,d", "--description=x", "--create-namespace", "--atomic", "--rollback-on-failure", "--force", "--force-replace", "--force-conflicts",
  "--take-ownership", "--disable-openapi-validation", "--render-subchart-notes", "--hide-notes", "--hide-secret", "--enable-dns", "--devel", "--dependency-update", "--keyring=x", "--username=x", "--password=x",
  "--server-side=false", "--server-side=auto", "--replace", "--pass-credentials", "--plain-http", "--insecure-skip-tls-verify", "--ca-file=none", "--post-renderer=", "--post-renderer-args=x",
  "--dry-run=", "--dry-run=1", "--dry-run=false", "--dry-run=unset", "--debug", "--debug=x", "--output=json", "--strict", "---x", "--=x", "-gx",
];

/** Flags of every command. */
const GLOBAL = [
  "--kube-context=x", "--kubeconfig=x", "--burst-limit=0x10", "--burst-limit=1_0", "--burst-limit=08", "--burst-limit=x", "--burst-limit=99999999999999999999", "--qps=1_0", "--qps=.5", "--qps=inf",
  "--qps=0x1p-2", "--qps=x", "--qps=1e50", "--registry-config=x", "--registry-config=one.yaml", "--repository-config=x", "--repository-cache=x", "--content-cache=x", "--kube-as-group=a", "--kube-as-user=a",
  "--kube-token=x", "--kube-apiserver=x", "--kube-ca-file=x", "--kube-tls-server-name=x", "--kube-insecure-skip-tls-verify=x", "-v=5", "-v=x", "--v=99999999999", "--logtostderr", "--logtostderr=x",
  "--stderrthreshold=warning", "--stderrthreshold=x", "--vmodule=a=1", "--vmodule=a", "--vmodule=a=-1", "--log-backtrace-at=a.go:1", "--log-backtrace-at=a", "--log-backtrace-at=a.go:0", "--log-file-max-size=-5",
  "--log-dir=x", "--color=x", "--colour=x", "--color=never", "-n=foo", "--namespace", "--no-color",
];

describe("flags beside helm", { skip: noHelm }, () => {
  test("template", async () => {
    for (const flag of [...TEMPLATE, ...GLOBAL]) await compare(["template", "c", flag]);
  });

  test("lint", async () => {
    for (const flag of ["--debug", "--wait", "--timeout=5", "--devel", "--strict=x", "--burst-limit=x", "--color=x", "-nx", "--kube-version=x", "--skip-schema-validation"]) await compare(["lint", "c", flag]);
  });

  test("several of them", async () => {
    for (const args of [
      ["c", "--force", "--force-conflicts"], ["c", "--force-replace", "--force-conflicts"], ["c", "--force", "--force-replace", "--force-conflicts"], ["--force", "--force-conflicts"],
      ["c", "--atomic", "--force", "--hide-notes", "--hide-notes"], ["c", "--nope", "--atomic"], ["c", "--wait=true", "--nope"], ["c", "--dry-run=none", "--kube-version=x"], ["c", "--dry-run=none", "--ca-file=none"],
      ["c", "--kube-version=x", "--ca-file=none"], ["c", "--dry-run=true", "--set", "a"], ["c", "--dry-run", "--name-template", "{{"], ["c", "--colour=x", "--color=never"], ["c", "--color", "x", "--nope"],
      ["--nope", "c", "--color", "x"], ["none/x", "--dry-run"], ["c", "--wait", "legacy"],
    ]) await compare(["template", ...args]);
    for (const args of [["--color=x", "template"], ["--debug", "template", "c"], ["--debug", "lint", "c"], ["-n", "x", "template", "c"]]) await compare(args);
  });

  test("--debug", async () => {
    for (const args of [
      ["template", "c"], ["template", "c", "--devel"], ["template", "c", "--version", "1"], ["template", "schema"], ["template", "schema", "--skip-schema-validation"], ["template", "schema", "--set", "a=x"], ["template", "bad"],
      ["template", "bad", "-s", "templates/a.yaml"], ["template", "bad", "-s", "none"], ["template", "failing"], ["template", "failing", "-s", "none"], ["template", "c", "--set", "a"], ["lint", "schema"], ["lint", "bad"],
      ["show", "chart", "c"], ["show", "values", "c", "--devel"],
    ]) await compare([...args, "--debug"]);
  });

  test("the environment", async () => {
    for (const env of [
      { HELM_DEBUG: "1" }, { HELM_DEBUG: "yes" }, { HELM_NAMESPACE: "x" }, { HELM_NAMESPACE: "" }, { HELM_DRIVER: "bogus" }, { HELM_DRIVER: "memory" }, { HELM_DRIVER: "secret" }, { HELM_COLOR: "x" }, { HELM_COLOR: "ALWAYS" },
      { NO_COLOR: "1" }, { HELM_BURST_LIMIT: "x" }, { HELM_QPS: "x" }, { HELM_KUBECONTEXT: "x" }, { HELM_KUBECAFILE: "x" }, { HELM_REGISTRY_CONFIG: "one.yaml" }, { HELM_REGISTRY_CONFIG: "" }, { HELM_REPOSITORY_CONFIG: "file" },
      { HELM_CONTENT_CACHE: "x" }, { KUBECONFIG: "file" },
    ]) await compare(["template", "c"], { env });
    for (const args of [["template"], ["template", "--nope"], ["show", "chart", "c"], ["nope"]]) await compare(args, { env: { HELM_DRIVER: "bogus" } });
    await compare(["template", "c", "--debug=false"], { env: { HELM_DEBUG: "1" } });
  });

  test("files of values", async () => {
    for (const args of [
      ["-f", "-"], ["-f", "-", "-f", "-"], ["-f", " - "], ["--set-file", "a=-"], ["-f", ""], ["-f", ","], ["-f", "file/x"], ["-f", ":x"], ["-f", "a%zz"], ["-f", "ftp://x/y"], ["-f", "a:b"], ["-f", "http:x"], ["-f", "http://"],
      ["-f", "http://127.0.0.1:1/x"], ["-f", "HTTP://127.0.0.1:1/x"], ["-f", "http://%zz"], ["-f", "oci://127.0.0.1:1/x/y"], ["--set-file", "a=http://127.0.0.1:1/x"],
    ]) await compare(["template", "c", ...args], { input: "stdin: 1\n" });
    // The engine begins anew where it finds a schema; standard input is read once.
    await compare(["template", "schema", "-f", "-"], { input: "a: 7\n" });
  });

  test("every flag that helm names is known", async () => {
    for (const command of ["template", "lint", "pull"]) {
      const { stdout } = await execute(helm, theirs, [command, "--help"]);
      const names = [...stdout.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gm)].map(([, name]) => name);
      assert.ok(names.length > 20);
      // A value that no flag takes: where it is complained of, the flag is known.
      const { stderr } = await execute(program, ours, [command, ...names.filter((name) => name !== "help").map((name) => `--${name}=true`), "--nope"]);
      assert.match(stderr, /unknown flag: --nope|invalid argument/);
    }
  });
});
