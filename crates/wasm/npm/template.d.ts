/**
 * Charts rendered and linted as Helm 4.2.4 does it: the same text, the same errors.
 *
 * The engine is a WebAssembly module of its own, loaded by the first call. Cryptography (keys, certificates, hashed
 * passwords) and JSON schemas are two more, loaded for charts that need them.
 */

import type { Cancellable, Chart, Json, Source } from "./index.js";

export { ChartroomError } from "./index.js";

/** What is rendered: an open chart, an archive in whatever form, or the files of a folder. */
export type TemplateSource = Chart | Source | TemplateFile[];

/** A file of a chart's folder, its name relative to the folder. `.helmignore` is obeyed. */
export interface TemplateFile {
  name: string;
  bytes: Uint8Array;
}

/** Values: an object, or YAML as it stands in a values file. */
export type Values = { [key: string]: Json } | string | Uint8Array;

/** What `helm template` and `helm lint` have in common. */
export interface ValuesOptions {
  /** Laid over the chart's values, later ones over earlier ones: `--values`. */
  values?: Values | Values[];
  /** `a.b=1,c=x`: `--set`. */
  set?: string | string[];
  /** As `set`, but every value is text: `--set-string`. */
  setString?: string | string[];
  /** `a.b={"c": 1}`, a whole object, or its JSON: `--set-json`. */
  setJson?: string | { [key: string]: Json } | (string | { [key: string]: Json })[];
  /** `a.b=text`, whatever the text contains: `--set-literal`. */
  setLiteral?: string | string[];
  /** `a.b=name`, where the name is one of `files`: `--set-file`. */
  setFile?: string | string[];
  /** Files that `setFile` names. */
  files?: { [name: string]: string | Uint8Array };
  /** `.Release.Namespace`; `default` without. */
  namespace?: string;
  /** The Kubernetes version that is assumed: `--kube-version`. */
  kubeVersion?: string;
  /** Do not look at values.schema.json. */
  skipSchemaValidation?: boolean;
  /** What `now` answers; the present moment without. Templates see UTC. A moment that is given prints `m=+0.000000000` behind it. */
  now?: Date | number;
  /**
   * What random words, keys and certificates are made from, so that a render can be repeated; the platform's randomness
   * without. Keys are slow to make: with the same `seed` and `now`, a later render of the chart takes them as they are.
   */
  seed?: string | number | Uint8Array;
  /** Where a template that does not end is stopped, with the code `TEMPLATE_LIMIT`. */
  limits?: Limits;
}

export interface Limits {
  /** Actions and function calls; 200 million without. */
  steps?: number;
  /** Bytes of text made on the way; 1 GiB without. */
  bytes?: number;
  /** Levels of calls and blocks; 1,500 without, which is also the most. */
  nesting?: number;
  /** Time. */
  milliseconds?: number;
}

/** How a chart is rendered: the flags of `helm template`. */
export interface RenderOptions extends ValuesOptions {
  /** Release name; `release-name` without. */
  name?: string;
  /** Group versions that are assumed besides Helm's own: `--api-versions`. */
  apiVersions?: string | string[];
  includeCrds?: boolean;
  isUpgrade?: boolean;
  skipTests?: boolean;
  noHooks?: boolean;
  /** Only documents of templates that match, as `templates/a.yaml`: `--show-only`. */
  showOnly?: string | string[];
  /** Find out which line of which template wrote each line: `RenderedDocument.lineMap`. */
  lineMap?: boolean;
}

/** How a chart is linted: the flags of `helm lint`. */
export interface LintOptions extends ValuesOptions {}

/** A rendered chart. */
export class RenderResult {
  private constructor();
  /** What `helm template` prints. */
  readonly text: string;
  /** What NOTES.txt became; null where there is none. */
  readonly notes: string | null;
  /** What Helm writes to its log. */
  readonly warnings: readonly string[];
  /** The documents of `text`, in their order. */
  readonly documents: readonly RenderedDocument[];
}

/** One document of a render. What it does not say about itself is an empty string. */
export class RenderedDocument {
  private constructor();
  /** The file it comes from, the chart's name in front: `mychart/templates/service.yaml`. */
  readonly template: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** The events of `helm.sh/hook`; empty for everything else. */
  readonly hooks: readonly string[];
  /** Its first line in `RenderResult.text`, counted from one. */
  readonly line: number;
  /** Where it begins and ends in `RenderResult.text`. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /**
   * For each line of `text` the line of a template that wrote its beginning; null without the option `lineMap`. Templates
   * are followed into `template` and `include`, also where `indent` or `nindent` follows; what `tpl` and other functions
   * make belongs to the action that printed it. An entry is null where nothing is known.
   */
  readonly lineMap: readonly (LineOrigin | null)[] | null;
}

/** A line of a template, or of a file of `crds/`. */
export interface LineOrigin {
  /** Its path, the chart's name in front, as `RenderedDocument.template`. */
  template: string;
  /** Counted from one. */
  line: number;
}

/** What a linter found. */
export interface Finding {
  severity: "info" | "warning" | "error";
  /** The file it is about, or the part of the chart. */
  path: string;
  /** Helm's text. */
  message: string;
}

export class LintReport {
  private constructor();
  /** In Helm's order. */
  readonly findings: readonly Finding[];
  /** What Helm writes to its log. */
  readonly warnings: readonly string[];
  /** Whether `helm lint` would fail the chart; with `strict`, warnings count too. */
  fails(options?: { strict?: boolean }): boolean;
}

/**
 * Renders a chart once.
 *
 * Throws a {@link ChartroomError} with Helm's text. Codes: `TEMPLATE_ERROR` (a template stopped; `position`, `action`,
 * `includes` and `said` tell where and why), `TEMPLATE_INVALID` (a template is none), `TEMPLATE_LIMIT`,
 * `MANIFEST_INVALID` (what a template `rendered` to is no YAML), `VALUES_INVALID`, `VALUES_SCHEMA`, `KUBE_VERSION`, `DEPENDENCY_MISSING`, `CHART_NOT_INSTALLABLE`,
 * `RELEASE_NAME_INVALID`, `INVALID_ARGUMENT` (an option), `ABORTED`, and those of `Chart.open`.
 *
 * With a `signal` the work is done in a worker, because only there it can be stopped.
 */
export function render(chart: TemplateSource, options?: RenderOptions & Cancellable): Promise<RenderResult>;

/** Lints a chart once. What is wrong with the chart is in the report; errors are thrown for options only. */
export function lint(chart: TemplateSource, options?: LintOptions & Cancellable): Promise<LintReport>;

/**
 * Opens a chart that is rendered several times: its templates are parsed once, and a render with other values takes a
 * fraction of the first. The work is done where it is asked for, and so cannot be cancelled; see {@link createRenderer}.
 */
export function openTemplate(chart: TemplateSource, options?: Cancellable & { name?: string }): Promise<TemplateChart>;

/** A chart open for rendering. */
export interface TemplateChart {
  render(options?: RenderOptions): Promise<RenderResult>;
  lint(options?: LintOptions): Promise<LintReport>;
  /** Gives its memory back. */
  close(): void;
}

/** A chart open in a worker. */
export interface RemoteTemplateChart extends TemplateChart {
  render(options?: RenderOptions & Cancellable): Promise<RenderResult>;
  lint(options?: LintOptions & Cancellable): Promise<LintReport>;
}

/** Where the wasm files are, or what they are; what is left out lies beside the JavaScript. */
export interface TemplateModules {
  template?: URL | string | WebAssembly.Module;
  crypto?: URL | string | WebAssembly.Module;
  schema?: URL | string | WebAssembly.Module;
  zones?: URL | string | WebAssembly.Module;
}

/** Takes the modules from elsewhere, for everything that is not done in a worker. Call it first. */
export function init(modules: TemplateModules): void;

export interface RendererOptions {
  /** The worker's file, or a function that makes the worker; `template-worker.js` beside the JavaScript without. */
  worker?: URL | string | (() => unknown);
  /** As {@link init}, for the worker. */
  modules?: TemplateModules;
  /** Milliseconds that a cancelled request may go on before the worker is ended and replaced; 100 without. */
  grace?: number;
}

/**
 * Renders in a worker (a Web Worker, or a thread of Node), one request after the other. Nothing waits for a template,
 * and what is cancelled ends: at once for the caller, and for the worker soon after. After an error with the code
 * `INTERNAL`, a bug of ours, the worker is replaced, and charts stay open.
 */
export function createRenderer(options?: RendererOptions): TemplateRenderer;

export interface TemplateRenderer {
  /** Opens a chart in the worker. */
  open(chart: TemplateSource, options?: Cancellable & { name?: string }): Promise<RemoteTemplateChart>;
  render(chart: TemplateSource, options?: RenderOptions & Cancellable): Promise<RenderResult>;
  lint(chart: TemplateSource, options?: LintOptions & Cancellable): Promise<LintReport>;
  /** Ends the worker; what is under way ends with `ABORTED`. The next request starts another. */
  terminate(): void;
}

// The worker's messages ---------------------------------------------------------------------------------------------

/** What `template-worker.js` is asked; every request is answered by exactly one {@link WorkerAnswer} with its `id`. */
export type WorkerRequest = { id: number | string } & (
  | { type: "start"; modules?: TemplateModules }
  | { type: "open"; chart: number | string; source: Uint8Array | ArrayBuffer | TemplateFile[]; name?: string }
  | { type: "render"; chart: number | string; options?: RenderOptions & WorkerOptions }
  | { type: "lint"; chart: number | string; options?: LintOptions & WorkerOptions }
  | { type: "close"; chart: number | string }
);

export interface WorkerOptions {
  /** Over a SharedArrayBuffer, where there is one: the work stops soon after its first element is not 0. */
  stopFlag?: Int32Array;
}

export type WorkerAnswer =
  | { id: number | string; result: unknown }
  | { id: number | string; error: WorkerError };

/** The result of a `render`: as {@link RenderResult}, the documents without their texts. */
export interface WorkerRender {
  text: string;
  notes: string | null;
  warnings: string[];
  documents: Omit<RenderedDocument, "text" | "lineMap">[];
  /** Null without the option `lineMap`. For each document, line after line, the number of a file, -1 for none, and of a line in it. */
  lineMap: { files: string[]; lines: number[][] } | null;
}

/** The members of a {@link ChartroomError}. */
export interface WorkerError {
  code: string;
  message: string;
  advice?: string;
  position?: { file: string; line?: number; column?: number };
  action?: string;
  said?: string;
  rendered?: string;
  includes?: TemplateCall[];
  warnings?: string[];
}

/** A call that led to an error. */
export interface TemplateCall {
  template: string;
  line: number;
  column: number;
  /** The call itself, as `include "name" .`. */
  action: string;
}

/**
 * Runs `helm template` or `helm lint` with Helm's arguments and the caller's files: what the command line of this
 * package does. `read` and `chart` throw errors with Helm's text.
 */
export function runCommand(
  command: "template" | "lint",
  line: string[],
  host: {
    read(path: string): Uint8Array;
    chart(path: string): Uint8Array | TemplateFile[];
    /** The whole path of what lies under a path; the path as it is without. */
    absolute?(path: string): string;
    namespace?: string;
    now?: Date | number;
    seed?: string | number | Uint8Array;
  },
): Promise<{ stdout: string; stderr: string; code: number; files: { path: string; text: string; append: boolean }[] }>;
