// The dialog that makes a link, and shows what is in it before anybody sends it.

import { useEffect, useRef, useState } from "preact/hooks";

import { Copy } from "../parts.js";
import { set, source, state } from "../session.js";
import { linkTo } from "../share.js";
import type { Link } from "../share.js";
import "./share.css";

export default function Share() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [everything, setEverything] = useState(false);
  const [made, setMade] = useState<{ everything: boolean; link?: Link; fault?: string } | undefined>(undefined);
  // A link of the other kind is none: not even for the moment until the right one is made.
  const { link, fault } = made?.everything === everything ? made : {};
  useEffect(() => {
    if (!dialog.current!.open) dialog.current!.showModal();
  }, []);
  useEffect(() => {
    let stale = false;
    void linkTo(everything).then(
      (link) => !stale && setMade({ everything, link }),
      ({ message: fault }: Error) => !stale && setMade({ everything, fault }),
    );
    return () => {
      stale = true;
    };
  }, [everything, state.converted]);

  const preview = link ? [link.source, link.existing].filter((text) => text !== "").join("\n\n") : "";
  return (
    <dialog ref={dialog} class="share" aria-labelledby="share-title" onClose={() => set({ sharing: false })}>
      <h2 id="share-title">Share a link</h2>
      <p>
        The link holds the documents themselves, after its <code>#</code>: a part of the address that no browser sends to any site. It goes to
        whom you give it, and to nobody else.
      </p>
      {everything ? (
        <p class="reason">
          <b>Values are in it,</b> with everything else as it stands: variables, headers, arguments, comments. Whoever has the link has them.
        </p>
      ) : (
        <p>
          In it are the servers alone, their values hidden: of variables, headers, arguments that are no flags, and what follows a{" "}
          <code>?</code> in a URL. Comments, fields that this tool alone reads, and the rest of the file are left out.
        </p>
      )}
      <pre tabIndex={0} aria-label="What is in the link">
        {fault !== undefined ? "" : link === undefined ? "…" : preview || "Only the choice of tools"}
      </pre>
      {/* Always there, so that what comes into it is announced. */}
      <div role="status">{fault !== undefined && <p class="reason">No link can be made: {fault}.</p>}</div>
      {link && link.missing.length > 0 && !source.isEmpty && (
        <p class="reason">
          {link.missing.includes("source") ? "The source" : "The existing file"} is left out as a whole: it cannot be made sure that none of
          its values is seen.
        </p>
      )}
      <label class="option">
        <input type="checkbox" checked={everything} onChange={(event) => setEverything(event.currentTarget.checked)} />
        <span>Put in everything as it stands, secrets included</span>
      </label>
      <div class="share-link">
        <input type="text" readOnly aria-label="The link" value={link?.address ?? ""} onFocus={(event) => event.currentTarget.select()} />
        <Copy text={link?.address} what="the link" />
        <button type="button" class="button small" onClick={() => dialog.current!.close()}>
          Close
        </button>
      </div>
      {link && link.address.length > 8000 && <p class="say">It is {link.address.length} characters long: not every program takes such a link.</p>}
    </dialog>
  );
}
