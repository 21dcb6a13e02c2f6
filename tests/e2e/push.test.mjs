// The main job: drop a chart, see every byte before it goes, push, open, browse, take it back unchanged.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archive, chart, digest } from "./charts.mjs";
import { accessible, choose, drop, helm, noSidewaysScroll, ready, realCharts, suite } from "./harness.mjs";

/** Opens the page, gives it the files and waits for the plan of the first. */
async function plan(page, ...files) {
  await page.goto("/");
  await ready(page);
  await choose(page, ...files);
  await page.waitForURL("**/push");
  await page.getByRole("button", { name: /^Push to / }).waitFor();
}

/** Presses the button and waits until the chart is there. */
async function push(page) {
  await page.getByRole("button", { name: /^Push to / }).click();
  await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
}

/** The manifest as the registry holds it. */
async function stored(server, repository, reference) {
  const answer = await fetch(`${server.origin}/v2/${repository}/manifests/${reference}`, {
    headers: { Accept: "application/vnd.oci.image.manifest.v1+json" },
  });
  assert.equal(answer.status, 200, `${repository}:${reference}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { bytes, digest: digest(bytes), json: JSON.parse(bytes) };
}

suite((it) => {
  it("asks nothing of any registry before the plan is approved", async ({ page, server }) => {
    const writes = [];
    page.on("request", (request) => {
      if (!["GET", "HEAD"].includes(request.method())) writes.push(`${request.method()} ${request.url()}`);
    });
    await plan(page, chart());
    assert.deepEqual(writes, []);
    await page.getByText("The version is SemVer 2.").waitFor();
    await page.getByText("The tag 1.2.3 is free.").waitFor();
    await accessible(page, "the plan");
    const repositories = await (await fetch(`${server.origin}/v2/_catalog`)).json();
    assert.ok(!repositories.repositories.includes("charts/harbour"), "nothing is there yet");
  });

  it("pushes, opens, browses and downloads the same bytes", async ({ page, server }) => {
    const file = chart({ name: "lighthouse" });
    await plan(page, file);
    await push(page);
    await page.getByText("The tag 1.2.3 is there with this very digest").waitFor();
    await accessible(page, "after the push");
    await page.getByRole("link", { name: /^Open lighthouse/ }).click();
    await page.waitForURL("**/c/**");
    await page.getByRole("heading", { name: /lighthouse/ }).first().waitFor();

    const tabs = page.getByRole("navigation", { name: "Parts of the chart" });
    await page.getByText("A chart for tests.").waitFor();
    assert.equal(await page.evaluate("globalThis.broken"), undefined, "a README runs no script");
    await accessible(page, "overview");
    await tabs.getByRole("link", { name: "Values" }).click();
    await page.getByText("replicas", { exact: false }).first().waitFor();
    await accessible(page, "values");
    await tabs.getByRole("link", { name: "Files" }).click();
    await page.getByRole("link", { name: /deployment\.yaml/ }).first().click();
    await page.getByText("kind: Deployment").first().waitFor();
    await accessible(page, "files");
    await tabs.getByRole("link", { name: "Manifest" }).click();
    await page.getByText("application/vnd.cncf.helm.config.v1+json").first().waitFor();
    await accessible(page, "manifest");
    await tabs.getByRole("link", { name: "Versions" }).click();
    await page.getByRole("link", { name: "1.2.3" }).first().waitFor();
    await accessible(page, "versions");

    await tabs.getByRole("link", { name: "Overview" }).click();
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download lighthouse-1.2.3.tgz" }).click();
    const download = await waiting;
    assert.equal(download.suggestedFilename(), "lighthouse-1.2.3.tgz");
    assert.deepEqual(await readFile(await download.path()), file.bytes);

    const { repositories } = await (await fetch(`${server.origin}/v2/_catalog`)).json();
    const repository = repositories.find((name) => name.endsWith("lighthouse"));
    const { json } = await stored(server, repository, "1.2.3");
    assert.equal(json.layers[0].digest, file.digest);
  });

  it("turns the + of a version into _ and says so", async ({ page, server }) => {
    await plan(page, chart({ name: "plus", version: "1.0.0+build.7" }));
    await page.getByText(/\+ becomes _ in the tag/).waitFor();
    await push(page);
    const { repositories } = await (await fetch(`${server.origin}/v2/_catalog`)).json();
    await stored(server, repositories.find((name) => name.endsWith("plus")), "1.0.0_build.7");
  });

  it("takes many files dropped anywhere, each into its row", async ({ page }) => {
    await page.goto("/settings");
    await ready(page);
    const files = ["alpha", "beta", "gamma"].map((name) => chart({ name }));
    await drop(page, page.getByRole("main"), ...files);
    await page.waitForURL("**/push");
    for (const name of ["alpha", "beta", "gamma"]) await page.getByText(name).first().waitFor();
    await noSidewaysScroll(page);
  });

  it("shows the chart first, and marks what is none and what was pushed", async ({ page }) => {
    await page.goto("/push");
    await ready(page);
    const good = ["anchor", "buoy"].map((name) => chart({ name }));
    const broken = { name: "broken-1.0.0.tgz", bytes: Buffer.from("no archive") };
    const orphan = { name: "orphan-1.0.0.tgz.prov", bytes: Buffer.from("no signature") };
    await drop(page, page.getByRole("main"), ...good, broken, orphan);
    const queue = page.getByRole("navigation", { name: "Dropped charts" });
    await page.getByRole("heading", { level: 1, name: /anchor/ }).waitFor();
    await queue.getByRole("button", { name: "Attention: broken-1.0.0.tgz", exact: true }).waitFor();
    await queue.getByRole("button", { name: "Attention: orphan-1.0.0.tgz.prov", exact: true }).waitFor();
    await accessible(page, "a queue with what is no chart");
    await push(page);
    await queue.getByRole("button", { name: "Pushed: anchor-1.2.3.tgz", exact: true }).waitFor();
    await queue.getByRole("button", { name: "buoy-1.2.3.tgz", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: /buoy/ }).waitFor();
  });

  it("goes back to where one was, and names each part in the title", async ({ page, server }) => {
    const lines = Array.from({ length: 300 }, (_, at) => `Paragraph ${at}.\n\n`).join("");
    const file = chart({ name: "scroll" });
    const bytes = archive([
      ["scroll/Chart.yaml", "apiVersion: v2\nname: scroll\nversion: 1.2.3\n"], ["scroll/README.md", lines],
    ]);
    await plan(page, { ...file, bytes });
    await push(page);
    await page.goto(`/c/${server.host}/scroll:1.2.3`);
    await page.getByText("Paragraph 299.").waitFor();
    await page.waitForFunction(() => document.title === "scroll 1.2.3 · Chartroom");
    await page.evaluate(() => scrollTo(0, 2500));
    await page.waitForFunction(() => scrollY === 2500);
    // Not `click()`, which would scroll before it clicks.
    await page.getByRole("link", { name: "Settings" }).dispatchEvent("click");
    await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
    await page.goBack();
    await page.waitForFunction(() => Math.abs(scrollY - 2500) < 3);
    await page.getByRole("navigation", { name: "Parts of the chart" }).getByRole("link", { name: "Files" }).click();
    await page.waitForFunction(() => document.title === "scroll 1.2.3, Files · Chartroom");
  });

  it("reads a dropped chart that is nowhere yet, with no network at all", async ({ page, context }) => {
    await plan(page, chart({ name: "local" }));
    await context.setOffline(true);
    await page.getByRole("link", { name: "Read it first" }).click();
    await page.waitForURL("**/local/**");
    const tabs = page.getByRole("navigation", { name: "Parts of the chart" });
    await tabs.getByRole("link", { name: "Files" }).click();
    await page.getByRole("link", { name: /values\.yaml/ }).first().click();
    await page.getByText("How many there are.").first().waitFor();
    await accessible(page, "a local chart, offline");
  }, { expectComplaints: true });

  it("gives real helm the same archive and manifest", async ({ page, server }) => {
    const folder = await mkdtemp(join(tmpdir(), "chartroom-helm-"));
    try {
      // A real chart where there is one; ours otherwise.
      let file = chart({ name: "for-helm", version: "2.0.0" });
      if (realCharts) {
        const home = join(realCharts, (await readdir(realCharts)).sort()[0]);
        const name = (await readdir(home)).find((name) => name.endsWith(".tgz"));
        const bytes = await readFile(join(home, name));
        file = { name, bytes, digest: digest(bytes) };
      }
      await plan(page, file);
      await push(page);
      const { repositories } = await (await fetch(`${server.origin}/v2/_catalog`)).json();
      const [, name, version] = /^(.*?)-(\d.*)\.tgz$/.exec(file.name);
      const repository = repositories.find((path) => path.endsWith(name));
      const run = (...options) => execFileSync(helm, options, {
        encoding: "utf8", stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, HOME: folder, HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder, HELM_DATA_HOME: folder },
      });
      run("pull", `oci://${server.host}/${repository}`, "--version", version, "--plain-http", "--destination", folder);
      assert.deepEqual(await readFile(join(folder, file.name)), file.bytes, "the archive that helm pulled");

      // The same chart pushed by helm elsewhere, with the same creation time, has the same manifest.
      const ours = await stored(server, repository, version.replace("+", "_"));
      run("push", join(folder, file.name), `oci://${server.host}/by-helm`, "--plain-http");
      const theirs = await stored(server, `by-helm/${name}`, version.replace("+", "_"));
      const created = "org.opencontainers.image.created";
      const text = ours.bytes.toString().replace(ours.json.annotations[created], theirs.json.annotations[created]);
      assert.equal(text, theirs.bytes.toString());
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, { skip: !helm && "no real helm (CHARTROOM_HELM)" });
});
