/** Certificates: those of the flags, with Helm's words for what is wrong with them, and those the system trusts. */

import { createPrivateKey, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import * as tls from "node:tls";
import { pathError, quote } from "./go-text.js";

/** Where systems keep the authorities they trust, in the order Go looks; the first that is there counts. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/**
 * Reads what the flags name.
 * @param {{certFile?: string, keyFile?: string, caFile?: string, insecure?: boolean}} flags
 * @param {string} [prefix] what stands before the text of an error
 * @returns {{secure: () => import("node:tls").SecureContextOptions}} what a connection needs; the system's authorities
 * are read when the first one is made
 */
export function readTls({ certFile, keyFile, caFile, insecure }, prefix = "") {
  const options = {};
  try {
    if (certFile && keyFile) {
      const [cert, key] = [read(certFile, "unable to read cert file"), read(keyFile, "unable to read key file")];
      if (cert.length > 0 && key.length > 0) Object.assign(options, keyPair(cert, key));
    }
    if (caFile) options.ca = authority(read(caFile, "can't read CA file"));
  } catch (error) {
    throw new Error(`${prefix}can't create TLS config for client: ${error.message}`, { cause: error });
  }
  if (insecure) options.rejectUnauthorized = false;
  let complete;
  return { secure: () => (complete ??= options.ca || insecure ? options : { ...options, ca: trusted() }) };
}

function read(path, failure) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`${failure}: ${quote(path)}: ${pathError(error, error.code === "EISDIR" ? "read" : "open", path).message}`, { cause: error });
  }
}

const labels = (pem) => [...pem.toString("latin1").matchAll(/-----BEGIN ([^-]+)-----/g)].map(([, label]) => label);
const isKey = (label) => label === "PRIVATE KEY" || label.endsWith(" PRIVATE KEY");

// The complaints of Go's tls.X509KeyPair.
function keyPair(cert, key) {
  const wrong = (text) => {
    throw new Error(`unable to load cert from key pair: tls: ${text}`);
  };
  const [certs, keys] = [labels(cert), labels(key)];
  if (!certs.includes("CERTIFICATE")) {
    if (certs.length === 0) wrong("failed to find any PEM data in certificate input");
    if (certs.length === 1 && isKey(certs[0])) wrong("failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched");
    wrong(`failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${certs.join(" ")}]`);
  }
  if (!keys.some(isKey)) {
    if (keys.length === 0) wrong("failed to find any PEM data in key input");
    if (keys.length === 1 && keys[0] === "CERTIFICATE") wrong("found a certificate rather than a key in the PEM for the private key");
    wrong(`failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.join(" ")}]`);
  }
  let fits;
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    wrong(error.message);
  }
  if (!fits) wrong("private key does not match public key");
  return { cert, key };
}

function authority(pem) {
  if (!labels(pem).includes("CERTIFICATE")) throw new Error("failed to append certificates from pem block");
  return pem;
}

/**
 * The authorities that Go would trust here, which are the system's, and those of NODE_EXTRA_CA_CERTS. Undefined where the
 * system keeps none in files: Node's own count then.
 */
function trusted() {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders, NODE_EXTRA_CA_CERTS: extra } = process.env;
  const found = first(file ? [file] : BUNDLES);
  if (folders || found.length === 0) for (const folder of (folders || "/etc/ssl/certs").split(delimiter)) found.push(...below(folder));
  const system = found.length > 0 ? found : tls.getCACertificates?.("system");
  if (!system?.length) return undefined;
  return extra ? [...system, ...first([extra])] : system;
}

function first(paths) {
  for (const path of paths) {
    try {
      return [readFileSync(path, "latin1")];
    } catch {
      // The next one may be there.
    }
  }
  return [];
}

function below(folder) {
  try {
    return readdirSync(folder).flatMap((name) => first([join(folder, name)])).filter((pem) => labels(pem).includes("CERTIFICATE"));
  } catch {
    return [];
  }
}
