// What is to be said of the documents.

import type { Diagnostic } from "mcpglot/browser";
import { useEffect, useRef, useState } from "preact/hooks";

import { ask } from "../engine.js";
import { Sentence } from "../parts.js";
import { choose, existing, findingsIn, nameOfHost, reveal, source, state } from "../session.js";

/** All of them, the gravest first. */
export function findings(): Diagnostic[] {
  const { converted } = state;
  if (!converted) return [];
  const rank = { error: 0, warning: 1, note: 2 };
  return [...findingsIn(converted, "source"), ...findingsIn(converted, "target")].sort((a, b) => rank[a.severity] - rank[b.severity]);
}

export function Findings() {
  const all = findings();
  const list = useRef<HTMLUListElement>(null);
  const mended = useRef<number | undefined>(undefined);
  // What is mended goes away with the next answer, and the button that had the focus with it: the next finding gets it.
  useEffect(() => {
    const at = mended.current;
    mended.current = undefined;
    if (at === undefined || document.activeElement !== document.body) return;
    const items = list.current?.children ?? [];
    ((items[Math.min(at, items.length - 1)] as HTMLElement | undefined) ?? document.getElementById("view")!).focus();
  }, [state.converted]);
  if (!state.converted) return <p class="empty">Findings appear here, with the place of each and what to do.</p>;
  if (all.length === 0 && !state.bridge) return <p class="empty good">Everything is translated, and nothing is lost.</p>;
  return (
    <>
      {(state.bridge || all.some(({ code }) => code === "transport-unsupported")) && (
        <label class="option">
          <input type="checkbox" checked={state.bridge} onChange={(event) => choose({ bridge: event.currentTarget.checked })} />
          <span>
            Reach what {nameOfHost(state.to)} cannot by <code>mcp-remote</code>, a bridge that it can start
          </span>
        </label>
      )}
      <ul class="findings" ref={list}>
        {all.slice(0, 200).map((diagnostic, at) => (
          <Finding
            key={`${diagnostic.code} ${diagnostic.document} ${diagnostic.span[0]} ${diagnostic.message}`}
            diagnostic={diagnostic}
            mended={() => (mended.current = at)}
          />
        ))}
        {all.length > 200 && <li class="empty">… and {all.length - 200} more</li>}
      </ul>
    </>
  );
}

const DOCUMENTS = { source: "source", target: "existing file", settings: "settings" };

function Finding({ diagnostic, mended }: { diagnostic: Diagnostic; mended: () => void }) {
  const { severity, code, message, help, document, line, column, span, fixes = [] } = diagnostic;
  const [page, setPage] = useState(false);
  const editor = document === "target" ? existing : source;
  // What is about the target as such has a place only where there is one.
  const placed = document !== "settings" && !(document === "target" && existing.isEmpty);
  return (
    <li class={`finding ${severity}`} tabIndex={-1}>
      <span class="severity">{severity}</span>
      <div class="finding-text">
        <p>
          <Sentence text={message} />
        </p>
        {help && (
          <p class="help">
            <Sentence text={help} />
          </p>
        )}
        <p class="finding-more">
          {placed && (
            <button type="button" class="link" onClick={() => reveal(document, span)}>
              {DOCUMENTS[document]} {line}:{column}
            </button>
          )}
          <button type="button" class="link" aria-expanded={page} onClick={() => setPage(!page)}>
            {code}
          </button>
        </p>
        {page && <Page code={code} />}
      </div>
      <span class="fixes">
        {fixes.map((fix) => (
          <button
            key={fix.title}
            type="button"
            class="button small"
            onClick={() => {
              mended();
              editor.apply(fix);
            }}
          >
            Fix: <Sentence text={fix.title} />
          </button>
        ))}
      </span>
    </li>
  );
}

/** What `explain` has on a code. */
function Page({ code }: { code: string }) {
  const [text, setText] = useState("");
  useEffect(() => void ask({ ask: "explain", code }).then(setText, () => {}), [code]);
  // Headings, paragraphs, blocks of code and quotations: there is no more in these pages.
  const blocks = text.split(/\n{2,}|\n(?=```)|(?<=^#.*)\n/m).filter((block) => block.trim() !== "" && !block.startsWith("# "));
  return (
    <div class="page">
      {blocks.map((block, at) => {
        if (block.startsWith("## ")) return <h3 key={at}>{block.slice(3)}</h3>;
        const code = /^```\w*\n([^]*?)```([^]*)$/.exec(block);
        if (code)
          return (
            <div key={at}>
              <pre tabIndex={0}>{code[1]}</pre>
              {code[2]!.trim() && (
                <p>
                  <Sentence text={code[2]!.replace(/^\s*> ?/gm, "")} />
                </p>
              )}
            </div>
          );
        return (
          <p key={at}>
            <Sentence text={block.replace(/^> ?/gm, "")} />
          </p>
        );
      })}
    </div>
  );
}
