// Cloudflare's runtime, which compiles modules when it is deployed and never from bytes.

import { start } from "./engine.js";
// @ts-expect-error it stays an import: the runtime yields the compiled module
import module from "./mcpglot.wasm";
import * as kit from "./kit.js";

start(module);

/** For code that also runs in browsers: what `mcpglot/browser` needs time for was done at deployment. */
export async function load(): Promise<typeof kit> {
  return kit;
}

export * from "./kit.js";
