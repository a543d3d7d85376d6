import { McpglotError } from "./error.js";
import type { TextEdit } from "./types.js";

/**
 * Carries out edits on the document that they are for: of a string, spans in UTF-16; of bytes, spans in UTF-8.
 *
 * @throws {@link McpglotError} if they are not sorted, overlap, or lie outside of it.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string;
export function applyEdits(text: Uint8Array, edits: readonly TextEdit[]): Uint8Array;
export function applyEdits(text: string | Uint8Array, edits: readonly TextEdit[]): string | Uint8Array {
  let done = 0;
  const pieces: [start: number, end: number, text: string][] = [];
  for (const edit of edits) {
    const [start, end] = edit.span;
    const isPlace = Number.isInteger(start) && Number.isInteger(end) && typeof edit.text === "string";
    if (!(isPlace && start >= done && end >= start && end <= text.length)) {
      throw new McpglotError("edit-invalid", `the edit of ${start} to ${end} overlaps another, or lies outside of the text`);
    }
    pieces.push([done, start, edit.text]);
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
