// The two sides: what there is, and what comes of it.

import type { Span } from "mcpglot/browser";

import { Choice, Copy, Icon, Segments, Sentence, Show, dropped, pick } from "./parts.js";
import { SYSTEMS, filesOn, pathOn } from "./paths.js";
import { SNIPPET } from "./protocol.js";
import { choose, download, existing, host, nameOfHost, nameOfServer, refusal, result, reveal, set, source, state, take, takeFile, targetFile, targetName, tryAgain } from "./session.js";

/** The hosts by name. */
function hostOptions() {
  const hosts = state.facts?.hosts ?? [];
  return hosts.map(({ id, name }) => ({ value: id, name })).sort((a, b) => a.name.localeCompare(b.name));
}

export function SourcePane() {
  const detected = state.converted?.outcome.from;
  const automatic = state.from === undefined && detected ? `Detected: ${nameOfHost(detected)}` : "Detect the tool";
  const options = [{ value: "", name: automatic }, ...hostOptions()];
  if (state.facts) options.push({ value: SNIPPET, name: "A snippet, of no tool" });
  return (
    <section class="pane" aria-label="Source" {...dropped((file) => void takeFile("source", file))}>
      <header class="pane-head">
        <h2>From</h2>
        <Choice
          id="from"
          label="The tool that the source is for"
          value={state.from ?? ""}
          options={options}
          change={(value) => choose({ from: value || undefined })}
        />
        <span class="pane-tools">
          <button type="button" class="button quiet" onClick={() => pick((file) => void takeFile("source", file))}>
            <Icon name="open" />
            Open
          </button>
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              take("source", "");
              source.view.focus();
            }}
          >
            <Icon name="clear" />
            Clear
          </button>
        </span>
      </header>
      <Show editor={source} />
      <footer class="pane-foot">
        <Detected />
        <Servers />
      </footer>
    </section>
  );
}

/** How the source's host is known. */
function Detected() {
  const { converted } = state;
  if (source.isEmpty) return <p class="say">Paste a configuration, drop a file, or start from an example.</p>;
  if (state.fault !== "") {
    return (
      <p class="say">
        This is not read: <Sentence text={state.fault} />.
      </p>
    );
  }
  const name = state.fileName ? <code>{state.fileName}</code> : "This";
  if (converted && state.from !== undefined) {
    return (
      <p class="say">
        {name} is read as {state.from !== SNIPPET && "one for "}
        <b>{nameOfHost(state.from)}</b>, because you say so.
      </p>
    );
  }
  // Its key keeps the text from being moved into the sentence that comes after.
  if (!converted?.detection) return <p key="reading" class="say">Reading…</p>;
  const { detection, outcome } = converted;
  const others = detection.candidates.filter((id) => id !== outcome.from);
  return (
    <p class="say">
      {outcome.from ? (
        <>
          {name} is {outcome.from !== SNIPPET && "for "}
          <b>{nameOfHost(outcome.from)}</b>:{" "}
        </>
      ) : (
        <>It cannot be told which tool this is for: </>
      )}
      <Sentence text={detection.why} />.
      {others.length > 0 && (
        <>
          {" "}
          {outcome.from ? "Or is it for" : "Is it for"}{" "}
          {others.slice(0, 3).map((id, at) => (
            <>
              {at > 0 && ", "}
              <button key={id} type="button" class="link" onClick={() => readAs(id)}>
                {nameOfHost(id)}
              </button>
            </>
          ))}
          {others.length > 3 && ` or ${others.length - 3} more`}?
        </>
      )}
    </p>
  );
}

/** Reads the source as one of a host. The question goes with its answer, and the focus to where that is shown. */
function readAs(id: string): void {
  choose({ from: id });
  document.getElementById("from")!.focus();
}

/** The servers that were found; each leads to its place. */
function Servers() {
  const { converted } = state;
  if (!converted || converted.servers.length === 0) return null;
  const places = new Map<string, Span>();
  for (const { server, from } of converted.outcome.mapping ?? []) if (!places.has(server)) places.set(server, from.span);
  return (
    <p class="servers" aria-label="Servers">
      {converted.servers.slice(0, 30).map((name) => (
        <button key={name} type="button" class="chip" disabled={!places.has(name)} onClick={() => reveal("source", places.get(name)!)}>
          {nameOfServer(name)}
        </button>
      ))}
      {converted.servers.length > 30 && <span class="say">and {converted.servers.length - 30} more</span>}
    </p>
  );
}

/** Opens the target's file, where possible so that it can be saved in place. */
function openTarget(): void {
  if ("showOpenFilePicker" in window) void import("./disk.js").then(({ openInPlace }) => openInPlace());
  else pick((file) => void takeFile("existing", file));
}

async function dropTarget(file: File, handle: Promise<FileSystemHandle | null> | undefined): Promise<void> {
  const found = await handle?.catch(() => null);
  if (found?.kind === "file") await (await import("./disk.js")).keep(found as FileSystemFileHandle);
  else await takeFile("existing", file);
}

export function TargetPane() {
  const merging = !existing.isEmpty;
  const refused = state.converted?.outcome.written === "refused";
  // While an answer is to come, what stands there may be right: it would only flicker.
  const isStale = state.side === "result" && (refused || state.fault !== "" || (!state.busy && !state.result && !result.isEmpty));
  return (
    <section class="pane" aria-label="Target" {...dropped((file, handle) => void dropTarget(file, handle))}>
      <header class="pane-head">
        <h2>To</h2>
        <Choice
          id="to"
          label="The tool that the result is for"
          value={state.to}
          options={state.facts ? hostOptions() : [{ value: state.to, name: "…" }]}
          change={(to) => choose({ to })}
        />
        <span class="pane-tools">
          <Segments
            label="What is shown of the target"
            value={state.side}
            options={[
              ["result", "Result"],
              ["existing", merging ? "Existing file" : "Merge into…"],
            ]}
            change={(side) => set({ side })}
          />
        </span>
      </header>
      <div class={`pane-body ${isStale ? "is-stale" : ""}`}>
        <Show editor={result} hidden={state.side !== "result"} />
        <Show editor={existing} hidden={state.side !== "existing"} />
        {refused && state.side === "result" && <Refused />}
        {state.fault !== "" && <Failed />}
      </div>
      <footer class="pane-foot">
        <Summary />
        <Place />
      </footer>
    </section>
  );
}

/** Why there is no result. */
function Refused() {
  const reason = state.converted && refusal(state.converted);
  return (
    <p class="refused">
      <b>No result</b>{reason && <>: <Sentence text={reason.message} /></>}.
      <FromBefore />
    </p>
  );
}

/** Why there is no answer; it stays until there is one. */
function Failed() {
  const again = () => {
    tryAgain();
    // The button goes away.
    document.getElementById("to")!.focus();
  };
  return (
    <p class="refused">
      <b>No answer</b>: <Sentence text={state.fault} />.
      {state.side === "result" && <FromBefore />}{" "}
      <button type="button" class="button small" onClick={again}>
        Try again
      </button>
    </p>
  );
}

function FromBefore() {
  return result.isEmpty ? null : <span class="say"> What stands here is from before.</span>;
}

/** What came of it, in a line, and what can be done with it. */
function Summary() {
  const { converted, result: made, busy } = state;
  const text = made?.text;
  const tally = made?.tally;
  // What was made of an older source is shown until the answer comes, and not given away.
  const given = busy ? undefined : text;
  const isSaved = given === undefined || given === state.disk?.text;
  const lines = (count: number, what: string) => (
    <span key={what} class={`tally ${what}`}>
      <b>{count}</b> {what}
    </span>
  );
  let words;
  if (!converted) words = "";
  else if (text === undefined) words = busy ? "" : "Nothing was written";
  else if (converted.outcome.written === "unchanged") words = "The file says it all already: every byte stays";
  else if (tally) {
    words = (
      <>
        Lines: {lines(tally.untouched, "untouched")} {(["added", "changed", "removed"] as const).map((what) => tally[what] > 0 && lines(tally[what], what))}
      </>
    );
  } else words = "A new file";
  return (
    <div class="summary">
      <p class="say" title={converted && `${converted.took.toFixed(1)} ms in the worker`}>
        {words}
      </p>
      <span class="actions">
        {state.side === "existing" && (
          <>
            <button type="button" class="button small" onClick={openTarget}>
              <Icon name="open" />
              Open
            </button>
            <button
              type="button"
              class="button small"
              disabled={existing.isEmpty}
              onClick={() => {
                take("existing", "");
                existing.view.focus();
              }}
            >
              <Icon name="clear" />
              Clear
            </button>
          </>
        )}
        {state.disk && (
          <button
            type="button"
            class="button small"
            // It keeps the focus when all is saved.
            aria-disabled={isSaved}
            title={`Saves ${state.disk.handle.name} in place`}
            onClick={() => void (isSaved || import("./disk.js").then(({ saveInPlace }) => saveInPlace()))}
          >
            <Icon name="save" />
            Save
          </button>
        )}
        <button type="button" class="button small" disabled={given === undefined} onClick={download} title={`Saves ${targetName()}`}>
          <Icon name="download" />
          Download
        </button>
        <Copy text={given} what="the result" primary />
      </span>
    </div>
  );
}

/** Where the file lies, on each system. */
function Place() {
  const to = host(state.to);
  const files = filesOn(to, state.system);
  const file = targetFile();
  return (
    <div class="place">
      <Segments
        label="The system"
        value={state.system}
        options={Object.entries(SYSTEMS) as [keyof typeof SYSTEMS, string][]}
        change={(system) => set({ system })}
      />
      {files.length > 0 ? (
        <Choice
          label="The file that it belongs into"
          class="path"
          value={String(files.indexOf(file!))}
          options={files.map((each, at) => ({ value: String(at), name: `${each.scope}: ${pathOn(each, state.system)}` }))}
          change={(value) => set({ file: Number(value) })}
        />
      ) : (
        <span class="say path">{to ? `${to.name} has no file of its own here: put it into its settings` : ""}</span>
      )}
      <Copy text={file && pathOn(file, state.system)} what="the path" label="Path" />
    </div>
  );
}
