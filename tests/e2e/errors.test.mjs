// Every error stands where the content would be, in words, with a next step; axe is clean on each.
import assert from "node:assert/strict";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archive, chart, digest, provenance } from "./charts.mjs";
import { accessible, choose, noSidewaysScroll, ready, suite } from "./harness.mjs";

const bad = (name, bytes) => ({ name, bytes: Buffer.from(bytes) });
const yaml = "apiVersion: v2\nname: bad\nversion: 1.0.0\n";

/** Files that are no charts, and words of the answer that each must get. */
const NOT_CHARTS = [
  ["not gzip", bad("plain-1.0.0.tgz", "hello, I am not an archive"), /gzip|not a chart archive/],
  ["truncated", bad("cut-1.0.0.tgz", chart().bytes.subarray(0, 150)), /damaged|unexpected EOF|not a chart/],
  ["no Chart.yaml", bad("empty-1.0.0.tgz", archive([["x/values.yaml", "a: 1"]])), /Chart\.yaml/],
  ["absolute path", bad("abs-1.0.0.tgz", archive([["/etc/passwd", "x"]])), /chart/i],
  ["path out of the archive", bad("up-1.0.0.tgz", archive([["bad/../../evil", "x"], ["bad/Chart.yaml", yaml]])), /chart/i],
  ["broken YAML", bad("yaml-1.0.0.tgz", archive([["bad/Chart.yaml", "a: b: c: [\n"]])), /yaml: /],
  ["bad version", bad("ver-1.0.0.tgz", archive([["bad/Chart.yaml", "apiVersion: v2\nname: bad\nversion: one\n"]])), /version|semver/i],
  ["no version", bad("nov-1.0.0.tgz", archive([["bad/Chart.yaml", "apiVersion: v2\nname: bad\n"]])), /version/i],
  ["a bomb", bad("bomb-1.0.0.tgz", archive([["bad/Chart.yaml", yaml], ["bad/big.bin", Buffer.alloc(130_000_000)]])), /large|limit|size/i],
];

const SOME = "/c/HOST/charts/some:1.0.0";

suite((it) => {
  for (const [what, file, words] of NOT_CHARTS) {
    it(`explains: ${what}`, async ({ page }) => {
      await page.goto("/");
      await ready(page);
      await choose(page, file);
      const alert = page.getByRole("alert").first();
      await alert.waitFor();
      // Helm's own words, for all to see.
      assert.match(await alert.innerText(), words);
      assert.match(await alert.innerText(), /Helm’s words: /);
      assert.equal(await page.getByRole("button", { name: /^Push to / }).count(), 0, "nothing can be pushed");
      await accessible(page, what);
    });
  }

  it("a file of 2 GB is refused without being read", async ({ page }) => {
    const folder = await mkdtemp(join(tmpdir(), "chartroom-huge-"));
    try {
      const path = join(folder, "huge-1.0.0.tgz");
      const file = await open(path, "w");
      await file.truncate(2 ** 31);
      await file.close();
      await page.goto("/");
      await ready(page);
      const waiting = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Choose files" }).click();
      await (await waiting).setFiles(path);
      await page.getByRole("alert").getByText(/too large for a chart/).first().waitFor();
      await accessible(page, "a huge file");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("a wrong provenance file is named before the push", async ({ page }) => {
    const file = chart({ name: "signed" });
    await page.goto("/");
    await ready(page);
    await choose(page, file, provenance({ ...file, digest: `sha256:${"0".repeat(64)}` }));
    await page.getByText(/provenance file does not belong/).first().waitFor();
    // A whole digest is longer than its column: it is broken, not laid over what stands beside it.
    const wide = await page.getByRole("listitem").filter({ hasText: "does not belong" }).evaluate((item) => [...item.children].some((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0));
    assert.equal(wide, false);
    await accessible(page, "a wrong provenance file");
  });

  it("a right provenance file travels along", async ({ page, server }) => {
    const file = chart({ name: "sealed" });
    await page.goto("/");
    await ready(page);
    await choose(page, file, provenance(file));
    await page.getByText("The provenance file belongs to this archive.").waitFor();
    await page.getByRole("button", { name: /^Push to / }).click();
    await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
    const { repositories } = await (await fetch(`${server.origin}/v2/_catalog`)).json();
    const answer = await fetch(`${server.origin}/v2/${repositories.find((name) => name.endsWith("sealed"))}/manifests/1.2.3`);
    assert.equal((await answer.json()).layers.length, 2);
  });

  it("not found, with the way to what is there", async ({ page, server }) => {
    await page.goto(SOME.replace("HOST", server.host));
    await page.getByRole("alert").getByText(/is not there/).waitFor();
    await accessible(page, "not found");
  });

  it("an address that is none says what a right one looks like", async ({ page, server }) => {
    await page.goto(`/c/${server.host}/charts/Some:1.0.0`);
    const alert = page.getByRole("alert");
    await alert.getByText("This is not a reference.").waitFor();
    await alert.getByText("oci://registry.example.com/charts/name:1.2.3").waitFor();
    await accessible(page, "an address that is none");
    await alert.getByRole("link", { name: `Open ${server.host}/charts/some:1.0.0` }).click();
    await alert.getByText(/is not there/).waitFor();
    await page.getByRole("combobox", { name: "Reference" }).fill("localhost:5000/Upper");
    await page.getByText("It is spelt like this: oci://").waitFor();
  });

  it("a long reference fits a narrow window", async ({ page, server }) => {
    const place = `${server.host}/charts/ofateamwithalongname/andachartwithone:1.0.0`;
    await page.goto(`/c/${place}`);
    await page.getByRole("alert").getByText(/is not there/).waitFor();
    await noSidewaysScroll(page);
    await accessible(page, "a long reference, 360 px");
  }, { context: { viewport: { width: 360, height: 720 } } });

  const answers = [
    ["401 asks to sign in", { status: 401, headers: { "WWW-Authenticate": 'Basic realm="x"' } }, /wants to know who asks/],
    ["403 refuses", { status: 403, json: { errors: [{ code: "DENIED", message: "not for you" }] } }, /refuses access/],
    ["a web page instead of JSON", { status: 200, contentType: "text/html", body: "<html>login</html>" }, /web page/],
    ["429 asks for a pause", { status: 429, headers: { "Retry-After": "1" } }, /pause|Too many/],
    ["500 fails", { status: 500, body: "boom" }, /failed/],
  ];
  for (const [what, answer, words] of answers) {
    it(`explains: ${what}`, async ({ page, server }) => {
      await page.route("**/v2/charts/**", (route) => route.fulfill(answer));
      await page.goto(SOME.replace("HOST", server.host));
      const alert = page.getByRole("alert").first();
      await alert.waitFor();
      assert.match(await alert.innerText(), words);
      assert.ok(await alert.getByRole("button").or(alert.getByRole("link")).count() > 0, "a next step");
      await accessible(page, what);
    });
  }

  it("a registry that cannot be reached", async ({ page }) => {
    await page.goto("/c/127.0.0.1:1/charts/some:1.0.0");
    await page.getByRole("alert").first().waitFor();
    await accessible(page, "unreachable");
  }, { expectComplaints: true });

  it("bytes that are not what the digest says are thrown away", async ({ page, server }) => {
    const file = chart({ name: "forged" });
    await page.goto("/");
    await ready(page);
    await choose(page, file);
    await page.getByRole("button", { name: /^Push to / }).click();
    await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
    const { repositories } = await (await fetch(`${server.origin}/v2/_catalog`)).json();
    const repository = repositories.find((name) => name.endsWith("forged"));
    const forged = Buffer.from(file.bytes);
    forged[forged.length - 3] ^= 1;
    await page.route(`**/blobs/${file.digest}`, (route) => route.fulfill({ status: 200, body: forged }));
    // A new document: nothing of the push is in its memory.
    await page.goto(`/c/${server.host}/${repository}:1.2.3`);
    await page.getByRole("alert").getByText(/other bytes than it promised/).waitFor();
    // Both digests, for all to see and to copy.
    for (const whole of [file.digest, digest(forged)]) await page.getByRole("alert").getByText(whole, { exact: true }).waitFor();
    assert.equal(await page.getByRole("alert").getByRole("button", { name: "Copy digest" }).count(), 2);
    assert.equal(await page.getByRole("button", { name: /^Download / }).count(), 0);
    await accessible(page, "a wrong digest");
  });

  it("cancelling a push stops the request, and pushing again works", async ({ page, server }) => {
    const file = chart({ name: "held" });
    let arrived, release;
    const reached = new Promise((done) => (arrived = done));
    const held = new Promise((done) => (release = done));
    let failed = 0;
    page.on("requestfailed", () => failed++);
    await page.route("**/blobs/uploads/**", async (route) => {
      arrived();
      await held;
      await route.continue().catch(() => {});
    });
    await page.goto("/");
    await ready(page);
    await choose(page, file);
    await page.getByRole("button", { name: /^Push to / }).click();
    await reached;
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled.").first().waitFor();
    await page.getByRole("row", { name: /^chart .* not sent/ }).waitFor();
    assert.ok(failed > 0, "the request itself was stopped");
    release();
    await page.unroute("**/blobs/uploads/**");
    const before = await (await fetch(`${server.origin}/v2/_catalog`)).json();
    assert.ok(!before.repositories.some((name) => name.endsWith("held")), "nothing half-done is visible");
    await page.getByRole("button", { name: /^(Push to|Push again|Try again)/ }).first().click();
    await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
  });

  it("a registry that dies during the upload is named, and a retry finishes", async ({ page }) => {
    let deaths = 0;
    await page.route("**/blobs/uploads/**", (route) => (deaths++ < 20 ? route.abort("connectionreset") : route.continue()));
    await page.goto("/");
    await ready(page);
    await choose(page, chart({ name: "phoenix" }));
    await page.getByRole("button", { name: /^Push to / }).click();
    const alert = page.getByRole("alert").first();
    await alert.waitFor();
    await accessible(page, "a registry that died");
    await page.unroute("**/blobs/uploads/**");
    await page.getByRole("button", { name: /^(Try again|Push again|Push to)/ }).first().click();
    await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
  }, { expectComplaints: true });
});
