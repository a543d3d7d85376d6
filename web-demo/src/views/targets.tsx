// Every tool at once: what goes into its file, where that lies, and the command or link that does it instead.

import type { Host } from "mcpglot/browser";
import { useEffect, useReducer, useState } from "preact/hooks";

import { Copy, Sentence } from "../parts.js";
import { filesOn, pathOn } from "../paths.js";
import type { Surveyed } from "../protocol.js";
import { choose, nameOfServer, state } from "../session.js";
import { follow, isWhole, survey, surveyed, verdictsOf } from "../survey.js";
import "./targets.css";

export default function Targets() {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => follow(() => draw(undefined)), []);
  useEffect(() => void survey());

  const { converted, facts } = state;
  if (!converted || !facts) return <p class="empty">Paste a configuration, and see it here as every tool wants it.</p>;
  const word = filter.trim().toLowerCase();
  const hosts = facts.hosts.filter(({ id, name, aliases }) => [id, name, ...aliases].some((each) => each.toLowerCase().includes(word)));
  return (
    <div class="targets" aria-busy={!isWhole()}>
      <p class="targets-head">
        <input type="search" aria-label="Filter the tools" placeholder="Filter the tools" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
        <span class="say">Commands and links hold no secret: a variable stands in for each, or it is left out.</span>
      </p>
      <ul>
        {hosts.map((host) => (
          <Target
            key={host.id}
            host={host}
            found={surveyed.get(host.id)}
            open={open.has(host.id)}
            toggle={() => setOpen(open.symmetricDifference(new Set([host.id])))}
          />
        ))}
      </ul>
      {hosts.length === 0 && <p class="empty">No tool is called that.</p>}
    </div>
  );
}

function Target({ host, found, open, toggle }: { host: Host; found: Surveyed | undefined; open: boolean; toggle: () => void }) {
  const servers = state.converted!.servers;
  const fates = found ? servers.map((server) => verdictsOf(found.outcome)(server).fate) : [];
  const count = (what: string) => fates.filter((each) => each === what).length;
  const files = filesOn(host, state.system);
  return (
    <li class="target">
      <h3>
        <button type="button" aria-expanded={open} onClick={toggle}>
          <span class="target-name">{host.name}</span>
          <code class="target-path">{files[0] ? pathOn(files[0], state.system) : "in its settings"}</code>
          <span class="target-count">
            {found && count("works") > 0 && <span class="works">{count("works")} work</span>}
            {found && count("losses") > 0 && <span class="losses">{count("losses")} with losses</span>}
            {found && count("cannot") > 0 && <span class="cannot">{count("cannot")} cannot</span>}
          </span>
        </button>
      </h3>
      {open && found && <Details host={host} found={found} />}
    </li>
  );
}

function Details({ host, found: { outcome, commands } }: { host: Host; found: Surveyed }) {
  const files = filesOn(host, state.system);
  return (
    <div class="target-more">
      <div>
        <h4>
          Its file
          <span class="actions">
            <button type="button" class="button small" onClick={() => choose({ to: host.id })}>
              Look at it above
            </button>
            <Copy text={outcome.text} what={`the file of ${host.name}`} />
          </span>
        </h4>
        {outcome.text === undefined ? (
          <p class="reason">
            <Sentence text={outcome.diagnostics.find(({ severity }) => severity === "error")?.message ?? "There is none"} />
          </p>
        ) : (
          <pre tabIndex={0}>{outcome.text}</pre>
        )}
        <ul class="files">
          {files.map((file) => (
            <li key={`${file.scope} ${file.path}`}>
              <span>{file.scope}</span>
              <code>{pathOn(file, state.system)}</code>
              <Copy text={pathOn(file, state.system)} what={`the path ${file.path}`} />
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h4>Its commands and links</h4>
        {host.commands.length === 0 && <p class="say">{host.name} has none that is known.</p>}
        {commands.servers.map(({ name, commands }) => (
          <div key={name} class="command">
            <p>
              <b>{nameOfServer(name)}</b>
            </p>
            {commands.map(({ kind, text, powershell }) => {
              const line = kind === "shell" && state.system === "windows" ? powershell : text;
              return line === undefined ? null : (
                <div key={line} class="line">
                  <span class="say">{kind === "link" ? line.slice(0, line.indexOf(":") + 1) : state.system === "windows" ? "PowerShell" : "shell"}</span>
                  <code tabIndex={0}>{line}</code>
                  {kind === "link" && isLink(line) && (
                    <a class="button small" href={line} rel="noreferrer" aria-label={`Open the link for ${nameOfServer(name)}`}>
                      Open
                    </a>
                  )}
                  <Copy text={line} what={`the ${kind === "link" ? "link" : "command"} for ${nameOfServer(name)}`} />
                </div>
              );
            })}
            {[...new Set(commands.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message)))].map((message) => (
              <p key={message} class="say">
                <Sentence text={message} />
              </p>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Whether an address leads to a program on this machine: neither into the network nor into this page. */
function isLink(address: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/.test(address) && !/^(?:https?|javascript|data|blob|file|vbscript):/i.test(address);
}
