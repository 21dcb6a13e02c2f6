// Render: values on one side, what helm template prints on the other, faults where they are; and lint in the plan.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archive, chart, digest } from "./charts.mjs";
import { accessible, choose, helm, noSidewaysScroll, ready, suite } from "./harness.mjs";

/** A chart with these templates. */
function made(name, templates, values = "replicas: 1\n") {
  const bytes = archive([
    [`${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.2.3\n`],
    [`${name}/values.yaml`, values],
    ...Object.entries(templates).map(([file, text]) => [`${name}/templates/${file}`, text]),
  ]);
  return { name: `${name}-1.2.3.tgz`, bytes, digest: digest(bytes) };
}

/** Opens the page with a chart on the table. */
async function plan(page, file) {
  await page.goto("/");
  await ready(page);
  await choose(page, file);
  await page.waitForURL("**/push");
  await page.getByRole("button", { name: /^Push to / }).waitFor();
}

/** Opens a chart's Render tab. */
async function open(page, file) {
  await plan(page, file);
  await page.getByRole("link", { name: "Read it first" }).click();
  await page.getByRole("navigation", { name: "Parts of the chart" }).getByRole("link", { name: "Render" }).click();
}

/** What is selected in a field. */
function chosen(field) {
  return field.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
}

const service = `{{- define "port" }}{{ .Values.service.port | required "service.port is needed" }}{{ end -}}
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  ports:
  - port: {{ include "port" . }}
  replicas: {{ .Values.replicas }}
`;

suite((it) => {
  it("renders what helm template prints, as the values are typed", async ({ page }) => {
    const file = made("beacon", { "service.yaml": service, "NOTES.txt": "Hello" }, "replicas: 1\nservice:\n  port: 80\n");
    await open(page, file);
    const manifests = page.getByRole("region", { name: "Manifests" });
    await manifests.getByText("port: 80").waitFor();
    await accessible(page, "Render");
    await noSidewaysScroll(page);

    const values = page.getByRole("textbox", { name: "Values" });
    await values.fill("service:\n  port: 8080\n");
    await manifests.getByText("port: 8080").waitFor();
    await page.getByRole("textbox", { name: "Release" }).fill("blue");
    await manifests.getByText("name: blue").waitFor();
    await page.getByText("helm template blue beacon-1.2.3.tgz -f values.yaml").waitFor();

    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "download" }).click();
    const text = await readFile(await (await saving).path(), "utf8");
    assert.match(text, /^---\n# Source: beacon\/templates\/service\.yaml\n/);
    if (helm) {
      const folder = await mkdtemp(join(tmpdir(), "chartroom-render-"));
      await writeFile(join(folder, file.name), file.bytes);
      await writeFile(join(folder, "values.yaml"), "service:\n  port: 8080\n");
      const told = execFileSync(helm, ["template", "blue", file.name, "-f", "values.yaml"], { cwd: folder, encoding: "utf8" });
      await rm(folder, { recursive: true });
      assert.equal(text, told);
    }

    // What was typed stays while one looks at something else.
    const tabs = page.getByRole("navigation", { name: "Parts of the chart" });
    await tabs.getByRole("link", { name: "Files" }).click();
    await tabs.getByRole("link", { name: "Render" }).click();
    assert.equal(await values.inputValue(), "service:\n  port: 8080\n");
    await manifests.getByText("name: blue").waitFor();
  });

  it("says where a mistake is: in the values, or in a template and what called it", async ({ page }) => {
    await open(page, made("reef", { "service.yaml": service }, "replicas: 1\nservice:\n  port: 80\n"));
    const values = page.getByRole("textbox", { name: "Values" });
    await page.getByRole("region", { name: "Manifests" }).getByText("port: 80").waitFor();

    await values.fill("a: 1\nb: [1,\nc: 2\n");
    const alert = page.getByRole("alert");
    await alert.getByText("did not find expected ',' or ']'").waitFor();
    await alert.getByText("b: [1,").waitFor(); // the lines that were typed, not those of the chart's file
    // Helm names the line behind; what has to be mended is the bracket that was opened.
    await alert.getByText("Helm’s text names line 3").waitFor();
    await page.getByRole("button", { name: "Go to line 2" }).click();
    assert.equal(await chosen(values), "b: [1,");
    await accessible(page, "a fault in the values");

    // Helm's reader says nothing of a first line, or of what is no table.
    for (const [text, line, advice] of [
      ["image: a: b\n", "image: a: b", "a value with a colon needs quotes"],
      ["# mine\n- a\n", "- a", "Values are keys"],
      ["a: 1\nb: *mine\n", "b: *mine", "a value that begins with * needs quotes"],
      ["a:\n  b: 1\n\tc: 2\n", "\tc: 2", "A tab stands where YAML wants spaces."],
    ]) {
      await values.fill(text);
      await alert.getByText(advice).waitFor();
      await alert.getByRole("button", { name: /^Line \d of the values$/ }).click();
      assert.equal(await chosen(values), line);
    }

    await values.fill("service:\n  port: null\n");
    await alert.getByText("service.port is needed").first().waitFor();
    await alert.getByText('include "port" .').waitFor();
    await alert.getByRole("button", { name: "service.port, line 2" }).click();
    assert.equal(await chosen(values), "  port: null");
    await accessible(page, "a fault in a template");
    await alert.getByRole("link", { name: "templates/service.yaml:1:" }).first().click();
    await page.waitForURL("**file=templates/service.yaml#L1");

    await page.goBack();
    await values.fill("");
    // The text that was there before the fault stays below it, so only its end says that this is the new one.
    await alert.waitFor({ state: "detached" });
    await page.getByRole("region", { name: "Manifests" }).getByText("port: 80").waitFor();
  });

  it("keeps the place one reads, and what one looks for, while values are typed", async ({ page }) => {
    const many = "{{- range until 300 }}\n---\nkind: Buoy\nname: b{{ . }}\ncolour: {{ $.Values.colour }}\n{{- end }}\n";
    await open(page, made("fairway", { "a.yaml": many }, "colour: red\n"));
    const manifests = page.getByRole("region", { name: "Manifests" });
    await manifests.getByText("colour: red").first().waitFor();
    const finder = page.getByRole("searchbox", { name: "Find in manifests" });
    await finder.fill("NAME: B17");
    await page.getByText("11 lines found").waitFor();
    await manifests.getByText("name: b17", { exact: true }).waitFor();
    const top = () => manifests.evaluate((region) => region.scrollTop);
    const before = await top();
    assert.ok(before > 0, "the line found is in sight");
    await page.getByRole("textbox", { name: "Values" }).fill("colour: green\n");
    await manifests.getByText("colour: green").first().waitFor();
    assert.equal(await top(), before);
    assert.equal(await finder.inputValue(), "NAME: B17");
    await page.getByText("11 lines found").waitFor();

    // A document is gone to by its name, whatever line it stands on by now.
    await page.getByRole("combobox", { name: "Go to a document" }).selectOption({ index: 0 });
    await page.waitForFunction((region) => region.scrollTop === 0, await manifests.elementHandle());
  });

  it("takes --set line by line", async ({ page }) => {
    await open(page, made("quay", { "a.yaml": "kind: Quay\na: {{ .Values.a }}\nb: {{ .Values.b }}\nc: {{ .Values.c }}\n" }, "a: 0\nb: 0\nc: 0\n"));
    const manifests = page.getByRole("region", { name: "Manifests" });
    await manifests.getByText("a: 0").waitFor();
    const line = (n) => page.getByRole("textbox", { name: `--set, line ${n}` });
    await line(1).fill("a=1");
    await page.keyboard.press("Enter");
    await page.waitForFunction((input) => input === document.activeElement, await line(2).elementHandle());
    await page.keyboard.type("b=2");
    await manifests.getByText("b: 2").waitFor();
    await manifests.getByText("a: 1").waitFor();
    await page.getByText("--set 'a=1' --set 'b=2'").waitFor();
    await accessible(page, "two lines of --set");

    // Several pasted lines spread.
    await page.keyboard.press("Enter");
    await line(3).waitFor();
    await line(3).evaluate((input) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", "c=3\n--set 'b=4'\n");
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await manifests.getByText("c: 3").waitFor();
    await manifests.getByText("b: 4").waitFor();
    assert.equal(await line(4).inputValue(), "b=4");

    // Backspace in an empty line takes it away, and the keys go on in the one before.
    await line(4).fill("");
    await line(4).press("Backspace");
    await line(4).waitFor({ state: "detached" });
    await page.waitForFunction((input) => input === document.activeElement, await line(3).elementHandle());
    await manifests.getByText("b: 2").waitFor();
    await page.getByRole("button", { name: "Remove --set, line 2" }).click();
    await manifests.getByText("b: 0").waitFor();
  });

  it("leads from what a schema, a subchart or a library names to the line that was typed", async ({ page }) => {
    const schema = '{"properties": {"replicas": {"type": "integer"}, "web": {"properties": {"port": {"type": "integer"}}}}}';
    const file = made("shoal", { "a.yaml": "kind: List\n" });
    const bytes = archive([
      ["shoal/Chart.yaml", "apiVersion: v2\nname: shoal\nversion: 1.2.3\ndependencies:\n- name: sand\n  version: 1.0.0\n"],
      ["shoal/values.yaml", "replicas: 1\n"],
      ["shoal/values.schema.json", schema],
      ["shoal/templates/a.yaml", "kind: List\n"],
      ["shoal/charts/sand/Chart.yaml", "apiVersion: v2\nname: sand\nversion: 1.0.0\n"],
      ["shoal/charts/sand/templates/b.yaml", "kind: {{ .Values.grain.size }}\n"],
      ["shoal/charts/sand/values.yaml", "grain:\n  size: fine\n"],
    ]);
    await open(page, { ...file, bytes });
    await page.getByRole("region", { name: "Manifests" }).getByText("kind: fine").waitFor();
    const values = page.getByRole("textbox", { name: "Values" });
    const alert = page.getByRole("alert");

    await values.fill("web:\n  # not a number\n  port: http\nreplicas: many\n");
    await alert.getByRole("button", { name: "replicas, line 4" }).waitFor();
    await alert.getByRole("button", { name: "web.port, line 3" }).click();
    assert.equal(await chosen(values), "  port: http");
    await accessible(page, "values that break a schema");
    await page.getByRole("checkbox", { name: "Schema" }).uncheck();
    await alert.waitFor({ state: "detached" });
    await page.getByText("-f values.yaml --skip-schema-validation").waitFor();

    await values.fill("replicas: 1\nsand:\n  grain: coarse\n");
    await alert.getByRole("button", { name: "sand.grain, line 3" }).click();
    assert.equal(await chosen(values), "  grain: coarse");
    await values.fill("sand: dune\n");
    await alert.getByRole("button", { name: "sand, line 1" }).waitFor();
  });

  it("leads from a template among the values to its line", async ({ page }) => {
    await open(page, made("lagoon", { "a.yaml": "{{ tpl .Values.extra . }}\n" }, "extra: 'kind: Lagoon'\n"));
    await page.getByRole("region", { name: "Manifests" }).getByText("kind: Lagoon").waitFor();
    const values = page.getByRole("textbox", { name: "Values" });
    const alert = page.getByRole("alert");
    await values.fill("extra: |\n  kind: X\n  a: {{ if }}\n");
    await alert.getByText("A template among your values fails.").waitFor();
    await alert.getByRole("button", { name: "extra, line 3" }).click();
    assert.equal(await chosen(values), "  a: {{ if }}");
    await accessible(page, "a template among the values");
  });

  it("ends a template that does not", async ({ page }) => {
    const endless = "{{- range until 100000 }}{{ range until 100000 }}{{ $x := . }}{{ end }}{{ end }}a: 1\n";
    await open(page, made("maelstrom", { "endless.yaml": endless }));
    // The page itself goes on: the tab can be left and entered while the worker works.
    const tabs = page.getByRole("navigation", { name: "Parts of the chart" });
    await tabs.getByRole("link", { name: "Values" }).click();
    await page.getByRole("region", { name: "values.yaml" }).waitFor();
    await tabs.getByRole("link", { name: "Render" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("alert").getByText("Rendering was cancelled.").waitFor();
  });

  it("shows in the plan what helm lint finds", async ({ page }) => {
    await plan(page, chart({ name: "harbour" }));
    const lint = page.getByRole("list", { name: "helm lint" });
    await lint.getByText("icon is recommended").waitFor();
    await accessible(page, "the plan with findings");

    await plan(page, made("wreck", { "broken.yaml": "kind: {{ .Values.missing.deep }}\n" }));
    await lint.getByText("helm lint finds one thing wrong.").waitFor();
    await lint.getByText("Error:").waitFor();
    await lint.getByText("nil pointer evaluating interface {}.deep").waitFor();
    assert.match(await lint.getByRole("link", { name: /^templates\/broken\.yaml:1:/ }).getAttribute("href"), /file=templates\/broken\.yaml#L1$/);
    await page.getByRole("button", { name: /^Push to / }).waitFor();
    await lint.getByRole("link", { name: "Chart.yaml" }).click();
    await page.waitForURL("**/local/**file=Chart.yaml");
    await page.getByRole("region", { name: "Chart.yaml" }).getByText("wreck").waitFor();
  });

  it("shows what a template became where that is no YAML", async ({ page }) => {
    await open(page, made("pier", { "a.yaml": "kind: A\nspec:\n  image: {{ .Values.image }}\n" }, "image: nginx\n"));
    await page.getByRole("region", { name: "Manifests" }).getByText("image: nginx").waitFor();
    await page.getByRole("textbox", { name: "Values" }).fill('image: "nginx: stable"\n');
    const fault = page.getByRole("alert").filter({ hasText: "With these values it becomes:" });
    const lines = fault.getByRole("group", { name: "The lines around it" });
    await lines.getByText("image: nginx: stable").waitFor();
    assert.equal(await lines.locator(".chosen").innerText().then((text) => text.replace(/\s+/g, " ").trim()), "3 image: nginx: stable");
    await fault.getByText("a value with a colon needs quotes").waitFor();
    await fault.getByRole("link", { name: "templates/a.yaml" }).waitFor();
    await accessible(page, "Render, no YAML");
  });
});
