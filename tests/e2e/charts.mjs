// Small charts made on the spot: a tar writer of thirty lines, so that tests control every byte.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** One ustar entry. */
function entry(name, bytes, { type = "0", link = "" } = {}) {
  const header = Buffer.alloc(512);
  const write = (text, at) => header.write(text, at, "latin1");
  const octal = (number, at, width) => write(`${number.toString(8).padStart(width - 1, "0")}\0`, at);
  write(name, 0);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes.length, 124, 12);
  octal(1_700_000_000, 136, 12);
  write("        ", 148);
  write(type, 156);
  write(link, 157);
  write("ustar\0" + "00", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** A gzipped tar of `[name, content, options?]` entries. */
export function archive(entries) {
  const parts = entries.map(([name, content, options]) => entry(name, Buffer.from(content ?? ""), options));
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]));
}

/** A whole chart as a file to drop. */
export function chart({ name = "harbour", version = "1.2.3", extra = [], yaml } = {}) {
  const metadata = yaml ?? `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "9"\ndescription: A small <chart> & more\nmaintainers:\n- name: anna\n  email: anna@example.com\n`;
  const bytes = archive([
    [`${name}/Chart.yaml`, metadata],
    [`${name}/values.yaml`, "# How many there are.\nreplicas: 1\nimage:\n  tag: latest\n"],
    [`${name}/README.md`, `# ${name}\n\nA chart for *tests*.\n\n<script>globalThis.broken = true</script>\n`],
    [`${name}/templates/deployment.yaml`, "kind: Deployment\nspec:\n  replicas: {{ .Values.replicas }}\n"],
    ...extra,
  ]);
  return { name: `${name}-${version}.tgz`, bytes, digest: digest(bytes) };
}

/** `sha256:…` of bytes. */
export function digest(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A provenance file that claims this digest for this name. Its signature is nonsense; nothing here verifies it. */
export function provenance(file) {
  const text = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\napiVersion: v2\nname: x\nversion: 1.0.0\n\n...\nfiles:\n  ${file.name}: ${file.digest}\n-----BEGIN PGP SIGNATURE-----\n\nwsBzBAEBCgAnBQJ=\n=abcd\n-----END PGP SIGNATURE-----\n`;
  return { name: `${file.name}.prov`, bytes: Buffer.from(text) };
}
