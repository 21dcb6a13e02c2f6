/** The tree of commands. */

import { userAgent } from "./client.js";
import { Command, need } from "./command.js";
import { login, logout } from "./login.js";
import { manifest, plan, versions } from "./inspect.js";
import { pull } from "./pull.js";
import { push } from "./push.js";
import { chartFlags, connectionFlags, globalFlags, jsonFlag } from "./settings.js";
import { show } from "./show.js";
import { lint, template } from "./template.js";
import { namespaceFlag, templateFlags, templateGroups, valuesFlags } from "./template-flags.js";

const SHOWS = [
  ["all", "show all information of the chart"],
  ["chart", "show the chart's definition"],
  ["crds", "show the chart's CRDs"],
  ["readme", "show the chart's README"],
  ["values", "show the chart's values"],
];

// The last command that the words lead to; what is no command is told as cobra tells it.
function help({ args, stdout, stderr }) {
  const tree = root();
  try {
    stdout.write(tree.find(args).command.help());
  } catch {
    stderr.write(`Unknown help topic ${"[`"}${args.join(" ")}${"`]"}\n${tree.usage()}`);
  }
}

/** A fresh tree; flags remember what they were given. */
export function root() {
  return new Command({
    use: "chartroom",
    short: "Helm charts in OCI registries",
    long: "Push, pull and read Helm charts in OCI registries, byte for byte as Helm does.\n\nCommands that Helm has take Helm's arguments and print Helm's text.",
    flags: globalFlags(),
    commands: [
      new Command({ use: "help [command]", short: "Help about any command", long: "Help about any command: what it does and what it takes.", run: help }),
      new Command({
        use: "lint PATH",
        short: "examine a chart for possible issues",
        long: "Examine a chart for possible issues: a folder or an archive.\n\nErrors stand for what will make an installation fail, warnings for what breaks with\ncustom or recommendation.",
        flags: [
          ...valuesFlags,
          { name: "strict", type: "bool", value: false, usage: "fail on lint warnings" },
          { name: "with-subcharts", type: "bool", value: false, usage: "lint dependent charts" },
          { name: "quiet", type: "bool", value: false, usage: "print only warnings and errors" },
          { name: "skip-schema-validation", type: "bool", value: false, usage: "if set, disables JSON schema validation" },
          { name: "kube-version", type: "string", value: "", usage: "Kubernetes version used for capabilities and deprecation checks" },
          namespaceFlag,
        ],
        args: need.atLeast(1),
        run: lint,
      }),
      new Command({
        use: "manifest [reference]",
        short: "print the manifest of a chart, exactly as the registry stores it",
        flags: [...connectionFlags("request"), jsonFlag],
        args: need.exactly(1),
        run: manifest,
      }),
      new Command({
        use: "plan [chart] [remote]",
        short: "print what a push would store, without any request",
        flags: [jsonFlag],
        args: need.exactly(2),
        run: plan,
      }),
      new Command({
        use: "pull [chart URL | repo/chartname] [...]",
        short: "download a chart from a registry and (optionally) unpack it in local directory",
        aliases: ["fetch"],
        flags: [
          ...chartFlags(),
          { name: "untar", type: "bool", value: false, usage: "if set to true, will untar the chart after downloading it" },
          { name: "untardir", type: "string", value: ".", usage: "if untar is specified, this flag specifies the name of the directory into which the chart is expanded" },
          { name: "destination", short: "d", type: "string", value: ".", usage: "location to write the chart. If this and untardir are specified, untardir is appended to this" },
          { name: "prov", type: "bool", value: false, usage: "fetch the provenance file, but don't perform verification" },
        ],
        args: need.atLeast(1),
        run: pull,
      }),
      new Command({
        use: "push [chart] [remote]",
        short: "push a chart to remote",
        long: "Upload a chart to a registry.\n\nIf the chart has an associated provenance file,\nit will also be uploaded.",
        flags: connectionFlags("chart upload"),
        args: need.atLeast(2),
        run: push,
      }),
      new Command({
        use: "registry",
        short: "login to or logout from a registry",
        commands: [
          new Command({
            use: "login [host]",
            short: "login to a registry",
            long: 'Authenticate to a remote registry.\n\n    echo "$TOKEN" | chartroom registry login ghcr.io -u "$USER" --password-stdin',
            flags: [
              { name: "username", short: "u", type: "string", value: "", usage: "registry username" },
              { name: "password", short: "p", type: "string", value: "", usage: "registry password or identity token" },
              { name: "password-stdin", type: "bool", value: false, usage: "read password or identity token from stdin" },
              { name: "insecure", type: "bool", value: false, usage: "allow connections to TLS registry without certs" },
              ...connectionFlags("registry").filter((flag) => ["ca-file", "cert-file", "key-file", "plain-http"].includes(flag.name)),
            ],
            args: need.atLeast(1),
            run: login,
          }),
          new Command({ use: "logout [host]", short: "logout from a registry", args: need.atLeast(1), run: logout }),
        ],
      }),
      new Command({
        use: "show",
        short: "show information of a chart",
        aliases: ["inspect"],
        commands: SHOWS.map(
          ([what, short]) =>
            new Command({
              use: `${what} [CHART]`,
              short,
              flags:
                what === "values"
                  ? [...chartFlags(), { name: "jsonpath", type: "string", value: "", usage: "supply a JSONPath expression to filter the output" }]
                  : chartFlags(),
              args: need.exactly(1),
              run: (context) => show(what, context),
            }),
        ),
      }),
      new Command({
        use: "template [NAME] [CHART]",
        short: "locally render templates",
        long: "Render chart templates locally and display the output: a folder, an archive or an oci:// reference.\n\nWhat a cluster would be asked is assumed to be as in a new installation.",
        flags: [...chartFlags(), ...valuesFlags, namespaceFlag, ...templateFlags],
        groups: templateGroups,
        args: need.atLeast(1),
        run: template,
      }),
      new Command({ use: "version", short: "print the version of this program", args: need.exactly(0), run: ({ stdout }) => void stdout.write(`${userAgent.replace("/", " ")}\n`) }),
      new Command({
        use: "versions [reference]",
        short: "list the versions of a chart, newest first",
        flags: [...connectionFlags("request"), jsonFlag],
        args: need.exactly(1),
        run: versions,
      }),
    ],
  });
}
