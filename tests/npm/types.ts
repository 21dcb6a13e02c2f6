// Compiled, never run: the snippets of the README and every corner of the types.
import { Chart, ChartroomError, Registry, init, initSync, parseReference, readArchive, readDocument } from "chartroom";
import type { Credentials, Metadata, Plan, Progress, PulledChart, PushReport, Reference } from "chartroom";
import { ChartroomManifest } from "chartroom/elements";
import { createRenderer, lint, openTemplate, render } from "chartroom/template";
import type { Finding, LintReport, RenderResult, WorkerRequest } from "chartroom/template";
import module from "chartroom/wasm";

export async function templates(file: File, signal: AbortSignal): Promise<void> {
  const chart = await Chart.open(file);
  const result: RenderResult = await render(chart, { name: "my", values: [{ a: 1 }, "b: 2"], set: "c=3", seed: 1, now: new Date(), signal });
  const kinds: string[] = result.documents.map(({ kind, text, line }) => `${kind} ${text} ${line}`);
  const report: LintReport = await chart.lint({ kubeVersion: "1.30" });
  const findings: readonly Finding[] = (await lint(file)).findings;
  const opened = await openTemplate(file);
  await opened.render({ limits: { milliseconds: 100 } });
  const renderer = createRenderer({ modules: { crypto: new URL("https://x/crypto.wasm") } });
  const remote = await renderer.open([{ name: "Chart.yaml", bytes: new Uint8Array() }]);
  await remote.render({ signal, includeCrds: true });
  const request: WorkerRequest = { id: 1, type: "render", chart: 1, options: { showOnly: ["templates/a.yaml"] } };
  try {
    await render(chart);
  } catch (error) {
    if (error instanceof ChartroomError) void [error.action, error.said, error.includes?.[0]?.template];
  }
  // @ts-expect-error only a worker can be cancelled
  await opened.render({ signal });
  void [kinds, report.fails({ strict: true }), findings, request];
}

export async function everything(file: File, stream: ReadableStream<Uint8Array>, response: Response): Promise<void> {
  initSync(module);
  await init();
  const signal: AbortSignal = AbortSignal.timeout(1000);
  for (const source of [file, stream, response, new Uint8Array(), new ArrayBuffer(1)]) await Chart.open(source, { signal });
  const chart: Chart = await Chart.open(file);
  const metadata: Metadata = chart.metadata;
  const name: string = metadata.name;
  const readme: string | null = chart.readme;
  const first: string | undefined = chart.files[0]?.text();
  const bundled: string | undefined = chart.dependencies[0]?.bundled?.version;
  const plan: Plan = chart.plan("oci://localhost:5000/charts", { created: new Date(), provenance: "…" });
  const digest: string = plan.manifestDigest;
  const credentials: Credentials = { username: "a", password: "b" };
  const registry = new Registry("localhost:5000", { credentials: () => credentials, plainHttp: true, proxy: new URL("https://x/proxy"), fetch });
  const report: PushReport = await registry.push(plan, { tags: ["1.2"], onProgress: (progress: Progress) => void progress.transferred, signal });
  const pulled: PulledChart = await registry.pull("charts/x", { version: "^1.2", provenance: true, signal });
  for await (const { version, tag } of registry.versions("charts/x")) void [version, tag];
  const bytes: Uint8Array = await registry.blob("charts/x", plan.config);
  const reference: Reference = await parseReference("oci://h/x:1");
  const { lines } = await readDocument(bytes);
  const { files } = await readArchive(pulled.chart);
  const element: ChartroomManifest | null = document.querySelector("chartroom-manifest");
  if (element) element.reference = "oci://h/x:1";
  try {
    await registry.delete("charts/x", digest);
  } catch (error) {
    if (error instanceof ChartroomError && error.code === "DENIED") void [error.status, error.advice, error.position?.line, error.request?.url];
  }
  // @ts-expect-error a number is no source
  await Chart.open(5);
  // @ts-expect-error plans are made by charts
  new Plan();
  // @ts-expect-error read only
  chart.metadata = metadata;
  void [name, readme, first, bundled, report, reference, lines, files];
}
