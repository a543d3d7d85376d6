import { McpglotError } from "./error.js";
import { document } from "./given.js";
import type { Encoding, Text, TextEdit } from "./types.js";

/**
 * Carries out edits on the document that they are for, a string or bytes.
 *
 * @param encoding - the unit of their spans: what the call that has made them was asked for
 * @throws {@link McpglotError} if they are no edits, are not sorted, overlap, or lie outside of it.
 */
export function applyEdits(text: string, edits: readonly TextEdit[], encoding?: Encoding): string;
export function applyEdits(text: Uint8Array, edits: readonly TextEdit[], encoding?: Encoding): Uint8Array;
export function applyEdits(text: Text, edits: readonly TextEdit[], encoding?: Encoding): Text;
export function applyEdits(given: Text, edits: readonly TextEdit[], encoding: Encoding = "utf-16"): Text {
  const text = document(given);
  if (!Array.isArray(edits)) throw invalid("the edits are no array");
  if (encoding !== "utf-8" && encoding !== "utf-16") {
    throw new McpglotError("option-invalid", "`encoding` takes `utf-8` or `utf-16`");
  }
  if (encoding === (typeof text === "string" ? "utf-16" : "utf-8")) return edited(text, edits);
  return typeof text === "string" ? decoded(edited(encoded(text), edits)) : encoded(edited(decoded(text), edits));
}

const encoder = new TextEncoder();

/** The text in UTF-8, which has nothing for half of a surrogate pair. */
function encoded(text: string): Uint8Array {
  if (!text.isWellFormed()) throw invalid("the document or the edits hold half of a surrogate pair");
  return encoder.encode(text);
}

function decoded(bytes: Uint8Array): string {
  try {
    // A byte-order mark is part of the text.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid("the document is not UTF-8, or an edit begins or ends within a character");
  }
}

/** The same where the spans count in the units of the text. */
function edited<T extends Text>(given: T, edits: readonly TextEdit[]): T {
  const text: Text = given;
  let done = 0;
  const pieces: [start: number, end: number, text: string][] = [];
  for (const [at, edit] of (edits as readonly Partial<TextEdit>[]).entries()) {
    const [start, end] = Array.isArray(edit?.span) ? edit.span : [];
    const added = edit?.text;
    if (!(isWhole(start) && isWhole(end) && typeof added === "string")) {
      throw invalid(`edit ${at} has no \`span\` of two whole numbers, or no \`text\``);
    }
    if (!(start >= done && end >= start && end <= text.length)) {
      throw invalid(`the edit of ${start} to ${end} overlaps another, or lies outside of the text`);
    }
    if (typeof text !== "string" && !added.isWellFormed()) throw invalid(`the \`text\` of edit ${at} holds half of a surrogate pair`);
    pieces.push([done, start, added]);
    done = end;
  }
  if (typeof text === "string") {
    return (pieces.map(([from, to, added]) => text.slice(from, to) + added).join("") + text.slice(done)) as T;
  }
  const parts = pieces.flatMap(([from, to, added]) => [text.subarray(from, to), encoder.encode(added)]);
  parts.push(text.subarray(done));
  const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result as T;
}

function isWhole(number: unknown): number is number {
  return Number.isInteger(number);
}

function invalid(message: string): McpglotError {
  return new McpglotError("edit-invalid", message);
}
