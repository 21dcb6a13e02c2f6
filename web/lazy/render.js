// Helm's template engine for the page: rendering and linting in a worker, so that nothing waits for a template.
// Loaded when a chart is first rendered or linted; the engine's wasm is loaded by the worker.
import { createRenderer } from "chartroom-template";

const absolute = (name) => new URL(name, location.origin).href;
const renderer = createRenderer({
  worker: absolute(FILES.worker),
  modules: { template: absolute(FILES.template), crypto: absolute(FILES.crypto), schema: absolute(FILES.schema), zones: absolute(FILES.zones) },
});

/** What is random, and the moment, stay the same while one types: only what the values change changes. */
const steady = { seed: crypto.getRandomValues(new Uint8Array(32)), now: Date.now() };

/** Charts kept open in the worker, the last used at the end. */
const open = new Map();
const KEPT = 3;

/** The chart known by `key`, opened now if it is not; `bytes` gives its archive. */
async function chartOf(key, name, bytes) {
  let chart = open.get(key);
  open.delete(key);
  chart ??= renderer.open(bytes(), { name });
  open.set(key, chart);
  chart.catch(() => open.delete(key));
  if (open.size > KEPT) {
    const [oldest, forgotten] = open.entries().next().value;
    open.delete(oldest);
    forgotten.then((known) => known.close(), () => {});
  }
  return chart;
}

const told = (error) => {
  if (typeof error?.code !== "string") throw error;
  const { code, message, advice, position, action, said, rendered, includes } = error;
  return { failed: true, code, message, advice, file: position?.file, line: position?.line, column: position?.column, action, said, rendered, includes };
};

/** What `helm template` prints, or why it does not, as a plain object. */
export async function render(key, name, bytes, options, signal) {
  try {
    const chart = await chartOf(key, name, bytes);
    const began = performance.now();
    const { text, documents, warnings } = await chart.render({ ...steady, ...options, signal });
    return {
      text, warnings, took: performance.now() - began,
      documents: documents.map(({ kind, name, template, line }) => ({ kind, name, template, line })),
    };
  } catch (error) {
    return told(error);
  }
}

/** What `helm lint` finds. */
export async function lint(key, name, bytes, signal) {
  try {
    const chart = await chartOf(key, name, bytes);
    const { findings } = await chart.lint({ signal });
    return { findings };
  } catch (error) {
    return told(error);
  }
}
