// The source for every host: one question after the other, so that the translation on the screen never waits for more than one.

import type { Diagnostic, Outcome } from "mcpglot/browser";

import { ask } from "./engine.js";
import { source, state } from "./session.js";
import type { Surveyed } from "./protocol.js";

/** What is known so far, by host. While a new source is surveyed, what was said of the older stays until it is replaced. */
export const surveyed = new Map<string, Known>();

/** An answer, and the servers that it is about. */
interface Known extends Surveyed {
  servers: ReadonlySet<string>;
}

let about = "";
let listener = () => {};

/** Has something drawn anew, at once and after each answer; the result ends that. What came since it was drawn, nobody was told. */
export function follow(draw: () => void): () => void {
  listener = draw;
  draw();
  return () => {
    if (listener === draw) listener = () => {};
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
  const isFirst = about === "";
  about = key;
  running = true;
  const text = source.text;
  const servers = new Set(converted.servers);
  // While somebody types, the translation on the screen comes first.
  if (!isFirst) await new Promise((idle) => setTimeout(idle, 300));
  if (about !== key) return;
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
    if (answer) surveyed.set(id, { ...answer, servers });
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
export interface Verdict {
  fate: Fate;
  why: readonly Diagnostic[];
}

const verdicts = new WeakMap<Outcome, (server: string) => Verdict>();

/** The verdicts of a translation, by server. They are worked out once: there may be a hundred servers, and every tool is asked. */
export function verdictsOf(outcome: Outcome): (server: string) => Verdict {
  let verdict = verdicts.get(outcome);
  if (!verdict) {
    verdict = judge(outcome);
    verdicts.set(outcome, verdict);
  }
  return verdict;
}

function judge({ written, diagnostics }: Outcome): (server: string) => Verdict {
  if (written === "refused") {
    const refusal: Verdict = { fate: "cannot", why: diagnostics.filter(({ severity }) => severity === "error") };
    return () => refusal;
  }
  const found = new Map<string, { fate: Fate; why: Diagnostic[] }>();
  for (const diagnostic of diagnostics) {
    const { loss } = diagnostic;
    if (!loss) continue;
    const verdict = found.get(loss.server) ?? { fate: "losses", why: [] };
    verdict.why.push(diagnostic);
    // What is lost is the server itself.
    if (loss.kind === "dropped" && loss.concept === undefined && loss.key === undefined) verdict.fate = "cannot";
    found.set(loss.server, verdict);
  }
  const works: Verdict = { fate: "works", why: [] };
  return (server) => found.get(server) ?? works;
}
