// Which tool can run which server.

import type { Host } from "mcpglot/browser";
import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";

import { Sentence } from "../parts.js";
import { choose, nameOfServer, set, state } from "../session.js";
import { follow, isWhole, survey, surveyed, verdictsOf } from "../survey.js";
import type { Fate, Verdict } from "../survey.js";
import "./matrix.css";

const SHAPES: Record<Fate, { path: string; words: string }> = {
  works: { path: "M4 8.500 7 11.500 12.500 5", words: "works" },
  losses: { path: "M8 3.500V9M8 12.300v.2", words: "works with losses" },
  cannot: { path: "M4.500 4.500l7 7M11.500 4.500l-7 7", words: "cannot" },
};

/** More columns than these nobody can read; the rest is a matter of fewer servers. */
const COLUMNS = 100;

export default function Matrix() {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [last, setAt] = useState({ row: 0, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => follow(() => draw(undefined)), []);
  useEffect(() => void survey());

  const { converted, facts } = state;
  if (!converted || !facts || converted.servers.length === 0) return <p class="empty">Paste a configuration, and see here which tool can run which of its servers.</p>;
  const servers = converted.servers.slice(0, COLUMNS);
  const rows = facts.hosts.map((host) => {
    const found = surveyed.get(host.id);
    const cells = servers.map((server) => (found?.servers.has(server) ? verdictsOf(found.outcome)(server) : undefined));
    return { host, cells, found, works: cells.filter((cell) => cell?.fate === "works").length };
  });
  // Where the keyboard leads to may have gone with an older source.
  const at = { row: Math.min(last.row, rows.length - 1), column: Math.min(last.column, servers.length - 1) };
  const full = rows.filter(({ works }) => works === servers.length).length;

  const move = (event: KeyboardEvent) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const next = {
      row: Math.min(rows.length - 1, Math.max(0, at.row + step[0]!)),
      column: Math.min(servers.length - 1, Math.max(0, at.column + step[1]!)),
    };
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  };

  return (
    <div class="matrix" aria-busy={!isWhole()}>
      <p class="matrix-head">
        <span>
          <b>{full}</b> of {rows.length} tools run all {converted.servers.length} servers as they are.
        </span>
        <span class="legend">
          {(Object.keys(SHAPES) as Fate[]).map((fate) => (
            <span key={fate}>
              <Sign fate={fate} /> {SHAPES[fate].words}
            </span>
          ))}
        </span>
      </p>
      <div class="scroll">
        <table ref={table} onKeyDown={move}>
          <caption class="unseen">Which tool can run which server</caption>
          <thead>
            <tr>
              <th scope="col">Tool</th>
              {servers.map((name) => (
                <th key={name} scope="col" class="column">
                  <span title={nameOfServer(name)}>{nameOfServer(name)}</span>
                </th>
              ))}
              <th scope="col" class="words">
                What is lost
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ host, cells, found }, row) => (
              <Row
                key={host.id}
                host={host}
                servers={servers}
                cells={cells}
                // What it looks like depends on nothing else.
                about={[found, servers.join("\0"), host.id === state.to, row === at.row ? at.column : -1]}
                row={row}
                column={row === at.row ? at.column : -1}
                enter={(column) => setAt({ row, column })}
              />
            ))}
          </tbody>
        </table>
      </div>
      {converted.servers.length > COLUMNS && <p class="empty">The first {COLUMNS} servers are shown.</p>}
    </div>
  );
}

interface RowProps {
  host: Host;
  servers: string[];
  cells: (Verdict | undefined)[];
  about: unknown[];
  row: number;
  /** The cell that the keyboard leads to, if it is in this row. */
  column: number;
  enter: (column: number) => void;
}

/** A tool; drawn anew only where something about it has changed, because there may be a hundred servers. */
function Row({ host, servers, cells, about, row, column, enter }: RowProps) {
  return useMemo(
    () => (
      <tr class={host.id === state.to ? "is-chosen" : ""}>
        <th scope="row">{host.name}</th>
        {cells.map((cell, at) => (
          <td key={at}>
            {cell && (
              <button
                type="button"
                class="cell"
                data-cell={`${row} ${at}`}
                tabIndex={at === column ? 0 : -1}
                aria-label={`${nameOfServer(servers[at]!)} in ${host.name}: ${SHAPES[cell.fate].words}`}
                title={cell.why.map(({ message }) => message.replaceAll("`", "")).join("\n")}
                onFocus={() => enter(at)}
                onClick={() => {
                  choose({ to: host.id });
                  set({ server: servers[at], view: "picture" });
                  document.getElementById("tab-picture")?.focus();
                }}
              >
                <Sign fate={cell.fate} />
              </button>
            )}
          </td>
        ))}
        <td class="words">
          <Words messages={[...new Set(cells.flatMap((cell) => cell?.why.map(({ message }) => message) ?? []))]} />
        </td>
      </tr>
    ),
    about,
  );
}

function Sign({ fate }: { fate: Fate }) {
  return (
    <svg class={`sign ${fate}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[fate].path} />
    </svg>
  );
}

function Words({ messages }: { messages: string[] }) {
  return (
    <div>
      <span>{messages[0] && <Sentence text={messages[0]} />}</span>
      {messages.length > 1 && <span class="more">+{messages.length - 1}</span>}
    </div>
  );
}
