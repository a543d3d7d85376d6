import { McpglotError } from "./error.js";
import { document } from "./given.js";
import type { TextEdit } from "./types.js";

/**
 * Carries out edits on the document that they are for: of a string, spans in UTF-16; of bytes, spans in UTF-8.
 *
 * @throws {@link McpglotError} if they are no edits, are not sorted, overlap, or lie outside of it.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string;
export function applyEdits(text: Uint8Array, edits: readonly TextEdit[]): Uint8Array;
export function applyEdits(given: string | Uint8Array, edits: readonly TextEdit[]): string | Uint8Array {
  const text = document(given);
  if (!Array.isArray(edits)) throw invalid("the edits are no array");
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
    return pieces.map(([from, to, added]) => text.slice(from, to) + added).join("") + text.slice(done);
  }
  const encoder = new TextEncoder();
  const parts = pieces.flatMap(([from, to, added]) => [text.subarray(from, to), encoder.encode(added)]);
  parts.push(text.subarray(done));
  const result = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function isWhole(number: unknown): number is number {
  return Number.isInteger(number);
}

function invalid(message: string): McpglotError {
  return new McpglotError("edit-invalid", message);
}
