// Search, in a chunk of its own: few people look for something in twenty lines.

import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { StateEffect } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { keymap } from "@codemirror/view";

const searching = new WeakSet<EditorView>();

/** Opens the search panel of an editor. */
export function openSearch(view: EditorView): void {
  if (!searching.has(view)) {
    searching.add(view);
    view.dispatch({ effects: StateEffect.appendConfig.of([search(), highlightSelectionMatches(), keymap.of(searchKeymap)]) });
  }
  openSearchPanel(view);
}
