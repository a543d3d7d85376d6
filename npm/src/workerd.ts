// Cloudflare's runtime, which compiles modules when it is deployed and never from bytes.

import { start } from "./engine.js";
// @ts-expect-error it stays an import: the runtime yields the compiled module
import module from "./mcpglot.wasm";

start(module);

export * from "./kit.js";
