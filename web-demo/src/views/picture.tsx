// The way of each field of a server: on the left what the source says, on the right what the result says, and what happens between.

import type { Diagnostic, Mapping, Place } from "mcpglot/browser";

import { Sentence } from "../parts.js";
import { host, nameOfHost, nameOfServer, reveal, set, state } from "../session.js";
import "./picture.css";

/** Fields that belong together: several of one side may become one of the other. */
interface Group {
  from: Place[];
  to: Place[];
  relation: Mapping["relation"];
  lost: Diagnostic[];
}

const WORDS: Record<Mapping["relation"], string> = {
  same: "the same",
  renamed: "another name",
  rewritten: "another way to say it",
  unit: "another unit",
  dropped: "lost",
};

export default function Picture() {
  const { converted, server } = state;
  if (!converted || server === undefined) return <p class="empty">Paste a configuration, and see here what becomes of each of its fields.</p>;
  const groups = grouped(converted.outcome.mapping ?? [], server, converted.outcome.diagnostics);
  const placed = new Set(groups.flatMap(({ lost }) => lost));
  const others = converted.outcome.diagnostics.filter((each) => each.loss?.server === server && !placed.has(each));
  return (
    <div class="picture">
      <Chosen />
      <div class="picture-heads" aria-hidden="true">
        <span>{nameOfHost(converted.outcome.from ?? "")}</span>
        <span>{nameOfHost(converted.outcome.to)}</span>
      </div>
      {others.map((each) => (
        <Reason key={each.message} diagnostic={each} />
      ))}
      <ol class="ways">
        {groups.map((group) => (
          <Way key={group.from[0]!.path} group={group} />
        ))}
      </ol>
      {groups.length === 0 && <p class="empty">There is no way to show: nothing was translated.</p>}
    </div>
  );
}

/** Which server is looked at. */
function Chosen() {
  return (
    <p class="servers" role="group" aria-label="The server that is looked at">
      {state.converted!.servers.map((name) => (
        <button key={name} type="button" class="chip" aria-pressed={name === state.server} onClick={() => set({ server: name })}>
          {nameOfServer(name)}
        </button>
      ))}
    </p>
  );
}

function Way({ group }: { group: Group }) {
  const { from, to, relation, lost } = group;
  const kind = relation === "dropped" ? "dropped" : lost.length > 0 ? "lossy" : relation;
  const reasons =
    lost.length > 0 ? (
      lost.map((each) => <Reason key={each.code} diagnostic={each} />)
    ) : (
      <p class="reason">{nameOfHost(state.converted!.outcome.to)} has no place for it</p>
    );
  return (
    <li class={`way ${kind}`}>
      <div class="ends">
        {from.map((place) => (
          <Field key={place.path} place={place} side="source" />
        ))}
      </div>
      <Lines from={from.length} to={Math.max(1, to.length)} word={relation === "same" && lost.length > 0 ? "with a loss" : WORDS[relation]} />
      <div class="ends">
        {to.map((place) => (
          <Field key={place.path} place={place} side="result" />
        ))}
        {to.length === 0 && reasons}
      </div>
      {to.length > 0 && lost.length > 0 && <div class="reasons">{reasons}</div>}
    </li>
  );
}

/** Lines from each field of the left to each of the right: as many as there are of the longer side. */
function Lines({ from, to, word }: { from: number; to: number; word: string }) {
  const count = Math.max(from, to);
  const height = (at: number, of: number) => (of === 1 ? 50 : ((at + 0.5) / of) * 100);
  const paths = Array.from({ length: count }, (_, at) => {
    const [left, right] = [height(Math.min(at, from - 1), from), height(Math.min(at, to - 1), to)];
    return `M0 ${left}C50 ${left} 50 ${right} 100 ${right}`;
  });
  return (
    <div class="lines">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        {paths.map((path) => (
          <path key={path} d={path} />
        ))}
      </svg>
      <span>{word}</span>
    </div>
  );
}

/** A field on one of the sides; a click leads to its place. */
function Field({ place, side }: { place: Place; side: "source" | "result" }) {
  const id = side === "source" ? state.converted!.outcome.from : state.converted!.outcome.to;
  const { key, whole } = keyOf(place.path, id);
  const text = (side === "source" ? state.shownSource : (state.result?.text ?? "")).slice(...place.span);
  const line = text.split("\n", 1)[0]!;
  return (
    <button type="button" class="field" onClick={() => reveal(side, place.span)}>
      <code>{key}</code>
      {!whole && <span class="value">{line.length > 60 || line !== text ? `${line.slice(0, 60)}…` : line}</span>}
    </button>
  );
}

/** The key below the server, and whether the place is the server itself. */
function keyOf(path: string, id: string | undefined): { key: string; whole: boolean } {
  const at = `${host(id)?.serversAt.join(".") ?? ""}.`;
  if (!path.startsWith(at)) return { key: path, whole: false };
  const rest = path.slice(at.length);
  const inList = /^\d+(\.|$)/.exec(rest)?.[0];
  // Not every name is spelled as it is.
  const name = [state.server, JSON.stringify(state.server)].find((name) => rest === name || rest.startsWith(`${name}.`));
  const own = inList ?? (name === undefined ? undefined : `${name}.`);
  if (own === undefined) return { key: rest, whole: false };
  const key = rest.slice(own.length);
  return key === "" ? { key: "the whole entry", whole: true } : { key, whole: false };
}

function Reason({ diagnostic: { message, help } }: { diagnostic: Diagnostic }) {
  return (
    <p class="reason">
      <Sentence text={message} />
      {help && (
        <span class="help">
          {" "}
          <Sentence text={`${help.slice(0, 1).toUpperCase()}${help.slice(1)}`} />
        </span>
      )}
    </p>
  );
}

/** The ways of a server's fields, those that share an end in one group; each with what is lost on it. */
function grouped(mapping: readonly Mapping[], server: string, diagnostics: readonly Diagnostic[]): Group[] {
  const groups: Group[] = [];
  for (const { from, to, relation } of mapping.filter((each) => each.server === server)) {
    const meets = groups.find((group) => group.from.some(({ path }) => path === from.path) || (to && group.to.some(({ path }) => path === to.path)));
    const group = meets ?? { from: [], to: [], relation, lost: [] };
    if (!meets) groups.push(group);
    if (!group.from.some(({ path }) => path === from.path)) group.from.push(from);
    if (to && !group.to.some(({ path }) => path === to.path)) group.to.push(to);
    if (relation !== "same" && group.relation === "same") group.relation = relation;
  }
  for (const diagnostic of diagnostics) {
    if (diagnostic.loss?.server !== server || diagnostic.document !== "source") continue;
    const exact = groups.find(({ from }) => from.some(({ path }) => path === diagnostic.path));
    const within = groups.find(({ from }) => from.some(({ path }) => path.startsWith(`${diagnostic.path}.`) || diagnostic.path.startsWith(`${path}.`)));
    (exact ?? within)?.lost.push(diagnostic);
  }
  return groups;
}
