// Browsers and their bundlers: the module is a file beside the script, compiled while it arrives.

import { start } from "./engine.js";
import { McpglotError } from "./error.js";
import * as kit from "./kit.js";

/** The functions of mcpglot. */
export type Kit = typeof kit;

/** Where the module comes from: its address, the response to a request for it, its bytes, or what was compiled of them. */
export type Source = string | URL | Request | Response | BufferSource | WebAssembly.Module;

let loading: Promise<Kit> | undefined;

/**
 * Loads the module once, and gives the functions.
 *
 * @param source - where it comes from, if it does not lie beside this script as `mcpglot.wasm`
 * @throws {@link McpglotError} `load-failed`; the next call tries again.
 */
export function load(source?: Source | Promise<Source>): Promise<Kit> {
  loading ??= compile(source).then(
    (module) => {
      start(module);
      return kit;
    },
    (cause) => {
      loading = undefined;
      throw new McpglotError("load-failed", "`mcpglot.wasm` cannot be loaded", { cause });
    },
  );
  return loading;
}

async function compile(given: Source | Promise<Source> | undefined): Promise<WebAssembly.Module> {
  // Of a script that is no module, bundlers do not know the address: that there is none is a failure like any other.
  const source = given === undefined ? new URL("./mcpglot.wasm", import.meta.url) : await given;
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  const response = source instanceof Response ? source : await fetch(source);
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
  // Only what is declared to be WebAssembly can be compiled while it arrives.
  const streams = response.headers.get("Content-Type")?.startsWith("application/wasm") ?? false;
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

export { applyEdits } from "./edits.js";
export { McpglotError } from "./error.js";
export type * from "./types.js";
