// The page.

import type { ComponentType } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";

import { SourcePane, TargetPane } from "./panes.js";
import { Icon } from "./parts.js";
import { TITLES } from "./examples/first.js";
import { nameOfHost, refusal, set, source, start, state } from "./session.js";
import type { View } from "./session.js";
import { nextTheme } from "./theme.js";
import { Findings, findings } from "./views/findings.js";

export function App() {
  return (
    <>
      <Header />
      <main aria-busy={state.busy}>
        <div class="panes">
          <SourcePane />
          <TargetPane />
        </div>
        <Views />
      </main>
      <Footer />
      {state.sharing && <Shown view="share" />}
      <p class="notice" role="status" data-shown={state.notice !== ""}>
        {state.notice}
      </p>
      <Announced />
    </>
  );
}

/** What has come of it, for those who do not see it: always there, since what comes with its words is not announced. */
function Announced() {
  const { fault, busy, converted, result, facts } = state;
  const words = useMemo(outcomeInWords, [fault, busy, converted, result, facts]);
  const [said, say] = useState("");
  useEffect(() => {
    // Once it is quiet, and not with each key that is pressed.
    const timer = setTimeout(() => say(words), 700);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  );
}

function outcomeInWords(): string {
  const { fault, busy, converted, result } = state;
  if (fault !== "") return `No answer: ${fault}`;
  if (busy) return "Translating…";
  if (!converted || source.isEmpty) return "";
  const { from, to } = converted.outcome;
  if (!result) return `No result: ${refusal(converted)?.message.replaceAll("`", "") ?? "nothing was written"}`;
  const all = findings();
  const errors = all.filter(({ severity }) => severity === "error");
  const count = (of: number, what: string) => `${of} ${what}${of === 1 ? "" : "s"}`;
  const found = all.length === 0 ? "no findings" : count(all.length, "finding") + (errors.length > 0 ? `, ${count(errors.length, "error")}` : "");
  return `Result for ${nameOfHost(to)}${from === undefined ? "" : `, from ${nameOfHost(from)}`}: ${found}`;
}

/** Opens the words on how the promise is kept. */
function tellHow(): void {
  const details = document.querySelector<HTMLDetailsElement>("#promise")!;
  details.open = true;
  details.scrollIntoView({ block: "end" });
  details.querySelector("summary")!.focus();
}

async function startFrom(example: number): Promise<void> {
  const { EXAMPLES } = await import("./examples/all.js");
  start(EXAMPLES[example]!);
}

function Header() {
  return (
    <header class="top">
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M11 8H9.500A2.500 2.500 0 0 0 7 10.500v3L5 16l2 2.500v3A2.500 2.500 0 0 0 9.500 24H11M20 8h7M20 8v16h7M14 16h5" />
        </svg>
        mcpglot
      </h1>
      <p class="tagline">MCP server configurations, from one AI coding tool to another</p>
      <button type="button" class="button quiet promise" onClick={tellHow}>
        <Icon name="lock" />
        Nothing leaves this page
      </button>
      <nav class="top-tools" aria-label="Page">
        <button type="button" class="button for-examples" popovertarget="examples">
          Examples
          <Icon name="down" />
        </button>
        <ul id="examples" popover="auto" aria-label="Start from an example">
          {TITLES.map((title, at) => (
            <li key={title}>
              <button type="button" popovertarget="examples" popovertargetaction="hide" onClick={() => void startFrom(at)}>
                {title}
              </button>
            </li>
          ))}
        </ul>
        <button type="button" class="button" onClick={() => set({ sharing: true })}>
          <Icon name="share" />
          Share
        </button>
        <button type="button" class="button quiet" onClick={nextTheme} aria-label="Light or dark" title="Light or dark">
          <Icon name="theme" />
        </button>
      </nav>
    </header>
  );
}

const VIEWS: readonly [View, string][] = [
  ["findings", "Findings"],
  ["picture", "Field by field"],
  ["matrix", "Servers and tools"],
  ["targets", "All tools at once"],
];

/** Those that are loaded when they are first looked at. */
const LOADERS = {
  picture: () => import("./views/picture.js"),
  matrix: () => import("./views/matrix.js"),
  targets: () => import("./views/targets.js"),
  share: () => import("./views/share.js"),
};
const loaded: Partial<Record<View | "share", ComponentType>> = { findings: Findings };

function Shown({ view }: { view: View | "share" }) {
  const Part = loaded[view];
  const { converted, facts, server, to, system, bridge } = state;
  // Drawn anew where something of this has changed, and not with each key that is pressed.
  const part = useMemo(() => Part && <Part />, [Part, converted, facts, server, to, system, bridge]);
  if (!Part && view !== "findings") {
    void LOADERS[view]().then((module) => {
      loaded[view] = module.default;
      set({});
    });
  }
  return part ?? null;
}

/** The parts below the editors. */
function Views() {
  const count = useMemo(() => findings().length, [state.converted]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    // With another key beside it, an arrow is the browser's.
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const at = VIEWS.findIndex(([view]) => view === state.view);
    const [view] = VIEWS[(at + step + VIEWS.length) % VIEWS.length]!;
    set({ view });
    document.getElementById(`tab-${view}`)?.focus();
  };
  return (
    <section class="views" aria-label="About the translation">
      <div class="tabs" role="tablist" aria-label="About the translation" onKeyDown={move}>
        {VIEWS.map(([view, name]) => (
          <button
            key={view}
            id={`tab-${view}`}
            type="button"
            role="tab"
            aria-selected={state.view === view}
            aria-controls="view"
            tabIndex={state.view === view ? 0 : -1}
            onClick={() => set({ view })}
          >
            {name}
            {view === "findings" && <span class={`count ${count === 0 ? "is-none" : ""}`}>{count}</span>}
          </button>
        ))}
      </div>
      <div id="view" class="view" role="tabpanel" aria-labelledby={`tab-${state.view}`} tabIndex={0}>
        <Shown view={state.view} />
      </div>
    </section>
  );
}

function Footer() {
  return (
    <footer class="bottom">
      <details id="promise">
        <summary>
          <Icon name="lock" />
          How it is made sure that nothing leaves this page
        </summary>
        <p>
          The translation is WebAssembly that runs here, in a worker. The page’s content policy lets the browser load files of this site
          and nothing else: a request to another address is refused by the browser, whatever asks for it. The worker is bound by the same
          policy, and the service worker, which serves the page without a network, gives up every way to reach another site before it does
          anything. There is no account, no cookie and no analytics. Go offline and try: it works the same.
        </p>
      </details>
      {state.facts && (
        <p>
          {state.facts.hosts.length} tools, as of {state.facts.asOf}
        </p>
      )}
    </footer>
  );
}
