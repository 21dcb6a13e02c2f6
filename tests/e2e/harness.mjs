// What every end-to-end test stands on: a server of its own on a free port with an empty data folder, the system's
// Chromium, a page whose console must stay silent, and axe.
//
// Tests find things by role and name only, as a person or a screen reader does, and never sleep.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { PATIENCE, slowDown } from "../npm/support/slow.mjs";

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, "../..");
const pictures = join(root, "target/test-logs");
const serverProgram = process.env.CHARTROOM_SERVER ?? join(root, "target/release/chartroom-server");
const browserProgram = [process.env.CHARTROOM_CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"]
  .find((path) => path && existsSync(path));

/** The built site, as files. */
export const site = process.env.CHARTROOM_SITE ?? join(root, "dist");

/** Why nothing here can run, or `false`. */
export const missing = !browserProgram
  ? "Chromium is missing: apt-get install --no-install-recommends chromium"
  : !existsSync(serverProgram) ? `the server is not built: ${serverProgram}` : false;

/** Path of the real `helm`, where there is one. */
export const helm = process.env.CHARTROOM_HELM;

/** Folder of real charts with Helm's answers, where there is one. */
export const realCharts = [process.env.CHARTROOM_CHARTS, join(root, "../shared/charts")]
  .find((path) => path && existsSync(path));

/** A port that nobody listens on. */
export async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** How long a program may take until it answers, in milliseconds; a loaded machine starts programs slowly. */
const START_LIMIT = 60_000;

/** Starts chartroom-server with an empty data folder and waits until it answers. */
export async function startServer(...options) {
  // Between asking for a free port and listening on it, somebody else may take it.
  for (let attempt = 1; ; attempt++) {
    const server = await tryToStart(options);
    if (server.origin) return server;
    if (attempt === 3) throw new Error(`the server did not start:\n${server.output()}`);
  }
}

async function tryToStart(options) {
  const data = await mkdtemp(join(tmpdir(), "chartroom-e2e-"));
  const host = `127.0.0.1:${await freePort()}`;
  const child = spawn(serverProgram, ["--listen", host, "--data", data, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const ended = new Promise((done) => child.once("exit", done));
  const origin = `http://${host}`;
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  for (const end = Date.now() + START_LIMIT; Date.now() < end && child.exitCode === null; ) {
    const answer = await fetch(`${origin}/v2/`).catch(() => null);
    if (answer) return { origin, host, data, output: () => output, stop };
    await new Promise((done) => setTimeout(done, 50));
  }
  await stop();
  return { output: () => output };
}

/** Starts Chromium without a thing that would reach for the network by itself. */
export function launch() {
  return chromium.launch({
    executablePath: browserProgram,
    args: [
      "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
      // Chromium's sandbox does not work for root, which is who runs in most CI containers.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}

/**
 * Collects what the console complains about. An HTTP status is not a complaint: a registry answers "404" when it is
 * asked whether something is there, and Chromium logs every such answer.
 */
export function guard(page) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const status = message.text().startsWith("Failed to load resource");
    if (status && /\/(v2|proxy)\//.test(message.location().url)) return;
    complaints.push(`${message.text()} (${message.location().url})`);
  });
  return complaints;
}

/** Runs axe over the page as it stands: WCAG 2.2 AA and its best practices, no violation allowed. */
export async function accessible(page, state) {
  const loaded = await page.evaluate("typeof axe");
  if (loaded === "undefined") await page.evaluate(await readFile(require.resolve("axe-core"), "utf8"));
  // Line numbers are links as tall as their line of code: WCAG 2.5.8 excepts what non-target text constrains, axe cannot know.
  const { violations } = await page.evaluate(() => globalThis.axe.run({ exclude: ["a[data-line]"] }, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const told = violations.map((rule) => `${rule.id}: ${rule.help}\n  ${rule.nodes.map((node) => node.html).join("\n  ")}`);
  assert.deepEqual(told, [], `axe on ${state}`);
}

/** No view may be wider than its window, nor anything to read in it: it is tried, because what is clipped has a width too. */
export async function noSidewaysScroll(page) {
  const moved = await page.evaluate(() => {
    scrollTo(10_000, scrollY);
    const moved = scrollX;
    scrollTo(0, scrollY);
    return moved;
  });
  assert.equal(moved, 0, "the page scrolls sideways");
  const cut = await page.evaluate(() => {
    const scrolls = (element) => element.localName !== "main" && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    return [...document.querySelectorAll("main :is(h1, h2, h3, p, li, dd, td, button, a)")]
      .filter((element) => element.getBoundingClientRect().width > 1 && !element.closest(".visually-hidden"))
      .filter((element) => Math.max(element.getBoundingClientRect().right, element.getBoundingClientRect().left + element.scrollWidth) > innerWidth + 1)
      .filter((element) => !scrolls(element))
      .map((element) => element.outerHTML.slice(0, 120));
  });
  assert.deepEqual(cut, [], "something is cut off at the window's edge");
}

/** Waits until the app (not only its first paint) stands. */
export async function ready(page) {
  await page.getByRole("combobox", { name: "Reference" }).waitFor();
}

/** Gives files to the "Choose files" button of the page. */
export async function choose(page, ...files) {
  const waiting = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files" }).click();
  await (await waiting).setFiles(files.map(({ name, bytes }) => ({
    name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes),
  })));
}

/** Drops files on an element, as a file manager would. */
export async function drop(page, target, ...files) {
  const encoded = files.map(({ name, bytes }) => ({ name, text: Buffer.from(bytes).toString("base64") }));
  const transfer = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, text } of list) {
      transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    }
    return transfer;
  }, encoded);
  for (const type of ["dragenter", "dragover", "drop"]) await target.dispatchEvent(type, { dataTransfer: transfer });
}

/**
 * Declares the tests of one file: `suite((it) => { it("does", async ({ page, server }) => …) })`. They share one server
 * and one browser; each has a fresh context, and fails if its console complained. `start` gives another server than
 * chartroom-server as it comes: anything with an `origin` and a way to `stop`. `without` says what keeps it from running.
 */
export function suite(declare, { start = startServer, without = missing } = {}) {
  let server, browser;
  before(async () => {
    if (without) return;
    server = await start();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  declare((name, body, { skip = false, context: settings = {}, expectComplaints = false } = {}) => {
    test(name, { skip: without || skip, timeout: 5 * PATIENCE }, async () => {
      const context = await browser.newContext({
        baseURL: server.origin, viewport: { width: 1280, height: 800 }, locale: "en-GB", acceptDownloads: true, ...settings,
      });
      context.setDefaultTimeout(PATIENCE);
      try {
        const page = await context.newPage();
        await slowDown(page);
        const complaints = guard(page);
        await body({ page, server, context, browser }).catch(async (error) => {
          // What a person would have seen, for whoever reads the log.
          await mkdir(pictures, { recursive: true });
          const picture = join(pictures, `e2e ${name.replace(/[^\w ]/g, "")}.png`);
          await page.screenshot({ path: picture }).catch(() => {});
          const seen = await page.locator("body").ariaSnapshot({ timeout: 2000 }).catch(() => "(no page)");
          const scene = `\n${picture}\n${page.url()}\n${complaints.join("\n")}\n${seen}`;
          error.message += scene;
          // What the reporter prints.
          error.stack += scene;
          throw error;
        });
        if (!expectComplaints) assert.deepEqual(complaints, [], "the console complained");
      } finally {
        await context.close();
      }
    });
  });
}
