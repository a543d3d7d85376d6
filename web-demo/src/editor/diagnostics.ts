// Findings in the text: underlined, with the words and the remedies under the pointer, or with F8 at the cursor.
//
// In place of @codemirror/lint, whose panels and runners the page has no use for: they are more bytes than all of this.

import { StateEffect, StateField } from "@codemirror/state";
import type { Range } from "@codemirror/state";
import { Decoration, EditorView, hoverTooltip, keymap, showTooltip } from "@codemirror/view";
import type { DecorationSet, Tooltip } from "@codemirror/view";
import type { Diagnostic, Fix } from "mcpglot/browser";

/** A finding at its place in the editor. */
export interface Mark {
  from: number;
  to: number;
  diagnostic: Diagnostic;
}

/** Takes the place of all findings that were there. */
export const setFindings = StateEffect.define<readonly Mark[]>();
/** Shows what there is to say of a place, or nothing. */
const tell = StateEffect.define<Tooltip | null>();

const MARKS = { error: mark("error"), warning: mark("warning"), note: mark("note") };

function mark(severity: string): Decoration {
  return Decoration.mark({ class: `cm-finding cm-finding-${severity}`, inclusive: false });
}

interface Findings {
  marks: readonly Mark[];
  underlined: DecorationSet;
  told: Tooltip | null;
}

/** The findings of an editor; `apply` carries out a remedy. */
export function findings(apply: (fix: Fix) => void) {
  const field = StateField.define<Findings>({
    create: () => ({ marks: [], underlined: Decoration.none, told: null }),
    update(value, { docChanged, changes, selection, effects }) {
      let { marks, underlined, told } = value;
      if (docChanged) {
        marks = marks.map((each) => ({ ...each, from: changes.mapPos(each.from, 1), to: changes.mapPos(each.to, -1) }));
        underlined = underlined.map(changes);
      }
      if (docChanged || selection) told = null;
      for (const effect of effects) {
        if (effect.is(setFindings)) {
          marks = effect.value;
          const ranges: Range<Decoration>[] = [];
          for (const { from, to, diagnostic } of marks) if (from < to) ranges.push(MARKS[diagnostic.severity].range(from, to));
          underlined = Decoration.set(ranges, true);
          told = null;
        }
        if (effect.is(tell)) told = effect.value;
      }
      return { marks, underlined, told };
    },
    provide: (self) => [EditorView.decorations.from(self, ({ underlined }) => underlined), showTooltip.from(self, ({ told }) => told)],
  });

  const card = (marks: readonly Mark[]): Tooltip | null => {
    const [first] = marks;
    if (!first) return null;
    return { pos: first.from, end: Math.max(...marks.map(({ to }) => to)), above: true, create: () => ({ dom: words(marks, apply) }) };
  };

  const step = (direction: 1 | -1) => (view: EditorView) => {
    const marks = view.state.field(field).marks.filter(({ from, to }) => from < to);
    const at = view.state.selection.main.from;
    const ahead = direction === 1 ? marks.filter(({ from }) => from > at) : marks.filter(({ from }) => from < at);
    const next = direction === 1 ? (ahead[0] ?? marks[0]) : (ahead.at(-1) ?? marks.at(-1));
    if (!next) return false;
    view.dispatch({ selection: { anchor: next.from, head: next.to }, scrollIntoView: true });
    view.dispatch({ effects: tell.of(card(marks.filter(({ from }) => from === next.from))) });
    return true;
  };

  return [
    field,
    hoverTooltip((view, place) => card(view.state.field(field).marks.filter(({ from, to }) => from <= place && place <= to && from < to))),
    keymap.of([
      { key: "F8", run: step(1), shift: step(-1) },
      {
        key: "Escape",
        run: (view) => {
          if (!view.state.field(field).told) return false;
          view.dispatch({ effects: tell.of(null) });
          return true;
        },
      },
    ]),
  ];
}

/** What a tooltip says. */
function words(marks: readonly Mark[], apply: (fix: Fix) => void): HTMLElement {
  const card = document.createElement("div");
  card.role = "status";
  for (const { diagnostic } of marks) {
    const part = card.appendChild(document.createElement("div"));
    part.className = `cm-words cm-words-${diagnostic.severity}`;
    part.appendChild(sentence(diagnostic.message));
    if (diagnostic.help) part.appendChild(sentence(diagnostic.help)).className = "cm-words-help";
    for (const fix of diagnostic.fixes ?? []) {
      const button = part.appendChild(document.createElement("button"));
      button.type = "button";
      button.textContent = `Fix: ${fix.title.replaceAll("`", "")}`;
      button.addEventListener("click", () => apply(fix));
    }
  }
  return card;
}

/** A sentence of the core, with what it sets in backticks as code. */
function sentence(text: string): HTMLElement {
  const paragraph = document.createElement("p");
  text.split("`").forEach((piece, at) => {
    if (at % 2 === 0) paragraph.append(piece);
    else paragraph.appendChild(document.createElement("code")).textContent = piece;
  });
  return paragraph;
}
