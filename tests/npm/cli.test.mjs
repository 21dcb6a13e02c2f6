// The command line beside the real helm: same arguments, then the same text, streams, exit code and files.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { compare, execute, filesBelow, noHelm, ours, theirs } from "./support/beside.mjs";
import { missing as noCharts, realCharts, small } from "./support/charts.mjs";
import { program, scratch } from "./support/package.mjs";
import { kinds, missing, missingAuth, startRegistry, USERS } from "./support/registry.mjs";

describe("beside helm", { skip: missing || missingAuth || noHelm }, () => {
  let open, closed;
  before(async () => {
    const kind = kinds.find((kind) => kind !== "chartroom-server");
    [open, closed] = await Promise.all([startRegistry(kind), startRegistry(kind, { users: USERS })]);
  });
  after(() => Promise.all([open?.stop(), closed?.stop()]));

  test("push", async () => {
    const to = `oci://${open.host}/c`;
    for (const args of [
      ["vec.tgz", to, "--plain-http"],
      ["vec.tgz", to, "--plain-http"],
      ["--plain-http", "vec.tgz", `${to}//x/../y/`],
      ["vec.tgz", to],
      ["vec.tgz", `OCI://${open.host}/c`, "--plain-http"],
      ["vec.tgz", `oci://${closed.host}/c`, "--plain-http"],
      ["vec.tgz", `oci://${closed.host}/c`, "--plain-http", "--username", "user", "--password=secret"],
      ["vec.tgz", `oci://${closed.host}/c`, "--plain-http", "--username", "user", "--password", "wrong"],
      ["vec.tgz", `oci://${closed.host}/c`, "--plain-http", "--username", "user"],
      ["vec.tgz", "oci://127.0.0.1:1/c", "--plain-http"],
      ["vec.tgz", "127.0.0.1:5001/a"], ["vec.tgz", "https://h/a"], ["vec.tgz", "h/a"], ["vec.tgz", ""], ["vec.tgz", "oci://h h/a"], ["vec.tgz", ":x"],
      ["vec.tgz", "oci://h/A"], ["vec.tgz", "oci://h/x/../../127.0.0.1:1/y", "--plain-http"], ["vec.tgz", `oci://${open.host}/a:tag`, "--plain-http"],
      ["nothing.tgz", to], [".", to], ["text.tgz", to],
      [], ["a"], ["-x"], ["a", "b", "--bogus"], ["a", "b", "--plain-http=zz"], ["--version"], ["a", "b", "--username"],
    ]) await compare(["push", ...args]);
    const { stdout } = await compare(["push", "vec.tgz", to, "--plain-http"], { env: { TZ: "UTC" } });
    assert.match(stdout, new RegExp(small.manifestDigest));
  });

  test("a provenance file beside the chart goes along", async () => {
    for (const { folder } of [theirs, ours]) {
      copyFileSync(join(folder, "vec.tgz"), join(folder, "signed.tgz"));
      utimesSync(join(folder, "signed.tgz"), new Date(small.created), new Date(small.created));
      writeFileSync(join(folder, "signed.tgz.prov"), "not really a signature\n");
    }
    await compare(["push", "signed.tgz", `oci://${open.host}/signed`, "--plain-http"]);
    await compare(["pull", `oci://${open.host}/signed/vec`, "--version", small.version, "--prov", "--plain-http"]);
    assert.deepEqual(filesBelow(ours.folder), filesBelow(theirs.folder));
  });

  test("pull", async () => {
    const from = `oci://${open.host}/c/vec`;
    await compare(["push", "vec.tgz", `oci://${open.host}/c`, "--plain-http"]);
    const digest = /sha256:\w+/.exec((await compare(["pull", from, "--devel", "--plain-http"])).stdout)[0];
    for (const args of [
      [from], [from, "--plain-http"], [from, "--version", small.version, "--plain-http"], [from, "--version", "^1", "--plain-http"], [from, "--version", "^1-0", "--plain-http", "--prov"],
      [`${from}:${small.tag}`, "--plain-http"], [`${from}:${small.version}`, "--plain-http"], [`${from}:9.9.9`, "--plain-http"], [`${from}:latest`, "--plain-http"],
      [`${from}@${digest}`, "--plain-http"], [`${from}@sha256:17b5`, "--plain-http"], [`${from}:1.0.0`, "--version", "2.0.0", "--plain-http"],
      [`oci://${open.host}/c/nothing`, "--plain-http"], [`oci://${open.host}/c/nothing`, "--version", "1.0.0", "--plain-http"],
      ["--plain-http", "--devel", from, from, "-d", "nowhere"], [from, "--devel", "-d.", "--plain-http"],
      ["oci://127.0.0.1:1/c", "--plain-http", "--version", "1.0.0"], ["oci://127.0.0.1:1/c/x", "--plain-http"],
      [`oci://${closed.host}/c/vec`, "--plain-http"], [`oci://${closed.host}/c/vec`, "--plain-http", "--version", "1.0.0"],
      ["oci://"], [`oci://${open.host}`], ["foo"], ["foo/bar"], ["./foo"], [],
      [from, "--devel", "--plain-http", "--untar"], [from, "--devel", "--plain-http", "--untar"], [from, "--devel", "--plain-http", "--untar", "-d", "sub", "--untardir", "x"],
      [from, "--devel", "--plain-http", "-d", "vec.tgz"], [from, "--devel", "--plain-http", "--untar", "--untardir", "vec.tgz/x"], ["ftp://h/x"],
    ]) await compare(["pull", ...args]);
    await compare(["fetch", from, "--devel", "--plain-http"]);
    assert.deepEqual(filesBelow(ours.folder), filesBelow(theirs.folder));
    for (const name of filesBelow(ours.folder)) assert.deepEqual(readFileSync(join(ours.folder, name)), readFileSync(join(theirs.folder, name)), name);
  });

  test("show", async () => {
    const from = `oci://${open.host}/c/vec`;
    for (const args of [
      ["all", "vec.tgz"], ["chart", "vec.tgz"], ["values", "vec.tgz"], ["readme", "vec.tgz"], ["crds", "vec.tgz"], ["chart", from, "--devel", "--plain-http"],
      ["values", "vec.tgz", "--jsonpath", "{.replicas}"], ["values", "vec.tgz", "--jsonpath", "{.nothing}"], ["values", "vec.tgz", "--jsonpath", "{.a"], ["values", "vec.tgz", "--jsonpath", "{}"],
      ["chart", "./nothing"], ["chart", "nothing"], ["chart", "nothing/x"], ["chart", "text.tgz"], ["all"], ["all", "a", "b"],
    ]) await compare(["show", ...args]);
    await compare(["inspect", "chart", "vec.tgz"]);
  });

  test("show of a folder, with .helmignore", { skip: noCharts }, async () => {
    for (const { folder } of [theirs, ours]) {
      for (const [name, text] of Object.entries({
        "Chart.yaml": "apiVersion: v2\nname: folder\nversion: 1.0.0\n", "values.yaml": "a: 1\n", ".helmignore": "# no\n*.bak\n!keep*\n/README.md\n",
        "README.md": "ignored\n", "keep.bak": "x", "requirements.yaml": "dependencies: []\n", "requirements.lock": "dependencies: []\n", "crds/keep-a.yaml": "kind: A\n", "templates/keep.yaml": "b",
      })) {
        mkdirSync(join(folder, "folder", name, ".."), { recursive: true });
        writeFileSync(join(folder, "folder", name), text);
      }
      for (const [name, version] of [["old", "apiVersion: v2\n"], ["first", ""]]) {
        mkdirSync(join(folder, "plain/charts", name), { recursive: true });
        writeFileSync(join(folder, "plain/charts", name, "Chart.yaml"), `${version}name: ${name}\nversion: 1.0.0\n`);
        writeFileSync(join(folder, "plain/charts", name, "requirements.yaml"), "dependencies: []\n");
      }
      mkdirSync(join(folder, "plain/crds"), { recursive: true });
      writeFileSync(join(folder, "plain/Chart.yaml"), "apiVersion: v2\nname: plain\nversion: 1.0.0\n");
      writeFileSync(join(folder, "plain/crds/a.yaml"), "kind: A\n");
      writeFileSync(join(folder, "plain/crds/b-old.yaml"), "kind: B\n");
      writeFileSync(join(folder, "plain/.helmignore"), "*-old.yaml\n.git-x/\n[a-c]-[^d]\n");
      writeFileSync(join(folder, "plain/readme.TXT"), "hello\n");
    }
    for (const { folder } of [theirs, ours]) {
      mkdirSync(join(folder, "linked"));
      mkdirSync(join(folder, "astray"));
      for (const name of ["Chart.yaml", "values.yaml", "crds"]) symlinkSync(`../folder/${name}`, join(folder, "linked", name));
      symlinkSync("nowhere", join(folder, "astray/Chart.yaml"));
      mkdirSync(join(folder, "empty"));
    }
    for (const what of ["all", "readme", "crds"]) for (const folder of ["folder", "plain", "linked", "astray", "empty"]) await compare(["show", what, folder]);
  });

  test("login and logout", async () => {
    const same = () => assert.equal(readFileSync(ours.config, "utf8"), readFileSync(theirs.config, "utf8"));
    await compare(["registry", "login", closed.host, "-u", "user", "-p", "secret", "--plain-http"]);
    same();
    await compare(["push", "vec.tgz", `oci://${closed.host}/c`, "--plain-http"]);
    await compare(["registry", "login", closed.host, "-uuser", "--password-stdin", "--plain-http"], { input: "secret\r\n" });
    await compare(["registry", "login", open.host, "-u", "<&>", "--password-stdin", "--plain-http"], { input: "x" });
    same();
    for (const args of [
      [closed.host, "-u", "user", "-p", "wrong", "--plain-http"], [`${closed.host}/x`, "-u", "user", "-p", "x", "--plain-http"], [`oci://${open.host}`, "-u", "a", "-p", "x"],
      [closed.host, "-u", "user", "-p", "secret"], [closed.host, "-u", "user", "--plain-http"], [closed.host, "--plain-http"], [open.host, "-u", "a:b", "-p", "x", "--plain-http"],
      ["127.0.0.1:1", "-u", "a", "-p", "b", "--plain-http"], ["127.0.0.1:01", "-u", "a", "-p", "b", "--plain-http"], [],
      [closed.host, "-p", "secret", "--plain-http"], [closed.host, "-u", "user", "--password-stdin", "--plain-http"],
    ]) await compare(["registry", "login", ...args]);
    await compare(["registry", "login", closed.host, "--plain-http"], { input: "user\nsecret\n" });
    await compare(["registry", "login", open.host, "-u", "a", "-p", "x", "--plain-http"], { env: { HELM_REGISTRY_CONFIG: "" } });
    same();
    for (const args of [[closed.host], ["nobody.example"], []]) await compare(["registry", "logout", ...args]);
    same();
  });

  test("mistakes", async () => {
    for (const args of [["bogus"], ["pul"], ["--bogus", "push"], ["--color", "red", "push"], ["push", "--", "-x"]]) await compare(args);
    for (const place of [theirs, ours]) writeFileSync(join(place.folder, "broken.json"), '{x');
    await compare(["push", "a", "b"], { env: { HELM_REGISTRY_CONFIG: "broken.json" } });
    await compare(["push", "a", "b"], { env: { HELM_REGISTRY_CONFIG: "." } });
    const entry = (value) => ({ auths: { [closed.host]: value } });
    for (const content of [
      { auths: [] }, { auths: "x" }, { credHelpers: 5 }, { credsStore: 5 }, { credsStore: "nowhere" }, entry("x"), entry({ auth: 5 }), entry({ auth: "!" }), entry({ auth: "YWJj" }),
      entry({ auth: "dXNlcjo=" }), entry({ identitytoken: "x" }), entry({ username: "user", password: "secret" }),
    ]) {
      for (const place of [theirs, ours]) writeFileSync(join(place.folder, "odd.json"), JSON.stringify(content));
      for (const { host } of [closed, open]) await compare(["push", "vec.tgz", `oci://${host}/odd`, "--plain-http"], { env: { HELM_REGISTRY_CONFIG: "odd.json" } });
    }
    await compare(["push", "a", "b", "-v", "x"]);
    await compare(["push", "a", "b", "--colour", "red"]);
    await compare(["show", "chart", "vec.tgz", "-v3"], { env: { HELM_COLOR: "red" } });
  });

  test("credential helpers", async () => {
    const bin = join(scratch, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "docker-credential-test"), `#!/bin/sh\nread -r key\ncase $1 in get) echo '{"ServerURL":"x","Username":"user","Secret":"secret"}';; *) exit 0;; esac\n`);
    chmodSync(join(bin, "docker-credential-test"), 0o755);
    for (const place of [theirs, ours]) writeFileSync(join(place.folder, "helpers.json"), JSON.stringify({ credHelpers: { [closed.host]: "test" } }));
    const env = { PATH: `${bin}:${process.env.PATH}`, HELM_REGISTRY_CONFIG: "helpers.json" };
    assert.equal((await compare(["push", "vec.tgz", `oci://${closed.host}/helped`, "--plain-http"], { env })).status, 0);
    await compare(["registry", "logout", closed.host], { env });
  });

  test("real charts: push beside helm", { skip: noCharts }, async () => {
    for (const { name, file } of realCharts().filter((_, i) => i % 12 === 0)) {
      await compare(["push", file, `oci://${open.host}/real`, "--plain-http"]);
      await compare(["show", "all", file], { name });
    }
  });
});

/** A server that is no registry, for as long as `work` takes. */
async function beside(handler, work) {
  const server = createServer(handler);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    return await work(`127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a login where there is no registry", { skip: noHelm }, async () => {
  const login = (host) => compare(["registry", "login", host, "-u", "a", "-p", "b", "--plain-http"]);
  await beside((asked, answer) => answer.writeHead(404, { "Content-Type": "text/html" }).end("<html>"), login);
});

test("an answer that ends early is told as that", async () => {
  const cut = (asked, answer) => (answer.writeHead(200, { "Content-Length": 1000 }).write("{"), setTimeout(() => answer.destroy(), 20));
  const { status, stderr } = await beside(cut, (host) => execute(program, ours, ["pull", `oci://${host}/a`, "--plain-http"]));
  assert.equal(status, 1);
  assert.match(stderr, /^Error: Get "http:\/\/127.0.0.1:\d+\/v2\/a\/tags\/list": unexpected EOF\n$/);
});

describe("what helm lacks", { skip: missing }, () => {
  const run = (...args) => execute(program, ours, args, { env: { TZ: "UTC" } });
  test("versions, plan, manifest", async () => {
    const { host, stop } = await startRegistry();
    after(stop);
    const json = async (...args) => JSON.parse((await run(...args, "--json")).stdout);
    assert.equal((await json("plan", "vec.tgz", `oci://${host}/c`)).manifestDigest, small.manifestDigest);
    assert.match((await run("plan", "vec.tgz", `oci://${host}/c`)).stdout, new RegExp(small.configDigest));
    assert.equal((await run("push", "vec.tgz", `oci://${host}/c`, "--plain-http")).status, 0);
    assert.equal((await run("versions", `oci://${host}/c/vec`, "--plain-http")).stdout, `${small.version}\n`);
    assert.deepEqual(await json("versions", `${host}/c/vec`, "--plain-http"), [{ version: small.version, tag: small.tag }]);
    assert.equal((await json("manifest", `oci://${host}/c/vec:${small.tag}`, "--plain-http")).digest, small.manifestDigest);
    assert.match((await run("manifest", `oci://${host}/c/vec:${small.tag}`, "--plain-http")).stdout, /^\{"schemaVersion":2,/);
    assert.match((await run("--help")).stdout, /versions/);
    assert.match((await run("pull", "oci://h/x", "--verify")).stderr, /^Error: --verify is not supported yet/);
  });

  test("help is laid out as Helm's", async () => {
    const { stdout } = await run("registry");
    assert.match(stdout, /\n\nUsage:\n  helm registry \[command\]\n\nAvailable Commands:\n  login       login to a registry\n  logout      logout from a registry\n\nFlags:\n  -h, --help   help for registry\n\nGlobal Flags:\n/);
    assert.equal((await run("help", "registry")).stdout, stdout);
    assert.equal((await run("registry", "--help")).stdout, stdout);
    assert.match((await run("help", "nothing")).stderr, /^Unknown help topic \[`nothing`\]\nUsage:\n/);
    assert.match((await run("version")).stdout, /^helm \d+\.\d+\.\d+\n$/);
  });

  test("a reader that stops is no reason for many words, a full disk is one for a few", { skip: !existsSync("/dev/full") }, async () => {
    const shell = (line) => execute("sh", ours, ["-c", line, program]);
    mkdirSync(join(ours.folder, "long"));
    writeFileSync(join(ours.folder, "long/Chart.yaml"), "apiVersion: v2\nname: long\nversion: 1.0.0\n");
    writeFileSync(join(ours.folder, "long/values.yaml"), "# words, words\n".repeat(100_000));
    assert.deepEqual(await shell('{ "$0" show values long; echo "$?" >&2; } | head -n 1'), { status: 0, stdout: "# words, words\n", stderr: "141\n" });
    assert.deepEqual(await shell('"$0" show values long >/dev/full'), { status: 1, stdout: "", stderr: "Error: write /dev/stdout: no space left on device\n" });
  });

  test("nothing but text where there is no terminal, and an interrupted program leaves nothing", async () => {
    const child = spawn(program, ["pull", "oci://127.0.0.1:1/x", "--plain-http"], { cwd: ours.folder, env: ours.env });
    let text = "";
    child.stderr.on("data", (piece) => (text += piece));
    await new Promise((done) => child.once("exit", done));
    assert.ok(!text.includes("\x1b"));
  });
});
