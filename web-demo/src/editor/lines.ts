// Line breaks between a text and an editor. CodeMirror counts each break as one and knows one kind per document; mcpglot counts
// what is there and keeps it.

import { Text } from "@codemirror/state";

import type { Breaks } from "./breaks.js";

/** How an editor holds a text. */
export interface Held {
  doc: Text;
  breaks: Breaks;
}

const separatorOf = (breaks: Breaks) => (breaks === "mixed" ? "\n" : breaks);

/** Takes a text apart. */
export function held(text: string): Held {
  const isMixed = /[^\r]\n|^\n|\r(?!\n)/.test(text);
  const breaks = !text.includes("\r") ? "\n" : isMixed ? "mixed" : "\r\n";
  return { doc: Text.of(text.split(separatorOf(breaks))), breaks };
}

/** The text that is held. */
export function whole({ doc, breaks }: Held): string {
  return doc.sliceString(0, doc.length, separatorOf(breaks));
}

/** The place in the editor of a place in the text. */
export function placeIn({ doc, breaks }: Held, offset: number): number {
  if (breaks !== "\r\n") return Math.min(offset, doc.length);
  // The line whose start, each break before it counting twice, is the last that is not past the offset.
  let low = 1;
  let high = doc.lines;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (doc.line(middle).from + middle - 1 <= offset) low = middle;
    else high = middle - 1;
  }
  const line = doc.line(low);
  return Math.min(offset - (low - 1), line.to);
}
