/**
 * Helm charts in OCI registries, byte for byte as Helm 4.2.4 does it.
 *
 * Bytes in, bytes out. Everything that waits can be cancelled with an `AbortSignal`; everything that fails throws a
 * {@link ChartroomError} with a stable `code`.
 */

/** Where a chart archive may come from. */
export type Source = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | Response;

/** Anything JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Something that can be cancelled. */
export interface Cancellable {
  /** Ends the operation with the code `ABORTED`; the running request is really stopped. */
  signal?: AbortSignal;
}

// Charts ------------------------------------------------------------------------------------------------------------

/** A chart archive, opened and checked as Helm would: what it says and what it holds. */
export class Chart {
  private constructor();
  /**
   * Opens a chart archive (`.tgz`).
   *
   * Throws what Helm would say about it: `NOT_GZIP`, `CHART_YAML_MISSING`, `VALIDATION`, … (see {@link ErrorCode}).
   */
  static open(
    source: Source,
    options?: Cancellable & {
      /** The file's name, for the text of errors; a `File` brings its own. */
      name?: string;
    },
  ): Promise<Chart>;
  /** A chart from files in a folder, as `helm show` reads one: names below the folder, `.helmignore` already applied. */
  static fromFiles(files: Iterable<{ name: string; bytes: Uint8Array }>): Promise<Chart>;

  /** The archive as it was given; null for a chart from a folder. */
  readonly bytes: Uint8Array | null;
  /** `sha256:…` of the archive: the digest its layer has in a registry. Null for a chart from a folder. */
  readonly digest: string | null;
  /** When the archive was last written, where the source knew (a `File` does). */
  readonly lastModified: Date | undefined;
  /** Chart.yaml after Helm's reading: coerced, defaulted, sanitised. The same content as the config blob of a push. */
  readonly metadata: Metadata;
  /** values.yaml as Helm reads it; an empty object where there is none. */
  readonly values: { [key: string]: Json };
  /** values.yaml as it is written, comments and all. */
  readonly valuesText: string | null;
  /** values.schema.json. Throws `SCHEMA_INVALID` where that is not JSON. */
  readonly schema: Json | null;
  /** The README that `helm show readme` prints. */
  readonly readme: string | null;
  /** Every file of the archive, in its order, with paths below the chart's folder. */
  readonly files: readonly ChartFile[];
  /** What Helm would write to its log while it loads the chart. */
  readonly warnings: readonly string[];
  /** What the chart depends on, and which of it lies in `charts/`. */
  readonly dependencies: readonly Dependency[];

  /** The file of that name. */
  file(name: string): ChartFile | undefined;
  /** What `helm lint` finds; the engine for it is loaded by the first call. */
  lint(options?: import("./template.js").LintOptions & Cancellable): Promise<import("./template.js").LintReport>;
  /** What `helm show` prints. */
  show(what?: "all" | "chart" | "values" | "readme" | "crds"): string;
  /**
   * Works out a push to `remote` (`oci://host[:port]/path`) down to the last byte, without any request.
   *
   * Throws `REFERENCE_INVALID` and friends where Helm would refuse to push.
   */
  plan(remote: string | URL, options?: PlanOptions): Plan;
  /**
   * Gives the memory of the opened chart back at once. Without it that happens some time after the chart is no longer
   * used; worth calling where many charts are opened one after the other. What was read before stays; asking for more
   * throws `CLOSED`.
   */
  close(): void;
}

/** One file of a chart. */
export class ChartFile {
  private constructor();
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  bytes(): Uint8Array;
  /** The content as UTF-8. */
  text(): string;
}

/** Chart.yaml. */
export interface Metadata {
  name: string;
  version: string;
  apiVersion: string;
  home?: string;
  sources?: string[];
  description?: string;
  keywords?: string[];
  maintainers?: { name?: string; email?: string; url?: string }[];
  icon?: string;
  condition?: string;
  tags?: string;
  appVersion?: string;
  deprecated?: boolean;
  annotations?: { [key: string]: string };
  kubeVersion?: string;
  dependencies?: DeclaredDependency[];
  type?: "application" | "library";
}

/** One entry of Chart.yaml's `dependencies`. */
export interface DeclaredDependency {
  name: string;
  repository: string;
  version?: string;
  condition?: string;
  tags?: string[];
  enabled?: boolean;
  "import-values"?: Json[];
  alias?: string;
}

/** A declared dependency and the chart in `charts/` that fulfils it. */
export interface Dependency extends DeclaredDependency {
  /** Chart.yaml of the bundled chart, or null where it is missing. */
  bundled: Metadata | null;
}

/** How a push is worked out. */
export interface PlanOptions {
  /**
   * Creation time for the manifest's annotation. Helm takes the archive's modification time; so does this where the
   * source knew it, else the present moment. A string is used as it stands (RFC 3339).
   */
  created?: Date | string;
  /** The chart's `.prov` file. */
  provenance?: Uint8Array | ArrayBuffer | string;
}

/** A blob of a plan. */
export interface PlannedBlob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** Every byte of a push. */
export class Plan {
  private constructor();
  /** `host/path/name:tag`. */
  readonly reference: string;
  readonly registry: string;
  readonly repository: string;
  /** The version, with `_` for `+`. */
  readonly tag: string;
  /** The creation time in the manifest. */
  readonly created: string;
  /** The manifest as it will be stored. */
  readonly manifest: Uint8Array;
  readonly manifestText: string;
  readonly manifestDigest: string;
  readonly config: PlannedBlob;
  /** The chart, and its provenance where given, in the manifest's order. */
  readonly layers: readonly PlannedBlob[];
}

// Registries --------------------------------------------------------------------------------------------------------

/** What proves who is asking. */
export type Credentials =
  | { username: string; password: string }
  /** Sent as `Authorization: Bearer …` as it is. */
  | { token: string }
  /** An OAuth2 refresh token that the registry's token server takes. */
  | { identityToken: string };

export interface RegistryOptions {
  /** Credentials, or a function that finds them when the first request is made. Without them: anonymous. */
  credentials?: Credentials | ((host: string) => Credentials | null | undefined | Promise<Credentials | null | undefined>);
  /** Speak http instead of https. */
  plainHttp?: boolean;
  /** A chartroom-server's `/proxy`, for registries that a page may not ask directly. */
  proxy?: string | URL;
  /** Used instead of the global `fetch`. Progress of uploads is then told only at their end. */
  fetch?: typeof fetch;
  /** Sent as `User-Agent` where the platform allows it; browsers send their own. */
  userAgent?: string;
}

/** Bytes on their way. */
export interface Progress {
  /** What is moving; while a chart is pulled, only its media type is known. */
  digest?: string;
  mediaType: string;
  /** The tag that is being put, for the manifest of a push. */
  tag?: string;
  state: "checking" | "present" | "mounted" | "uploading" | "downloading" | "done";
  /** Bytes so far, and in all. */
  transferred: number;
  total: number;
}

export interface PushOptions extends Cancellable {
  /** More tags for the same manifest. */
  tags?: string[];
  onProgress?: (progress: Progress) => void;
}

export interface PushReport {
  reference: string;
  manifestDigest: string;
  /** Whether the registry had exactly this manifest before. */
  existed: boolean;
  /** All tags that now point at the manifest. */
  tags: string[];
  /** What became of each blob. */
  blobs: { digest: string; mediaType: string; size: number; outcome: "uploaded" | "mounted" | "present" }[];
}

export interface PullOptions extends Cancellable {
  /** A version, or a constraint such as `^1.2`; the newest stable version without. */
  version?: string;
  /** Exactly this tag, also one that is no version. */
  tag?: string;
  /** Exactly this manifest; wins over a tag. */
  digest?: string;
  /** Bring the provenance file too. */
  provenance?: boolean;
  onProgress?: (progress: Progress) => void;
}

/** A chart as it came from a registry. Sizes and digests are verified. */
export class PulledChart {
  private constructor();
  /** What was pulled: `host/path:tag`, or `host/path@digest`. */
  readonly reference: string;
  readonly manifestDigest: string;
  readonly manifest: Uint8Array;
  /** The config blob, as it was pushed. */
  readonly config: Uint8Array;
  /** The archive. */
  readonly chart: Uint8Array;
  /** The provenance file where it was asked for and is there. */
  readonly provenance: Uint8Array | null;
  /** The name `helm pull` gives the archive. */
  readonly fileName: string;
  /** Things worth telling, in Helm's words. */
  readonly warnings: string[];
  /** Opens the archive. */
  open(options?: Cancellable): Promise<Chart>;
}

/** One version of a chart in a registry. */
export interface ChartVersion {
  /** With `+`. */
  version: string;
  /** With `_`. */
  tag: string;
}

/** A manifest, with the bytes as the registry sent them. */
export class Manifest {
  private constructor();
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly digest: string;
  readonly text: string;
  json(): Json;
}

/**
 * A registry. Nothing is sent before the first call.
 *
 * Repositories are named without the host: `helm-charts/mychart`.
 */
export class Registry {
  constructor(host: string, options?: RegistryOptions);
  readonly host: string;

  /** Pushes a plan, which must have been made for this registry. Blobs that are there are not sent again; the tag is written last. */
  push(plan: Plan, options?: PushOptions): Promise<PushReport>;
  /** Pulls a chart by version, range, tag or digest. */
  pull(repository: string, options?: PullOptions): Promise<PulledChart>;
  /** The versions of a chart, newest first: tags that are strict semantic versions. */
  versions(repository: string, options?: Cancellable): AsyncGenerator<ChartVersion, void, undefined>;
  /** All tags, in the registry's order. */
  tags(repository: string, options?: Cancellable): Promise<string[]>;
  /** A manifest or index by tag or digest. */
  manifest(repository: string, reference: string, options?: Cancellable): Promise<Manifest>;
  /** A blob, verified against its digest. */
  blob(
    repository: string,
    blob: string | { digest: string; size?: number },
    options?: Cancellable & { onProgress?: (progress: Progress) => void },
  ): Promise<Uint8Array>;
  /** Deletes a manifest by digest, or a tag where the registry allows it. */
  delete(repository: string, reference: string, options?: Cancellable): Promise<void>;
  /** The repositories, where the registry has a catalog. */
  repositories(options?: Cancellable): Promise<string[]>;
  /** Asks whether this is a registry and the credentials are good. */
  ping(options?: Cancellable): Promise<void>;
}

// References, archives, documents -----------------------------------------------------------------------------------

export interface Reference {
  registry: string;
  repository: string;
  tag: string | null;
  digest: string | null;
}

/** Takes a reference apart by Helm's rules; `oci://` may stand in front. Throws `REFERENCE_INVALID`. */
export function parseReference(text: string): Promise<Reference>;

/**
 * The files of an archive by Helm's rules for paths and sizes, and the name its Chart.yaml gives: what
 * `helm pull --untar` unpacks. Nothing else about the chart is checked.
 */
export function readArchive(
  source: Source,
  options?: Cancellable,
): Promise<{ chartName: string; files: { name: string; bytes: Uint8Array }[] }>;

/** A piece of a line of a document. */
export interface Token {
  kind: "punctuation" | "key" | "string" | "number" | "literal" | "digest" | "mediaType" | "url" | "size";
  /** Exactly as in the source. */
  text: string;
  /** What a digest or size belongs to. */
  descriptor?: { mediaType: string; digest: string; size: number };
  /** What a media type means. */
  explanation?: { title: string; text: string; url: string };
}

/** A JSON document in lines; the source's own spelling of every value is kept. */
export interface JsonDocument {
  /** `path` is the JSON pointer of the value that starts or ends on the line. */
  lines: { indent: number; path: string; tokens: Token[] }[];
}

/** Lays out a manifest (or any JSON) for reading. Throws `JSON_INVALID`. */
export function readDocument(source: string | Uint8Array): Promise<JsonDocument>;

// Loading -----------------------------------------------------------------------------------------------------------

/**
 * Loads the WebAssembly module from elsewhere than beside the package. Otherwise it loads itself. A string is an address
 * relative to the page, or a file's name where there is no page.
 */
export function init(
  source?: WebAssembly.Module | Uint8Array | ArrayBuffer | Response | Promise<Response> | URL | string,
): Promise<void>;

/** For runtimes that compile at build time: hand over the module of `chartroom/wasm`. */
export function initSync(module: WebAssembly.Module | Uint8Array | ArrayBuffer): void;

// Errors ------------------------------------------------------------------------------------------------------------

/** Codes that stay. More may come, so treat an unknown one as a failure. */
export type ErrorCode =
  | "ABORTED"
  | "CLOSED"
  | "CORS_OR_NETWORK"
  | "CREDENTIALS_UNAVAILABLE"
  | "DENIED"
  | "DIGEST_MISMATCH"
  | "INTERNAL"
  | "INVALID_ARGUMENT"
  | "REFERENCE_INVALID"
  | "MANIFEST_UNKNOWN"
  | "MODULE_NOT_LOADED"
  | "NAME_UNKNOWN"
  | "NOT_A_REGISTRY"
  | "SOURCE_UNREADABLE"
  | "TEMPLATE_ERROR"
  | "TEMPLATE_INVALID"
  | "TEMPLATE_LIMIT"
  | "TOO_LARGE"
  | "UNAUTHORIZED"
  | "VALUES_SCHEMA"
  | (string & {});

/** What went wrong. */
export class ChartroomError extends Error {
  readonly name: "ChartroomError";
  readonly code: ErrorCode;
  /** The HTTP status, where a server answered. */
  readonly status?: number;
  /** Where in a file. Lines and columns count from one. */
  readonly position?: { file: string; line?: number; column?: number };
  /** The next step, in one sentence. */
  readonly advice?: string;
  /** The request that failed; no credentials are in the URL. */
  readonly request?: { method: string; url: string };
  /** The registry's own words. */
  readonly registry?: { code: string; message: string };
  /** What the template did where it stopped: the part of the action that Go names. */
  readonly action?: string;
  /** The chart author's own words, where `fail` or `required` ended a render. */
  readonly said?: string;
  /** The document that is no YAML, where a template rendered to one (`MANIFEST_INVALID`). */
  readonly rendered?: string;
  /** The calls that led to the place of an error in a template, outermost first. */
  readonly includes?: readonly { template: string; line: number; column: number; action: string }[];
  /** What Helm wrote to its log before the error. */
  readonly warnings?: readonly string[];
  readonly cause?: unknown;
}
