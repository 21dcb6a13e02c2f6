/** Options of this package as Helm's flags: the engine has one way in, and Helm's rules hold for both. */

import { ChartroomError } from "../lib/error.js";

const TEXTS = [
  ["set", "--set"],
  ["setString", "--set-string"],
  ["setFile", "--set-file"],
  ["setLiteral", "--set-literal"],
  ["showOnly", "--show-only"],
];

const SWITCHES = [
  ["includeCrds", "--include-crds"],
  ["isUpgrade", "--is-upgrade"],
  ["skipTests", "--skip-tests"],
  ["noHooks", "--no-hooks"],
  ["skipSchemaValidation", "--skip-schema-validation"],
];

const list = (value) => (value == null ? [] : Array.isArray(value) ? value : [value]);

/** Release name and chart, which is open already and goes by a dot; they stand behind the flags. */
export function chartLine({ name }) {
  return name === undefined || name === "" ? ["--", "."] : ["--", String(name), "."];
}

/** The values files of the options: names that only the engine sees, and their texts. */
export function valuesFiles({ values }) {
  return list(values).map((given, index) => {
    const name = index === 0 ? "values.yaml" : `values-${index + 1}.yaml`;
    if (given instanceof Uint8Array) return [name, given];
    const text = typeof given === "string" ? given : JSON.stringify(given);
    if (text === undefined) throw new ChartroomError("values are an object, YAML text or bytes", { code: "INVALID_ARGUMENT" });
    return [name, new TextEncoder().encode(text)];
  });
}

/** The flags that options stand for. */
export function flagsOf(options) {
  const line = [];
  for (const [name] of valuesFiles(options)) line.push("--values", name);
  for (const json of list(options.setJson)) line.push("--set-json", typeof json === "string" ? json : JSON.stringify(json));
  for (const [option, flag] of TEXTS) for (const text of list(options[option])) line.push(flag, String(text));
  for (const [option, flag] of SWITCHES) if (options[option]) line.push(flag);
  for (const version of list(options.apiVersions)) line.push(`--api-versions="${String(version).replaceAll('"', '""')}"`);
  if (options.kubeVersion) line.push("--kube-version", String(options.kubeVersion));
  if (options.namespace) line.push("--namespace", String(options.namespace));
  return line;
}
