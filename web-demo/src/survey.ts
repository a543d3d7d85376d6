// The source for every host: one question after the other, so that the translation on the screen never waits for more than one.

import type { Diagnostic, Outcome } from "mcpglot/browser";

import { ask } from "./engine.js";
import { source, state } from "./session.js";
import type { Surveyed } from "./protocol.js";

/** What is known so far, by host. While a new source is surveyed, what was said of the older stays until it is replaced. */
export const surveyed = new Map<string, Surveyed>();

let about = "";
let listener = () => {};

/** Has something drawn anew after each answer; the result ends that. */
export function follow(draw: () => void): () => void {
  listener = draw;
  return () => {
    listener = () => {};
  };
}

/** Whether all that is known is about the source as it is. */
export function isWhole(): boolean {
  return about === subject() && surveyed.size === state.facts?.hosts.length && !running;
}

function subject(): string {
  return JSON.stringify([source.text, state.converted?.outcome.from, state.fileName, state.bridge]);
}

let running = false;

/** Surveys the source, unless that is done or under way. */
export async function survey(): Promise<void> {
  const { converted, facts, fileName, bridge } = state;
  const key = subject();
  if (!converted || !facts || key === about) return;
  about = key;
  running = true;
  const text = source.text;
  let drawn = performance.now();
  for (const { id } of facts.hosts) {
    const options = { to: id, from: converted.outcome.from, fileName, bridge: bridge ? ("mcp-remote" as const) : undefined };
    let answer: Surveyed | undefined;
    try {
      answer = await ask({ ask: "survey", source: text, options });
    } catch {
      // A fault of one host is none of the others.
    }
    if (about !== key) return;
    if (answer) surveyed.set(id, answer);
    else surveyed.delete(id);
    if (performance.now() - drawn > 100) {
      listener();
      drawn = performance.now();
    }
  }
  running = false;
  listener();
}

/** Whether a host can run a server as the source has it. */
export type Fate = "works" | "losses" | "cannot";

/** What becomes of a server, and why. */
export function fate({ written, diagnostics }: Outcome, server: string): { fate: Fate; why: Diagnostic[] } {
  const why = diagnostics.filter(({ loss }) => loss?.server === server);
  if (written === "refused") return { fate: "cannot", why: diagnostics.filter(({ severity }) => severity === "error") };
  if (why.some(({ loss }) => loss!.kind === "dropped" && loss!.concept === undefined && loss!.key === undefined)) return { fate: "cannot", why };
  return { fate: why.length > 0 ? "losses" : "works", why };
}
