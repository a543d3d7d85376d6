// The line breaks of an editor's document. They belong to the document: what undoes a change of it brings its breaks back too.

import { invertedEffects } from "@codemirror/commands";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import type { Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** What stands between the lines. Where breaks are mixed it is a line feed, and each carriage return a visible character. */
export type Breaks = "\n" | "\r\n" | "mixed";

/** Gives the document other breaks. */
export const setBreaks = StateEffect.define<Breaks>();

export const breaks = StateField.define<Breaks>({
  create: () => "\n",
  update: (value, transaction) => chosen(transaction) ?? value,
});

function chosen({ effects }: Transaction): Breaks | undefined {
  let last: Breaks | undefined;
  for (const effect of effects) if (effect.is(setBreaks)) last = effect.value;
  return last;
}

// Which breaks an editor knows cannot be derived from a field, so each change of the one is made one of the other.
const known = new Compartment();

/** What an editor needs to have them. */
export const lineBreaks = [
  breaks,
  known.of([]),
  invertedEffects.of((transaction) => (chosen(transaction) === undefined ? [] : [setBreaks.of(transaction.startState.field(breaks))])),
  // What is copied is a part of the text as it is.
  EditorView.clipboardOutputFilter.of((text, state) => (state.field(breaks) === "\r\n" ? text.replaceAll("\n", "\r\n") : text)),
  EditorState.transactionExtender.of((transaction) => {
    const next = chosen(transaction);
    return next === undefined ? null : { effects: known.reconfigure(next === "mixed" ? EditorState.lineSeparator.of("\n") : []) };
  }),
];
