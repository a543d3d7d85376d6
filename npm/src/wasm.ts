// What `mcpglot/mcpglot.wasm` is to a bundler that takes it for a file: only the types, there is no script. Who imports it as
// WebAssembly, as Node.js can, gets no such export, and has no use for it either.

/** The module: its address, its bytes, or what was compiled of them, as the bundler has it. `load` takes each. */
declare const wasm: string | BufferSource | WebAssembly.Module;
export default wasm;
