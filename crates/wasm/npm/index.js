/**
 * chartroom: Helm charts in OCI registries, byte for byte as Helm does it.
 *
 * The types and their documentation stand in index.d.ts.
 */

export { readArchive } from "./lib/archive.js";
export { Chart, ChartFile } from "./lib/chart.js";
export { readDocument } from "./lib/document.js";
export { ChartroomError } from "./lib/error.js";
export { init, initSync } from "./lib/init.js";
export { Plan } from "./lib/plan.js";
export { parseReference } from "./lib/reference.js";
export { Manifest, PulledChart, Registry } from "./lib/registry.js";
