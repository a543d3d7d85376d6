// The operations: what goes to the module and what comes back. All of it is decided in `crates/core`.

import { call } from "./engine.js";
import { document } from "./given.js";
import * as glue from "./glue/mcpglot_bg.js";
import type {
  CheckOptions,
  Commands,
  CommandsOptions,
  ConvertOptions,
  DetectOptions,
  Detection,
  Diff,
  DiffOptions,
  Fixed,
  Hosts,
  Outcome,
  Reading,
  ReadOptions,
  Text,
  Validation,
} from "./types.js";

/**
 * Puts the servers of `source` into a document of another host, or into the document `into`.
 *
 * What is wrong with a document is never thrown: the outcome is `refused` then, with the reason among its diagnostics.
 *
 * @throws {@link McpglotError} for unknown options and hosts.
 */
export function convert(source: Text, options: ConvertOptions): Outcome {
  const into = options?.into;
  return call(glue.convert, [document(source), into === undefined ? into : document(into)], options ?? {}, "into") as Outcome;
}

/**
 * Says what a host would stumble over in `text`, and what a person would regret.
 *
 * @throws {@link McpglotError} for unknown options and hosts.
 */
export function validate(text: Text, options?: CheckOptions): Validation {
  return call(glue.validate, [document(text)], options) as Validation;
}

/**
 * Mends what can be mended in `text` without asking; what no remedy touches stays as it is.
 *
 * @throws {@link McpglotError} for unknown options and hosts.
 */
export function fix(text: Text, options?: CheckOptions): Fixed {
  return call(glue.fix, [document(text)], options) as Fixed;
}

/**
 * Tells which host `text` is for, and why; or the candidates.
 *
 * @throws {@link McpglotError} for unknown options.
 */
export function detect(text: Text, options?: DetectOptions): Detection {
  return call(glue.detect, [document(text)], options) as Detection;
}

/**
 * Reads the servers of `text` in the words that all hosts share. Values are part of it, unless they are `masked`.
 *
 * @throws {@link McpglotError} for unknown options and hosts.
 */
export function read(text: Text, options?: ReadOptions): Reading {
  return call(glue.read, [document(text)], options) as Reading;
}

/**
 * Tells in what two documents differ by meaning: neither spelling nor order nor unit counts. Values are not shown.
 *
 * @throws {@link McpglotError} for unknown options and hosts.
 */
export function diff(left: Text, right: Text, options?: DiffOptions): Diff {
  return call(glue.diff, [document(left), document(right)], options) as Diff;
}

/**
 * The host's own command lines and install links, where it has any, that add the servers of `text`. No value of a variable
 * or header stands in them: a reference takes its place.
 *
 * @throws {@link McpglotError} for unknown options and hosts.
 */
export function commands(text: Text, options: CommandsOptions): Commands {
  return call(glue.commands, [document(text)], options) as Commands;
}

/**
 * What is known of every host, or of one: its files, its fields, how it reaches servers.
 *
 * @throws {@link McpglotError} where there is no such host.
 */
export function hosts(host?: string): Hosts {
  return call(glue.hosts, [], { host }) as Hosts;
}

/**
 * The page on a diagnostic's code, in Markdown.
 *
 * @throws {@link McpglotError} where there is no such code.
 */
export function explain(code: string): string {
  return (call(glue.explain, [], { code }) as { text: string }).text;
}

export { applyEdits } from "./edits.js";
export { McpglotError } from "./error.js";
export type * from "./types.js";
