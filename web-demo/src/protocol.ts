// What the page and its worker say to each other. Each question has a number, and one answer with that number.

import type { Commands, ConvertOptions, Detection, Hosts, Outcome, Validation } from "mcpglot/browser";

/** What stands in place of a host for a snippet that is no tool's: it is read, and nobody has rules for it. */
export const SNIPPET = "mcp-servers";

/** What the page wants to know. */
export type Question =
  | { ask: "hosts" }
  | { ask: "convert"; source: string; fileName?: string | undefined; options: ConvertOptions }
  | { ask: "survey"; source: string; options: ConvertOptions }
  | { ask: "share"; source: string; from?: string | undefined; fileName?: string | undefined }
  | { ask: "explain"; code: string };

/** The answers, by the question's kind. */
export interface Answers {
  hosts: Hosts;
  convert: Converted;
  survey: Surveyed;
  share: Shareable;
  explain: string;
}

/** A translation, and what is to be said of both documents in their own right. */
export interface Converted {
  /** How the source's host is known; not there where it is said. */
  detection: Detection | undefined;
  outcome: Outcome;
  /** What the source's host would stumble over. */
  source: Validation;
  /** What the target's host would stumble over in the document that is merged into. */
  target?: Validation;
  /** The servers of the source, in order. */
  servers: string[];
  /** How long it took, in milliseconds. */
  took: number;
}

/** A translation for one of all hosts, without a document to merge into. */
export interface Surveyed {
  outcome: Outcome;
  commands: Commands;
}

/** What may be shown to others of a document. */
export interface Shareable {
  /** Its servers with their values hidden; absent where that cannot be made sure of. */
  text?: string;
  /** The host that it is for. */
  from?: string;
}

/** A question on its way, and the answer to it or why there is none. */
export type Asked = { id: number; question: Question };
export type Told = { id: number; answer: Answers[keyof Answers] } | { id: number; fault: string };
