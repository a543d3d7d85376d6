import type { ErrorCode } from "./types.js";

/**
 * A call that could not be answered: a mistake in its options, or a fault of mcpglot's own.
 *
 * What is wrong with a document is never thrown; it stands among the `diagnostics` of the answer.
 */
export class McpglotError extends Error {
  override readonly name = "McpglotError";
  /** What went wrong: stable, for programs. The ESM and the CommonJS build have a class each, so go by this and not by `instanceof`. */
  readonly code: ErrorCode;
  /** What to do about it. */
  readonly help: string | undefined;

  /** @internal */
  constructor(code: ErrorCode, message: string, { help, cause }: { help?: string; cause?: unknown } = {}) {
    super(help === undefined ? message : `${message}; ${help}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.help = help;
  }
}
