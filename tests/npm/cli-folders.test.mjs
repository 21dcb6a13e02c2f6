// Charts in folders beside the real helm: large files, links, odd files, `.helmignore`, and what lint looks at by itself.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { compare, noHelm, ours, theirs } from "./support/beside.mjs";

const MAX = 5 * 1024 * 1024;
const manifest = (name, more = "") => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;

/** What a file is that is no file: a folder, a link, a pipe. */
const FOLDER = { make: (path) => mkdirSync(path) };
const PIPE = { make: (path) => execFileSync("mkfifo", [path]) };
const link = (to) => ({ make: (path) => symlinkSync(to, path) });
const sealed = (text, mode = 0) => ({ make: (path) => (writeFileSync(path, text), chmodSync(path, mode)) });

/** Charts by name; each has a manifest, a template and values unless it says otherwise (null: it has none). */
const FOLDERS = {
  plain: {},
  // sizes
  edge: { "files/x": "x".repeat(MAX) },
  large: { "files/x": "x".repeat(MAX + 1) },
  "large-ignored": { "files/x": "x".repeat(MAX + 1), ".helmignore": "x\n" },
  "large-linked": { "files/small": link("../../outside/huge.bin") },
  // links
  "link-file": { "files/v.yaml": link("../../plain/values.yaml") },
  "link-folder": { files: link("../plain/templates") },
  "link-dangling": { "files/x": link("nowhere") },
  "link-dangling-ignored": { x: link("nowhere"), ".helmignore": "x\n" },
  "link-ignored": { files: link("../plain/templates"), ".helmignore": "files\n" },
  "link-loop": { one: link("two"), two: link("one") },
  "link-self": { again: link(".") },
  "link-into-file": { x: link("values.yaml/x") },
  "link-dots": { "x y": link("../link-dots/./templates/../values.yaml") },
  "link-manifest": { "Chart.yaml": link("../plain/Chart.yaml") },
  "link-no-manifest": { "Chart.yaml": link("nowhere") },
  "link-manifest-loop": { "Chart.yaml": link("Chart.yaml") },
  "link-no-values": { "values.yaml": link("nowhere") },
  "link-values-loop": { "values.yaml": link("values.yaml") },
  "link-no-templates": { "templates/a.yaml": null, templates: link("nowhere") },
  "link-templates-loop": { "templates/a.yaml": null, templates: link("templates") },
  "link-crds-loop": { crds: link("crds") },
  "link-subchart": { "charts/plain": link("../../plain") },
  "link-v3": { "Chart.yaml": manifest("link-v3").replace("v2", "v3"), y: link("nowhere") },
  // what is no file
  pipe: { pipe: PIPE },
  "pipe-ignored": { pipe: PIPE, ".helmignore": "pipe\n" },
  "folder-manifest": { "Chart.yaml": FOLDER },
  "folder-values": { "values.yaml": FOLDER },
  "folder-schema": { "values.schema.json/x": "1" },
  "file-templates": { "templates/a.yaml": null, templates: "x" },
  "empty-templates": { "templates/a.yaml": null, templates: FOLDER },
  "no-templates": { "templates/a.yaml": null },
  "file-crds": { crds: "x" },
  "empty-crds": { crds: FOLDER },
  crds: { "crds/a.yaml": "apiVersion: v1\nkind: X\n" },
  // .helmignore
  "ignore-manifest": { ".helmignore": "Chart.yaml\n" },
  "ignore-values": { ".helmignore": "values.yaml\n" },
  "ignore-templates": { ".helmignore": "templates/\n" },
  "ignore-stars": { ".helmignore": "a**\n" },
  "ignore-pattern": { ".helmignore": "[a\n" },
  "ignore-not": { ".helmignore": "!templates\n" },
  "ignore-marked": { ".helmignore": "\ufefftemplates/a.yaml\n" },
  "ignore-lines": { ".helmignore": "*.txt\r\ntemplates/a.yaml\r\n" },
  "ignore-long": { ".helmignore": `${"x".repeat(70_000)}\n` },
  "ignore-folder": { ".helmignore": FOLDER },
  "ignore-link": { ".helmignore": link("../ignore-values/.helmignore") },
  "ignore-dangling": { ".helmignore": link("nowhere") },
  "ignore-itself": { ".helmignore": ".*\n*.bak\n", "templates/x.bak": "{{" },
  // contents
  marked: { "Chart.yaml": `\ufeff${manifest("marked")}`, "values.yaml": "\ufeffa: 1\n", "templates/a.yaml": "\ufeffkind: A\n" },
  hidden: { ".git/x": "1", ".x": "1", "templates/.h.yaml": "{{", "templates/.d/x.yaml": "{{", "charts/.x/y": "1", "charts/_x/Chart.yaml": "[" },
  "sub-readme": { "charts/README": "x" },
  "sub-archive-folder": { "charts/x.tgz/y": "1" },
  "sub-archive-bad": { "charts/x.tgz": "no" },
  "sub-provenance": { "charts/x.tgz.prov": "no" },
  "sub-empty": { "charts/x": FOLDER },
  "sub-good": { "Chart.yaml": manifest("sub-good", "dependencies: [{name: b, version: '>0', repository: ''}]\n"), "charts/b/Chart.yaml": manifest("b"), "charts/b/requirements.yaml": "a: 1" },
  order: { "a/b": "1", "a-b": "1", "a.b": "1", a0: "1" },
  "v4": { "Chart.yaml": manifest("v4").replace("v2", "v4") },
  "bad-manifest": { "Chart.yaml": "a: [\n" },
  "list-manifest": { "Chart.yaml": "[]" },
  "empty-manifest": { "Chart.yaml": "" },
  // what belongs to older charts, also where something else ends the load
  "older": { "requirements.yaml": "dependencies: []\n", "requirements.lock": "dependencies: []\n" },
  "older-broken": { "requirements.yaml": "[" },
  "older-lock-broken": { "requirements.yaml": "dependencies: []\n", "requirements.lock": "[" },
  "older-values-broken": { "requirements.yaml": "a: 1", "values.yaml": "[" },
  "older-v1": { "Chart.yaml": manifest("older-v1").replace("v2", "v1"), "requirements.yaml": "[" },
  "older-invalid": { "Chart.yaml": manifest("older-invalid").replace("1.0.0", "x"), "requirements.yaml": "a: 1" },
  "older-failing": { "requirements.yaml": "a: 1", "templates/b.yaml": '{{ fail "x" }}' },
  "folder.tgz": { "Chart.yaml": manifest("folder") },
};

/** Charts of which something may not be read, which stops nobody who is root. */
const SEALED = {
  "sealed-file": { "files/x": sealed("1") },
  "sealed-manifest": { "Chart.yaml": sealed(manifest("sealed-manifest")) },
  "sealed-values": { "values.yaml": sealed("a: 1\n") },
  "sealed-schema": { "values.schema.json": sealed("{") },
  "sealed-ignore": { ".helmignore": sealed("x\n") },
};
const isRoot = process.getuid?.() === 0;

for (const { folder } of [theirs, ours]) {
  mkdirSync(join(folder, "outside"), { recursive: true });
  writeFileSync(join(folder, "outside/huge.bin"), "x".repeat(MAX + 1));
  for (const [name, files] of Object.entries(isRoot ? FOLDERS : { ...FOLDERS, ...SEALED })) {
    const all = { "Chart.yaml": manifest(name), "templates/a.yaml": "kind: A\nmetadata: {name: a}\n", "values.yaml": "a: 1\n", ...files };
    for (const [file, content] of Object.entries(all)) {
      if (content === null) continue;
      const path = join(folder, name, file);
      mkdirSync(dirname(path), { recursive: true });
      if (typeof content === "string") writeFileSync(path, content);
      else content.make(path);
    }
  }
}

describe("folders beside helm", { skip: noHelm }, () => {
  test("template and lint", async () => {
    for (const name of Object.keys(FOLDERS)) {
      await compare(["template", name]);
      await compare(["lint", name]);
    }
  });

  test("show", async () => {
    for (const name of ["large", "link-folder", "link-dangling", "link-self", "pipe", "ignore-stars", "marked", "older", "older-broken", "sub-good"]) await compare(["show", "all", name]);
  });

  test("lint with subcharts", async () => {
    for (const name of ["sub-good", "sub-readme", "sub-archive-folder", "sub-archive-bad", "link-subchart", "hidden", "folder.tgz", "vec.tgz"]) await compare(["lint", name, "--with-subcharts"]);
  });

  test("where nothing may be read", { skip: isRoot && "root may read everything" }, async () => {
    for (const name of Object.keys(SEALED)) {
      await compare(["template", name]);
      await compare(["lint", name]);
    }
  });
});
