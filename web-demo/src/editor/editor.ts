// An editor: CodeMirror in a shadow root, where the page's policy lets it style itself.

import { history, historyKeymap, indentLess, indentMore, isolateHistory, standardKeymap, undoDepth } from "@codemirror/commands";
import { codeFolding, foldGutter, foldKeymap, foldService, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, Prec, Transaction } from "@codemirror/state";
import type { TransactionSpec } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import type { Diagnostic, Fix, Span, TextEdit } from "mcpglot/browser";

import { breaks, lineBreaks, setBreaks } from "./breaks.js";
import { findings, setFindings } from "./diagnostics.js";
import { diffMarks, marksOf, noMarks } from "./diff.js";
import type { Tally } from "./diff.js";
import { language } from "./languages.js";
import type { Syntax } from "./languages.js";
import { held, placeIn, whole } from "./lines.js";
import type { Held } from "./lines.js";
import { colours, theme } from "./theme.js";

/** What an editor is made of. */
export interface EditorOptions {
  /** What a screen reader calls it. */
  label: string;
  /** What stands in it while it is empty. */
  placeholder: string;
  /** Whether it shows a result. */
  readOnly?: boolean;
  /** Hears each change that a person has made. */
  changed?: () => void;
  /** Hears a text that is pasted over all there was. */
  replaced?: (text: string) => void;
}

/** Folds a line over those below it that are indented more. */
const foldByIndent = foldService.of((state, start) => {
  const indent = (text: string) => (text.trim() === "" ? Infinity : text.search(/\S/));
  const first = state.doc.lineAt(start);
  const own = indent(first.text);
  // A table of TOML goes on until the next, whatever the indent.
  const isTable = /^\s*\[.*\]\s*(?:#.*)?$/.test(first.text);
  let last = first;
  for (let number = first.number + 1; number <= state.doc.lines; number++) {
    const line = state.doc.line(number);
    if (isTable ? /^\s*\[/.test(line.text) : indent(line.text) <= own) break;
    if (line.text.trim() !== "") last = line;
  }
  return last.number > first.number && own !== Infinity ? { from: first.to, to: last.to } : null;
});

/** The search panel comes when it is first asked for. */
const searchOnDemand = Prec.low(
  keymap.of([
    {
      key: "Mod-f",
      run: (view) => {
        void import("./search.js").then(({ openSearch }) => openSearch(view));
        return true;
      },
    },
  ]),
);

export class Editor {
  /** What is put into the page. */
  readonly element = document.createElement("div");
  readonly view: EditorView;
  private readonly language = new Compartment();
  private readonly past = new Compartment();
  private syntax: Syntax | undefined;

  constructor(private readonly options: EditorOptions) {
    this.element.className = "editor";
    const root = this.element.attachShadow({ mode: "open" });
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        extensions: [
          lineNumbers(),
          foldGutter({ markerDOM: arrow }),
          options.readOnly ? diffMarks : [],
          codeFolding(),
          foldByIndent,
          highlightSpecialChars(),
          this.past.of(history()),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          indentUnit.of("  "),
          syntaxHighlighting(colours),
          theme,
          placeholder(options.placeholder),
          findings((fix) => this.apply(fix)),
          keymap.of([...standardKeymap, ...historyKeymap, ...foldKeymap]),
          keymap.of([
            { key: "Mod-]", run: indentMore },
            { key: "Mod-[", run: indentLess },
          ]),
          searchOnDemand,
          EditorState.readOnly.of(options.readOnly ?? false),
          EditorView.contentAttributes.of({
            "aria-label": options.label,
            tabindex: "0",
            spellcheck: "false",
            autocorrect: "off",
            autocapitalize: "off",
            translate: "no",
          }),
          lineBreaks,
          this.language.of([]),
          EditorView.updateListener.of((update) => {
            const changed = update.docChanged || update.startState.field(breaks) !== update.state.field(breaks);
            if (changed && !update.transactions.some((each) => each.annotation(Transaction.remote))) options.changed?.();
          }),
          EditorView.domEventHandlers({
            beforeinput: (event, view) => {
              // Left to the browser, a character in place of a selection brings styles with it, which the policy refuses.
              const { inputType, data } = event;
              if (inputType !== "insertText" || !data || view.state.readOnly) return false;
              let { from, to } = view.state.selection.main;
              // What the browser has selected may be newer than what the editor knows.
              const selected = (view.root as { getSelection?: () => Selection | null }).getSelection?.();
              if (from === to && selected && !selected.isCollapsed) {
                const ends = [view.posAtDOM(selected.anchorNode!, selected.anchorOffset), view.posAtDOM(selected.focusNode!, selected.focusOffset)];
                [from, to] = [Math.min(...ends), Math.max(...ends)];
              }
              if (from === to) return false;
              event.preventDefault();
              view.dispatch({
                changes: { from, to, insert: data },
                selection: { anchor: from + data.length },
                userEvent: "input.type",
                scrollIntoView: true,
              });
              return true;
            },
            paste: (event, view) => {
              // A text that takes the place of all there was keeps its line breaks.
              const text = event.clipboardData?.getData("text/plain") ?? "";
              const { from, to } = view.state.selection.main;
              if (!options.replaced || text === "" || to - from < view.state.doc.length) return false;
              options.replaced(text);
              return true;
            },
          }),
        ],
      }),
    });
  }

  private get held(): Held {
    return { doc: this.view.state.doc, breaks: this.view.state.field(breaks) };
  }

  /** The text, byte for byte. */
  get text(): string {
    return whole(this.held);
  }

  set text(text: string) {
    this.show(text);
  }

  /** How much there is to undo. */
  get depth(): number {
    return undoDepth(this.view.state);
  }

  /** Leaves nothing to undo. */
  forget(): void {
    for (const past of [[], history()]) this.view.dispatch({ effects: this.past.reconfigure(past) });
  }

  get isEmpty(): boolean {
    return this.view.state.doc.length === 0;
  }

  /** Shows a text; of a result, with what the edits have done to the target. */
  show(text: string, merged?: { target: string; edits: readonly TextEdit[] }): Tally | undefined {
    const next = held(text);
    const spec: TransactionSpec = {};
    // What stays is not replaced, so that folds, scroll and cursor stay too.
    const old = this.view.state.doc;
    const [a, b] = [old.toString(), next.doc.toString()];
    let start = 0;
    while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start++;
    let end = 0;
    while (end < a.length - start && end < b.length - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end++;
    if (a !== b) spec.changes = { from: start, to: a.length - end, insert: next.doc.slice(start, b.length - end) };
    if (next.breaks !== this.held.breaks) spec.effects = setBreaks.of(next.breaks);
    if (spec.changes || spec.effects) {
      // It is undone by itself, however soon it came after something else.
      const alone = [Transaction.remote.of(true), Transaction.addToHistory.of(!this.options.readOnly), isolateHistory.of("full")];
      this.view.dispatch({ ...spec, annotations: alone });
    }
    if (!this.options.readOnly) return undefined;
    if (!merged) {
      this.view.dispatch({ effects: noMarks });
      return undefined;
    }
    const { effect, tally } = marksOf(merged.target, merged.edits, this.held);
    this.view.dispatch({ effects: effect });
    return tally;
  }

  /** Colours it as a syntax. */
  async colour(syntax: Syntax): Promise<void> {
    if (syntax === this.syntax) return;
    this.syntax = syntax;
    const found = await language(syntax);
    if (syntax === this.syntax) this.view.dispatch({ effects: this.language.reconfigure(found) });
  }

  /** Underlines what was found, with what mends it. */
  diagnose(diagnostics: readonly Diagnostic[]): void {
    const held = this.held;
    const marks = diagnostics.map((diagnostic) => {
      const [from, to] = diagnostic.span.map((offset) => placeIn(held, offset)) as Span;
      return { from, to, diagnostic };
    });
    marks.sort((a, b) => a.from - b.from);
    this.view.dispatch({ effects: setFindings.of(marks) });
  }

  /** Carries out a fix for the text as it is. */
  apply({ edits }: Fix): void {
    const held = this.held;
    const changes = edits.map(({ span, text }) => ({
      from: placeIn(held, span[0]),
      to: placeIn(held, span[1]),
      insert: this.view.state.toText(text),
    }));
    this.view.dispatch({ changes, userEvent: "input.fix" });
  }

  /** Goes to a place of the text, and marks it. */
  reveal(span: Span): void {
    const [anchor, head] = span.map((offset) => placeIn(this.held, offset)) as Span;
    this.view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.view.focus();
  }
}

function arrow(open: boolean): HTMLElement {
  const element = document.createElement("span");
  element.textContent = open ? "⌄" : "›";
  element.title = open ? "Fold" : "Unfold";
  return element;
}
