// The installed package where others use it: in other runtimes, and bundled for a page by what people bundle with.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { small } from "./support/charts.mjs";
import { installed, program, project } from "./support/package.mjs";
import { freePort } from "./support/registry.mjs";
import { PATIENCE } from "./support/slow.mjs";

/** A program of this folder's packages or of this machine, or what is said when neither runs. */
function tool(name, inside = `.bin/${name}`) {
  const own = join(import.meta.dirname, "node_modules", inside);
  const path = process.env[`CHARTROOM_${name.toUpperCase()}`] ?? (existsSync(own) ? own : name);
  const { status } = spawnSync(path, ["--version"]);
  return { path, missing: status === 0 ? false : `${name} is not here: npm brings none for this machine, and there is none in PATH` };
}

const CHART = small.bytes.toString("base64");
const OPEN = `await Chart.open(Uint8Array.from(atob("${CHART}"), (char) => char.charCodeAt(0)))`;
const template = existsSync(join(installed, "template.js"));

/** Writes a file into the project that has the package installed. */
function write(name, text) {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
}

function run(command, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: "utf8", ...options });
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout + stderr;
}

describe("other runtimes", () => {
  const RUNTIMES = [
    ["bun", tool("bun"), ["run"]],
    ["deno", tool("deno", "@deno/linux-x64-glibc/deno"), ["run", "--quiet", "--allow-all", "--node-modules-dir=manual"]],
  ];
  for (const [name, { path, missing }, args] of RUNTIMES) {
    const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1" };

    test(`${name} opens, plans and says what went wrong`, { skip: missing }, () => {
      write(`${name}.mjs`, `
        import { Chart, Registry } from "chartroom";
        const chart = ${OPEN};
        const plan = chart.plan("oci://localhost:5000/charts", { created: "${small.created}" });
        const error = await new Registry("127.0.0.1:1", { plainHttp: true }).tags("a/b").catch((error) => error);
        console.log(JSON.stringify([chart.digest, plan.manifestDigest, error.code]));`);
      assert.deepEqual(JSON.parse(run(path, [...args, `${name}.mjs`], { env })), [small.digest, small.manifestDigest, "NETWORK"]);
    });

    test(`${name} renders`, { skip: missing || (!template && "the package was built without templates") }, () => {
      write(`${name}-render.mjs`, `
        import { render, createRenderer } from "chartroom/template";
        const file = (name, text) => ({ name, bytes: new TextEncoder().encode(text) });
        const chart = [file("Chart.yaml", "apiVersion: v2\\nname: a\\nversion: 1.0.0\\n"), file("templates/a.yaml", "a: {{ .Release.Name }}")];
        const { text } = await render(chart, { name: "r" });
        console.log(text.trim().split("\\n").at(-1));`);
      assert.equal(run(path, [...args, `${name}-render.mjs`], { env }).trim(), "a: r");
    });

    test(`${name} runs the command line`, { skip: missing }, () => {
      writeFileSync(join(project, "vec.tgz"), small.bytes);
      const said = run(path, [...args, program, "show", "chart", "vec.tgz"], { env });
      assert.match(said, /^annotations:\n {2}category: Demo\n/);
    });
  }
});

const browserProgram = [process.env.CHARTROOM_CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
const noBrowser = browserProgram ? false : "Chromium is missing: apt-get install --no-install-recommends chromium";

describe("bundled for a page", { skip: noBrowser }, () => {
  const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".css": "text/css" };
  // What everybody writes, and what one writes for bundlers that do not follow `new URL(…, import.meta.url)`.
  const PLAIN = `import { Chart } from "chartroom";\nglobalThis.result = (async () => (${OPEN}).digest)();\n`;
  // Its engine stays in the page, then goes into a worker that the bundler has to find and to bundle as well.
  const RENDERING = `
    import { createRenderer, render } from "chartroom/template";
    const file = (name, text) => ({ name, bytes: new TextEncoder().encode(text) });
    const chart = [file("Chart.yaml", "apiVersion: v2\\nname: a\\nversion: 1.0.0\\n"), file("templates/a.yaml", "a: {{ .Release.Name }}")];
    globalThis.result = (async () => {
      const renderer = createRenderer();
      const [here, there] = [await render(chart, { name: "r" }), await renderer.render(chart, { name: "r" })];
      renderer.terminate();
      return [here.text, there.text];
    })();`;
  const RENDERED = Array(2).fill("---\n# Source: a/templates/a.yaml\na: r\n");
  const NAMED = `import { Chart, init } from "chartroom";\nimport module from "chartroom/wasm";\nglobalThis.result = (async () => {\n  await init(new URL(module, import.meta.url));\n  return (${OPEN}).digest;\n})();\n`;
  const PAGE = (script) => `<!doctype html><html lang="en"><title>t</title><link rel="icon" href="data:,"><script type="module" src="${script}"></script>`;
  let browser;

  before(async () => {
    const { chromium } = await import("playwright-core");
    browser = await chromium.launch({ executablePath: browserProgram, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
    write("plain/main.js", PLAIN);
    write("plain/index.html", PAGE("/main.js"));
    write("named/main.js", NAMED);
    write("rendering/main.js", RENDERING);
    write("rendering/index.html", PAGE("/main.js"));
  });
  after(() => browser?.close());

  /** Opens the address and gives what the page computed; the console must be silent. */
  async function computed(address) {
    const tab = await browser.newPage();
    tab.setDefaultTimeout(PATIENCE);
    const noise = [];
    tab.on("console", (message) => ["error", "warning"].includes(message.type()) && noise.push(message.text()));
    tab.on("pageerror", (error) => noise.push(error.message));
    await tab.goto(address);
    // A development server may load the page again once it knows what the page needs; then we look once more.
    const look = async () => (await tab.waitForFunction(() => globalThis.result)).jsonValue();
    const result = await look().catch(look);
    await tab.close();
    assert.deepEqual(noise, []);
    return result;
  }

  /** Serves a folder, gives what a page of it computes. */
  async function served(folder, script) {
    const site = createServer((request, response) => {
      const { pathname } = new URL(request.url, "http://x");
      const file = join(project, folder, pathname === "/" ? "index.html" : pathname);
      if (existsSync(file)) return response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(readFileSync(file));
      response.writeHead(pathname === "/" ? 200 : 404, { "content-type": "text/html" }).end(pathname === "/" ? PAGE(script) : "");
    });
    await new Promise((done) => site.listen(0, "127.0.0.1", done));
    try {
      return await computed(`http://127.0.0.1:${site.address().port}/`);
    } finally {
      site.closeAllConnections();
      site.close();
    }
  }

  const vite = tool("vite");
  const noTemplate = !template && "the package was built without templates";
  async function viteBuild(entry) {
    assert.doesNotMatch(run(vite.path, ["build", "--outDir", `../out/vite-${entry}`, "--emptyOutDir", "--logLevel", "warn"], { cwd: join(project, entry) }), /warn/i);
    return served(`out/vite-${entry}`);
  }
  test("vite build", { skip: vite.missing }, async () => assert.equal(await viteBuild("plain"), small.digest));
  test("vite build, rendering", { skip: vite.missing || noTemplate }, async () => assert.deepEqual(await viteBuild("rendering"), RENDERED));

  async function viteServer(entry) {
    const port = await freePort();
    const child = spawn(vite.path, ["--port", String(port), "--strictPort", "--host", "127.0.0.1", "--logLevel", "error"], { cwd: join(project, entry), stdio: "ignore" });
    const ended = new Promise((done) => child.once("exit", done));
    try {
      const address = `http://127.0.0.1:${port}/`;
      for (const end = Date.now() + PATIENCE; !(await fetch(address).catch(() => null)); ) {
        assert.ok(Date.now() < end && child.exitCode === null, "vite did not start");
        await new Promise((done) => setTimeout(done, 100));
      }
      return await computed(address);
    } finally {
      child.kill();
      await ended;
    }
  }
  test("vite's development server", { skip: vite.missing }, async () => assert.equal(await viteServer("plain"), small.digest));
  test("vite's development server, rendering", { skip: vite.missing || noTemplate }, async () => assert.deepEqual(await viteServer("rendering"), RENDERED));

  const webpack = tool("webpack");
  async function packWith(entry) {
    write("webpack.config.mjs", `export default { mode: "production", entry: "./${entry}/main.js", output: { path: "${join(project, `out/webpack-${entry}`)}" }, performance: { hints: false } };\n`);
    const said = run(webpack.path, ["--config", "webpack.config.mjs"]);
    assert.doesNotMatch(said, /WARNING|ERROR/, said);
    return served(`out/webpack-${entry}`, "/main.js");
  }
  test("webpack", { skip: webpack.missing }, async () => assert.equal(await packWith("plain"), small.digest));
  test("webpack, rendering", { skip: webpack.missing || noTemplate }, async () => assert.deepEqual(await packWith("rendering"), RENDERED));

  const esbuild = tool("esbuild");
  test("esbuild, with the module by name", { skip: esbuild.missing }, async () => {
    run(esbuild.path, ["named/main.js", "--bundle", "--format=esm", "--outdir=out/esbuild", "--loader:.wasm=file", "--log-level=warning"]);
    assert.equal(await served("out/esbuild", "/main.js"), small.digest);
  });

  const bun = tool("bun");
  test("bun build, with the module by name", { skip: bun.missing }, async () => {
    run(bun.path, ["build", "named/main.js", "--target", "browser", "--outdir", "out/bun"]);
    assert.equal(await served("out/bun", "/main.js"), small.digest);
  });
});
