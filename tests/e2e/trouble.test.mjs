// Registries that lie, tags that move, networks that end: nothing wrong is shown or saved, and there is a way on.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { chart, digest } from "./charts.mjs";
import { accessible, choose, ready, startServer, suite } from "./harness.mjs";
import { held, madeUp, packed, put, road } from "./registries.mjs";

/** A registry with one chart that answers as `change` says, and honestly where that says nothing. */
async function liar(file, change) {
  const parts = packed(file);
  return madeUp((request, path) => {
    const honest = () => {
      if (path === "/v2/") return { type: "application/json", body: "{}" };
      if (path.endsWith("/tags/list")) return { type: "application/json", body: '{"name":"a/b","tags":["1.2.3"]}' };
      if (path.includes("/manifests/")) return { type: parts.type, headers: { "Docker-Content-Digest": parts.digest }, body: parts.manifest };
      if (path.endsWith(file.digest)) return { body: file.bytes };
      return { body: parts.config };
    };
    return change(path, parts) || honest();
  });
}

/** The same bytes but for one. */
function forged(bytes) {
  const other = Buffer.from(bytes);
  other[other.length - 9] ^= 1;
  return other;
}

/** Counts the files that are saved. */
function saved(page) {
  const names = [];
  page.on("download", (download) => names.push(download.suggestedFilename()));
  return names;
}

const honest = chart({ name: "honest" });

/** What each liar does, and where one meets it. */
const LIES = [
  ["another manifest than the digest asked for", (path, parts) => path.endsWith(parts.digest) && { type: parts.type, body: `${parts.manifest} ` }, (host) => `/c/${host}/a/b@${packed(honest).digest}`],
  ["another manifest than its own header promises", (path, parts) => path.includes("/manifests/") && { type: parts.type, headers: { "Docker-Content-Digest": digest("something else") }, body: parts.manifest }, (host) => `/c/${host}/a/b:1.2.3`],
  ["another chart than the manifest names", (path) => path.endsWith(honest.digest) && { body: forged(honest.bytes) }, (host) => `/c/${host}/a/b:1.2.3`],
  ["a chart that is too short", (path) => path.endsWith(honest.digest) && { body: honest.bytes.subarray(0, 300) }, (host) => `/c/${host}/a/b:1.2.3`],
  ["a chart that is too long", (path) => path.endsWith(honest.digest) && { body: Buffer.concat([honest.bytes, Buffer.from("more")]) }, (host) => `/c/${host}/a/b:1.2.3`],
];

suite((it) => {
  for (const [what, change, address] of LIES) {
    it(`a registry that sends ${what} is found out`, async ({ page }) => {
      const registry = await liar(honest, change);
      try {
        const files = saved(page);
        await page.goto(address(registry.host));
        const alert = page.getByRole("alert");
        await alert.getByText(`${registry.host} sent other bytes than it promised.`).waitFor();
        await alert.getByText("The bytes were thrown away.").waitFor();
        assert.equal(await page.getByRole("button", { name: /^Download / }).count(), 0);
        await accessible(page, what);
        assert.deepEqual(files, []);
      } finally {
        await registry.stop();
      }
    });
  }

  it("a tag that moves after the chart was opened: what is saved is what is shown", async ({ page, server }) => {
    const [first, second] = [chart({ name: "drift" }), chart({ name: "drift", extra: [["drift/new.txt", "new"]] })];
    await put(server.origin, "charts/drift", "1.2.3", first);
    await page.goto(`/c/${server.host}/charts/drift:1.2.3`);
    await page.getByText("A chart for tests.").waitFor();
    await put(server.origin, "charts/drift", "1.2.3", second);
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download drift-1.2.3.tgz" }).click();
    assert.deepEqual(await readFile(await (await waiting).path()), first.bytes);
    // Whoever comes anew sees the new one.
    await page.reload();
    await page.getByText("A chart for tests.").waitFor();
    const again = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download drift-1.2.3.tgz" }).click();
    assert.deepEqual(await readFile(await (await again).path()), second.bytes);
  });

  it("a tag that moves while the chart is read is told, with the way to the new one", async ({ page, server }) => {
    const [first, second] = [chart({ name: "shift" }), chart({ name: "shift", extra: [["shift/new.txt", "new"]] })];
    await put(server.origin, "charts/shift", "1.2.3", first);
    let release;
    const held = new Promise((done) => (release = done));
    const reached = page.waitForRequest(`**/blobs/${first.digest}`);
    await page.route(`**/blobs/${first.digest}`, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`/c/${server.host}/charts/shift:1.2.3`);
    await reached;
    const now = await put(server.origin, "charts/shift", "1.2.3", second);
    release();
    const told = page.getByRole("status").filter({ hasText: "was moved while it was read" });
    await told.waitFor();
    await accessible(page, "a moved tag");
    await told.getByRole("link", { name: "Show what it points to now" }).click();
    await page.waitForURL(`**/*@${now.digest}`);
    const files = page.getByRole("navigation", { name: "Parts of the chart" }).getByRole("link", { name: "Files" });
    await files.click();
    await page.getByRole("link", { name: /new\.txt/ }).first().waitFor();
  });

  it("without a network the page says so, and goes on when it is back", async ({ page, context, server }) => {
    await put(server.origin, "charts/tide", "1.2.3", chart({ name: "tide" }));
    await page.goto(`/r/${server.host}?filter=tide`);
    await page.getByRole("link", { name: "charts/tide" }).waitFor();
    await context.setOffline(true);
    await page.getByRole("link", { name: "charts/tide" }).click();
    const alert = page.getByRole("alert");
    await alert.getByText(`${server.host} cannot be reached.`).waitFor();
    await alert.getByText("It is the server this page came from.").waitFor();
    assert.equal(await alert.getByText("Access-Control").count(), 0, "CORS has no part in it");
    await accessible(page, "offline");
    await context.setOffline(false);
    await alert.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "tide" }).waitFor();
    await page.getByText("A chart for tests.").waitFor();
  }, { expectComplaints: true });

  it("without a network a registry elsewhere is not blamed", async ({ page, context }) => {
    await page.goto("/r/registry.invalid");
    await page.getByRole("alert").waitFor();
    await context.setOffline(true);
    await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alert").getByText("This device is offline.").waitFor();
    await context.setOffline(false);
  }, { expectComplaints: true });

  it("a registry that dies in the middle of an upload: a retry sends what is missing", async ({ page }) => {
    // Noise, because the connection breaks after so many bytes of it.
    const noise = Buffer.alloc(4_000_000);
    for (let at = 0, state = 1; at < noise.length; at++) noise[at] = (state = (state * 48_271) % 2_147_483_647) >> 8;
    const file = chart({ name: "wreck", extra: [["wreck/noise.bin", noise]] });
    const server = await startServer();
    const way = await road(server.host);
    try {
      await page.goto(`${way.origin}/`);
      await ready(page);
      await choose(page, file);
      await page.getByText("The tag 1.2.3 is free.").waitFor();
      const broken = way.cut(1_000_000);
      await page.getByRole("button", { name: /^Push to / }).click();
      await broken;
      const alert = page.getByRole("alert");
      await alert.getByText(`${way.host} cannot be reached.`).waitFor();
      await accessible(page, "a push that broke");
      const tags = await fetch(`${server.origin}/v2/wreck/manifests/1.2.3`);
      assert.equal(tags.status, 404, "nothing half-done is visible");
      way.mend();
      await alert.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
      assert.deepEqual((await held(server.origin, "wreck", "1.2.3")).chart, file.bytes);
    } finally {
      await way.stop();
      await server.stop();
    }
  }, { expectComplaints: true });
});
