/** The flags of `template` and `lint`, as Helm has them. */

const flag = (name, type, usage, more = {}) => ({ name, type, value: DEFAULTS[type], usage, ...more });
const DEFAULTS = { bool: false, string: "", stringArray: [], strings: [], stringToString: [] };
const idle = (name, type, more = {}) => flag(name, type, "for Helm's sake; nothing here talks to Kubernetes", { hidden: true, ...more });
const older = (name, deprecated, more = {}) => idle(name, "bool", { deprecated, ...more });

/** Where values come from. */
export const valuesFlags = [
  flag("values", "strings", "specify values in a YAML file or a URL (can specify multiple)", { short: "f" }),
  flag("set", "stringArray", "set values on the command line (can specify multiple or separate values with commas: key1=val1,key2=val2)"),
  flag("set-string", "stringArray", "set STRING values on the command line (can specify multiple or separate values with commas: key1=val1,key2=val2)"),
  flag("set-json", "stringArray", 'set JSON values on the command line (can specify multiple or separate values with commas: key1=jsonval1,key2=jsonval2 or using json format: {"key1": jsonval1, "key2": "jsonval2"})'),
  flag("set-file", "stringArray", "set values from respective files specified via the command line (can specify multiple or separate values with commas: key1=path1,key2=path2)"),
  flag("set-literal", "stringArray", "set a literal STRING value on the command line"),
];

/** The namespace, which these commands show to templates. */
export const namespaceFlag = flag("namespace", "string", "namespace scope for this request", { short: "n" });

/** Everything else that `helm template` takes. */
export const templateFlags = [
  flag("name-template", "string", "specify template used to name the release"),
  flag("generate-name", "bool", "generate the name (and omit the NAME parameter)", { short: "g" }),
  flag("show-only", "stringArray", "only show manifests rendered from the given templates", { short: "s" }),
  flag("include-crds", "bool", "include CRDs in the templated output"),
  flag("skip-crds", "bool", "if set, no CRDs will be installed. By default, CRDs are installed if not already present"),
  flag("skip-tests", "bool", "skip tests from templated output"),
  flag("no-hooks", "bool", "prevent hooks from running during install"),
  flag("is-upgrade", "bool", "set .Release.IsUpgrade instead of .Release.IsInstall"),
  flag("api-versions", "strings", "Kubernetes api versions used for Capabilities.APIVersions (multiple can be specified)", { short: "a" }),
  flag("kube-version", "string", "Kubernetes version used for Capabilities.KubeVersion"),
  flag("output-dir", "string", "writes the executed templates to files in output-dir instead of stdout"),
  flag("release-name", "bool", "use release name in the output-dir path."),
  flag("skip-schema-validation", "bool", "if set, disables JSON schema validation"),
  flag("dry-run", "string", 'simulates the operation; only "client" is possible here', { bare: "unset" }),
  flag("labels", "stringToString", "Labels that would be added to release metadata. Should be divided by comma.", { short: "l" }),
  older("validate", "use '--dry-run=server' instead"),
  flag("post-renderer", "string", "not possible here: Helm's plugins are not run", { hidden: true }),
  flag("post-renderer-args", "stringArray", "not possible here: Helm's plugins are not run", { hidden: true }),
  flag("dependency-update", "bool", "not yet possible here where dependencies are missing", { hidden: true }),
  older("atomic", "use --rollback-on-failure instead"),
  idle("create-namespace", "bool"),
  idle("description", "string"),
  idle("disable-openapi-validation", "bool"),
  idle("enable-dns", "bool"),
  older("force", "use --force-replace instead"),
  idle("force-conflicts", "bool"),
  idle("force-replace", "bool"),
  older("hide-notes", "this flag has no effect for 'helm template' and will be removed in Helm 5"),
  older("render-subchart-notes", "this flag has no effect for 'helm template' and will be removed in Helm 5"),
  idle("replace", "bool"),
  idle("rollback-on-failure", "bool"),
  idle("server-side", "bool", { value: true }),
  idle("take-ownership", "bool"),
  idle("timeout", "duration"),
  idle("wait", "WaitStrategy", { bare: "watcher" }),
  idle("wait-for-jobs", "bool"),
];

/** Flags of `helm template` that must not be given together. */
export const templateGroups = [
  ["force", "force-conflicts"],
  ["force-replace", "force-conflicts"],
  ["validate", "dry-run"],
];
