/**
 * The WebAssembly module itself, for runtimes that compile it at build time (Cloudflare Workers and other edge
 * runtimes): `import module from "chartroom/wasm"`, then `initSync(module)`.
 */
declare const module: WebAssembly.Module;
export default module;
