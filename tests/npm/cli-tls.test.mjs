// TLS on the command line, beside the real helm: whom it trusts, and what it says of files that are no certificates.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer, request } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { compare, noHelm } from "./support/beside.mjs";
import { small } from "./support/charts.mjs";
import { scratch } from "./support/package.mjs";
import { kinds, missing, startRegistry } from "./support/registry.mjs";

const [key, cert, other] = ["key.pem", "cert.pem", "other.pem"].map((name) => join(scratch, name));

/** Why no certificate can be made, or false. */
function noCertificate() {
  const make = (key, cert, name) => execFileSync("openssl", [
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", `/CN=${name}`,
    "-addext", "subjectAltName=DNS:registry.test,IP:127.0.0.1", "-keyout", key, "-out", cert,
  ], { stdio: "ignore" });
  try {
    make(key, cert, "chartroom one");
    make(join(scratch, "other-key.pem"), other, "chartroom two");
    return false;
  } catch {
    return "openssl is not here";
  }
}

describe("tls beside helm", { skip: missing || noHelm || noCertificate() }, () => {
  let host, port, registry, server;
  before(async () => {
    registry = await startRegistry(kinds[0]);
    const [hostname, inner] = registry.host.split(":");
    // Without the header the registry names its own scheme where uploads go on, as behind many a front.
    const onwards = (url, headers) => (url.startsWith("/v2/down/") ? headers : { ...headers, "x-forwarded-proto": "https" });
    server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (asked, answer) => {
      const { method, url, headers } = asked;
      const onward = request({ hostname, port: inner, method, path: url, headers: onwards(url, headers) }, (said) => said.pipe(answer.writeHead(said.statusCode, said.headers)));
      asked.pipe(onward.on("error", () => answer.destroy()));
    });
    await new Promise((done) => server.listen(0, done));
    ({ port } = server.address());
    host = `127.0.0.1:${port}`;
    await compare(["push", "vec.tgz", `oci://${host}/c`, "--insecure-skip-tls-verify"]);
  });
  after(() => (server?.closeAllConnections(), server?.close(), registry?.stop()));
  const pull = (at, ...flags) => ["pull", `oci://${at}/c/vec`, "--version", small.version, ...flags];

  test("trust comes from the flag, or from the system", async () => {
    assert.equal((await compare(pull(host, "--ca-file", cert))).status, 0);
    assert.equal((await compare(pull(host), { env: { SSL_CERT_FILE: cert } })).status, 0);
    for (const [flags, env] of [[[], {}], [[], { SSL_CERT_FILE: other }], [["--ca-file", other], { SSL_CERT_FILE: cert }], [["--plain-http"], {}]]) {
      assert.equal((await compare(pull(host, ...flags), { env })).status, 1);
    }
    await compare(pull(`127.0.0.2:${port}`, "--ca-file", cert));
    await compare(pull(`localhost:${port}`, "--ca-file", cert));
  });

  test("an upload that would go on without tls, or elsewhere, does not", async () => {
    await compare(["push", "vec.tgz", `oci://${host}/down`, "--ca-file", cert]);
    const elsewhere = createPlainServer((asked, answer) => answer.writeHead(asked.method === "POST" ? 202 : 404, { Location: "https://elsewhere.example:99/v2/x?y" }).end());
    await new Promise((done) => elsewhere.listen(0, "127.0.0.1", done));
    after(() => (elsewhere.closeAllConnections(), elsewhere.close()));
    await compare(["push", "vec.tgz", `oci://127.0.0.1:${elsewhere.address().port}/c`, "--plain-http"]);
  });

  test("files that are not what they should be", async () => {
    writeFileSync(join(scratch, "empty.pem"), "");
    for (const flags of [
      ["--ca-file", "nowhere.pem"], ["--ca-file", "."], ["--ca-file", "vec.tgz"], ["--ca-file", key], ["--cert-file", "nowhere.pem"],
      ["--cert-file", "a.pem", "--key-file", "b.pem"], ["--cert-file", cert, "--key-file", "b.pem"], ["--cert-file", cert, "--key-file", cert],
      ["--cert-file", key, "--key-file", key], ["--cert-file", other, "--key-file", key], ["--cert-file", "vec.tgz", "--key-file", key],
      ["--cert-file", cert, "--key-file", join(scratch, "empty.pem")], ["--cert-file", cert, "--key-file", key],
    ]) {
      await compare(["show", "chart", "vec.tgz", ...flags]);
      await compare(["push", "vec.tgz", `oci://${host}/c`, ...flags]);
    }
  });
});
