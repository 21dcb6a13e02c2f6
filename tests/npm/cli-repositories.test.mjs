// Charts by address and from classic repositories beside the real helm, from a small server of our own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { compare, filesBelow, helm, noHelm, ours, theirs } from "./support/beside.mjs";
import { scratch } from "./support/package.mjs";
import { kinds, missing as noRegistry, startRegistry } from "./support/registry.mjs";

const VERSIONS = ["1.0.0", "1.10.0", "1.2.0", "2.0.0-rc.1"];
const entry = (version, more = "") => `  - {apiVersion: v2, name: a, version: ${version}, urls: [a-${version}.tgz]${more}}\n`;
const index = (entries, more = "") => `apiVersion: v1\n${more}entries:\n  a:\n${entries}`;
const one = (url) => `  - {name: a, version: 1.0.0, urls: ['${url}']}\n`;
const AUTHORIZATION = `Basic ${Buffer.from("u:p").toString("base64")}`;

/** The archives, packaged by helm. */
const archives = join(scratch, "archives");
function packageAll() {
  const put = (name, text) => {
    mkdirSync(dirname(join(archives, name)), { recursive: true });
    writeFileSync(join(archives, name), text);
  };
  for (const version of VERSIONS) {
    put("a/Chart.yaml", `apiVersion: v2\nname: a\nversion: ${version}\n`);
    put("a/templates/x.yaml", "kind: X\nversion: {{ .Chart.Version }}\n");
    execFileSync(helm, ["package", "a"], { cwd: archives, stdio: "ignore" });
  }
}

/** What lies in each repository of the server; `base` is the server's own address. */
function repositories(base, registry) {
  const digest = createHash("sha256").update(readFileSync(join(archives, "a-1.0.0.tgz"))).digest("hex");
  const all = index(VERSIONS.map((version) => entry(version)).join(""));
  return {
    r: all,
    auth: all,
    empty: "",
    versionless: "entries: {}\n",
    unknown: "apiVersion: v1\nfoo: 1\n",
    broken: "a: [\n",
    list: "[]\n",
    twice: "apiVersion: v1\napiVersion: v1\n",
    json: JSON.stringify({ apiVersion: "v1", foo: 1, entries: { a: [{ name: "a", version: "1.0.0", urls: ["a-1.0.0.tgz"] }] } }),
    absolute: index(one(`${base}/r/a-1.0.0.tgz`)),
    rooted: index(one("/r/a-1.0.0.tgz")),
    elsewhere: index(one(`${base.replace("127.0.0.1", "localhost")}/auth/a-1.0.0.tgz`)),
    ftp: index(one("ftp://x/y.tgz")),
    registry: index(one(`oci://${registry}/c/a:1.0.0`)),
    nowhere: index("  - {name: a, version: 1.0.0}\n"),
    digest: index(entry("1.0.0", `, digest: 'sha256:${digest}'`)),
    "bad-digest": index(entry("1.0.0", ", digest: zz")),
    "short-digest": index(entry("1.0.0", ", digest: abcd")),
    null: "apiVersion: v1\nentries:\n  a: null\n",
    none: "apiVersion: v1\nentries:\n  a: []\n",
    time: "apiVersion: v1\ngenerated: x\nentries: {}\n",
  };
}

function answer(request, held) {
  const [, repository, name] = /^\/([^/?]*)\/?([^?]*)/.exec(request.url);
  if (repository === "auth" && request.headers.authorization !== AUTHORIZATION) return [401, "no"];
  if (name === "index.yaml" && Object.hasOwn(held, repository)) return [200, held[repository]];
  if (/^a-.*\.tgz$/.test(name)) return [200, readFileSync(join(archives, name))];
  if (name === "a-1.0.0.tgz.prov" && repository === "signed") return [200, "provenance"];
  const odd = { "redirect.tgz": [302, "", { location: "/r/a-1.0.0.tgz" }], "circle.tgz": [302, "", { location: "/circle.tgz" }], "500.tgz": [500, "x"], "204.tgz": [204, ""], "empty.tgz": [200, ""], "page.tgz": [200, "<html>"], "values.yaml": [200, "web: 1\n"], "bad.yaml": [200, "a: ["] };
  return odd[repository] ?? [404, "no"];
}

describe("charts from the web, beside helm", { skip: noHelm }, () => {
  let server, base, registry;
  before(async () => {
    packageAll();
    if (!noRegistry) {
      registry = await startRegistry(kinds.find((kind) => kind !== "chartroom-server"));
      execFileSync(helm, ["push", join(archives, "a-1.0.0.tgz"), `oci://${registry.host}/c`, "--plain-http"], { env: theirs.env, stdio: "ignore" });
    }
    let held;
    server = createServer((request, response) => {
      const [status, body, headers = {}] = answer(request, held);
      response.writeHead(status, headers).end(body);
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    base = `http://127.0.0.1:${server.address().port}`;
    held = repositories(base, registry?.host);
    for (const { folder } of [theirs, ours]) {
      const files = {
        "repos.yaml": `repositories:\n- {name: r, url: ${base}/r}\n- {name: auth, url: ${base}/auth, username: u, password: p}\n- {name: nourl}\n- {name: ftp, url: 'ftp://x'}\n- {name: bare, url: ${base}/r}\n`,
        "owner.yaml": `repositories:\n- {name: absolute, url: ${base}/absolute}\n`,
        "broken.yaml": `repositories:\n- {name: broken, url: ${base}/r}\n`,
        "number.yaml": "repositories: 1\n",
        "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
        "c/templates/a.yaml": "values: {{ toJson .Values }}\n",
      };
      for (const name of ["r", "auth", "broken", "absolute"]) files[`cache/${name}-index.yaml`] = held[name];
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    }
  });
  after(async () => {
    server?.close();
    await registry?.stop();
  });

  test("by address", async () => {
    for (const [path, ...more] of [
      ["/r/a-1.0.0.tgz"], ["/r/a-1.0.0.tgz", "--debug"], ["/r/a-1.0.0.tgz?x=1"], ["/r/a-1.0.0.tgz", "--version", "9"], ["/none.tgz"], ["/none.tgz", "--dry-run", "--debug"], ["/500.tgz"], ["/204.tgz"], ["/empty.tgz"], ["/page.tgz"],
      ["/redirect.tgz"], ["/circle.tgz"], ["/auth/a-1.0.0.tgz"], ["/auth/a-1.0.0.tgz", "--username", "u", "--password", "p"], ["/auth/a-1.0.0.tgz", "--username", "u"], ["/r/a-1.0.0.tgz", "-f", "none"],
    ]) await compare(["template", base + path, ...more]);
    await compare(["template", base.replace("http", "HTTP") + "/r/a-1.0.0.tgz"]);
    for (const path of ["/r/a-1.0.0.tgz", "/page.tgz", "/none.tgz"]) await compare(["show", "chart", base + path]);
  });

  test("--repo", async () => {
    for (const name of Object.keys(repositories(base, "")).filter((name) => name !== "registry")) await compare(["template", "a", "--repo", `${base}/${name}`]);
    for (const args of [
      ["a", "--version", "1.0.0"], ["a", "--version", "^1"], ["a", "--version", "1.2"], ["a", "--version", "9"], ["a", "--version", "?"], ["a", "--devel"], ["b"], ["b", "--version", "1"], ["c"], ["my", "a"], ["a", "--debug"],
    ]) await compare(["template", ...args, "--repo", `${base}/r/`]);
    for (const url of ["ftp://x", "x", "http://%zz", base, `${base}/gone`, "http://127.0.0.1:1"]) await compare(["template", "a", "--repo", url]);
    for (const name of ["auth", "elsewhere"]) for (const more of [[], ["--pass-credentials"]]) await compare(["template", "a", "--repo", `${base}/${name}`, "--username", "u", "--password", "p", ...more]);
    await compare(["show", "chart", "a", "--repo", `${base}/r`]);
  });

  test("repositories that helm knows", async () => {
    const known = ["--repository-config", "repos.yaml", "--repository-cache", "cache"];
    for (const args of [
      ["r/a"], ["r/a", "--version", "1.0.0"], ["r/a", "--version", "^1"], ["r/a", "--version", "1.2"], ["r/a", "--version", "9"], ["r/a", "--devel"], ["r/b"], ["r/"], ["r"], ["x/a"], ["nourl/a"], ["ftp/a"], ["bare/a"], ["auth/a"],
      ["r/a", "--debug"], [`${base}/r/a-1.0.0.tgz`],
    ]) await compare(["template", ...args, ...known]);
    for (const config of ["none", "number.yaml", "c"]) await compare(["template", "r/a", "--repository-config", config]);
    for (const config of ["owner.yaml", "broken.yaml"]) await compare(["template", `${base}/r/a-1.0.0.tgz`, "--repository-config", config, "--repository-cache", "cache"]);
    await compare(["show", "values", "r/a", ...known]);
  });

  test("pull", async () => {
    for (const args of [
      [`${base}/r/a-1.0.0.tgz`], [`${base}/r/a-1.0.0.tgz`, "-d", "c"], [`${base}/none.tgz`], [`${base}/r/a-1.0.0.tgz`, "--prov"], [`${base}/signed/a-1.0.0.tgz`, "--prov"], ["a", "--repo", `${base}/r`, "--version", "1.2"],
      ["r/a", "--repository-config", "repos.yaml", "--repository-cache", "cache"], ["a", "--repo", `${base}/bad-digest`], ["a", "--repo", `${base}/r`, "--untar", "--untardir", "un"], [base], ["ftp://x/y"], ["none"],
    ]) await compare(["pull", ...args]);
    assert.deepEqual(filesBelow(ours.folder), filesBelow(theirs.folder));
  });

  test("registries by other names", { skip: noRegistry }, async () => {
    const from = `${registry.host}/c/a`;
    for (const [reference, ...more] of [[`OCI://${from}`], [`OCI://${from}`, "--version", "1.0.0"], [`Oci://${from}:1.0.0`], ["a", "--repo", `${base}/registry`]]) {
      for (const command of [["template"], ["show", "chart"], ["pull", "-d", "c"]]) await compare([...command, reference, "--plain-http", ...more]);
    }
  });

  test("values", async () => {
    for (const args of [["-f", "/values.yaml"], ["-f", "/values.yaml", "--debug"], ["-f", "/none"], ["-f", "/bad.yaml"], ["--set-file", "a=/values.yaml"], ["--set-file", "a=/none"]]) {
      const line = args.map((arg) => arg.replace("/", `${base}/`));
      await compare(["template", "c", ...line]);
      await compare(["lint", "c", ...line]);
    }
    await compare(["template", "c", "-f", "-", "-f", `${base}/values.yaml`, "-f", "-"], { input: "stdin: 1\n" });
  });
});
