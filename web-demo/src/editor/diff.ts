// What a merge has done to a document, shown in its result: which lines are the author's, which are not, and what is gone.

import { RangeSet, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import type { Range, Text } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, WidgetType, gutter } from "@codemirror/view";
import type { DecorationSet } from "@codemirror/view";
import type { TextEdit } from "mcpglot/browser";

import { placeIn } from "./lines.js";
import type { Held } from "./lines.js";

/** What became of the lines of a result. */
export interface Tally {
  untouched: number;
  added: number;
  changed: number;
  /** Lines of the target that are no more. */
  removed: number;
}

/** The marks of a result. */
interface Marks {
  lines: RangeSet<GutterMarker>;
  text: DecorationSet;
}

const NONE: Marks = { lines: RangeSet.empty, text: Decoration.none };

class Sign extends GutterMarker {
  constructor(
    readonly sign: string,
    readonly what: string,
  ) {
    super();
    this.elementClass = `cm-sign-${what}`;
  }
  override eq(other: Sign) {
    return other.what === this.what;
  }
  override toDOM() {
    const element = document.createElement("span");
    element.textContent = this.sign;
    element.title = this.what;
    return element;
  }
}

const SIGNS = { untouched: new Sign("=", "untouched"), added: new Sign("+", "added"), changed: new Sign("~", "changed") };

/** What stood in the target where the result has something else. */
class Gone extends WidgetType {
  constructor(readonly text: string) {
    super();
  }
  override eq(other: Gone) {
    return other.text === this.text;
  }
  override toDOM() {
    const element = document.createElement("del");
    element.className = "cm-gone";
    element.textContent = this.text;
    return element;
  }
}

const added = Decoration.mark({ class: "cm-added", tagName: "ins" });
const rows = {
  untouched: Decoration.line({ class: "cm-row-untouched" }),
  added: Decoration.line({ class: "cm-row-added" }),
  changed: Decoration.line({ class: "cm-row-changed" }),
};

/** Shows marks, or none. */
const setMarks = StateEffect.define<Marks>();

const field = StateField.define<Marks>({
  create: () => NONE,
  update(marks, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return effect.value;
    return transaction.docChanged ? NONE : marks;
  },
  provide: (self) => EditorView.decorations.from(self, ({ text }) => text),
});

/** What the editor of the result needs to show them. */
export const diffMarks = [field, gutter({ class: "cm-signs", markers: (view) => view.state.field(field).lines })];

/** Takes the marks away. */
export const noMarks = setMarks.of(NONE);

/** The marks for a result that `edits` make of `target`, and what became of its lines. */
export function marksOf(target: string, edits: readonly TextEdit[], result: Held): { effect: StateEffect<Marks>; tally: Tally } {
  let shift = 0;
  const changes = edits.map(({ span: [start, end], text }) => {
    const from = placeIn(result, start + shift);
    const to = placeIn(result, start + shift + text.length);
    shift += text.length - (end - start);
    return { from, to, gone: target.slice(start, end) };
  });

  const text: Range<Decoration>[] = [];
  const lines = new RangeSetBuilder<GutterMarker>();
  const tally: Tally = { untouched: 0, added: 0, changed: 0, removed: 0 };
  let next = 0;
  for (const line of linesOf(result.doc)) {
    let kind: keyof typeof SIGNS = "untouched";
    while (next < changes.length && changes[next]!.to < line.from) next++;
    for (let at = next; at < changes.length && changes[at]!.from <= line.to; at++) {
      const { from, to, gone } = changes[at]!;
      const [start, end] = [Math.max(from, line.from), Math.min(to, line.to)];
      const covered = from <= line.from && to >= line.to;
      if (start < end || (covered && to > line.from)) kind = covered && kind === "untouched" ? "added" : "changed";
      if (start < end) text.push(added.range(start, end));
      if (gone.trim() === "" || from < line.from) continue;
      // Lines that are gone as a whole leave those around them as they were.
      const whole = from === line.from && /\n$/.test(gone);
      if (!whole) kind = "changed";
      tally.removed += gone.split("\n").length - 1;
      const widget = new Gone(gone.replace(/\r?\n$/, ""));
      text.push(Decoration.widget({ widget, side: -1, block: whole }).range(from));
    }
    tally[kind]++;
    lines.add(line.from, line.from, SIGNS[kind]);
    text.push(rows[kind].range(line.from));
  }
  return { effect: setMarks.of({ lines: lines.finish(), text: Decoration.set(text, true) }), tally };
}

function* linesOf(doc: Text): Iterable<{ from: number; to: number }> {
  for (let number = 1; number <= doc.lines; number++) yield doc.line(number);
}
