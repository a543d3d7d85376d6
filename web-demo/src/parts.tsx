// Small parts that the others are made of.

import type { ComponentChildren, HTMLAttributes } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { Editor } from "./editor/editor.js";
import { copy } from "./session.js";

const ICONS = {
  copy: "M8 8V5.500A1.500 1.500 0 0 1 9.500 4h9A1.500 1.500 0 0 1 20 5.500v9a1.500 1.500 0 0 1-1.500 1.500H16M5.500 8h9A1.500 1.500 0 0 1 16 9.500v9a1.500 1.500 0 0 1-1.500 1.500h-9A1.500 1.500 0 0 1 4 18.500v-9A1.500 1.500 0 0 1 5.500 8Z",
  done: "m5 12.500 4.500 4.500L19 7.500",
  download: "M12 4v11m0 0 4.500-4.500M12 15l-4.500-4.500M5 19.500h14",
  open: "M4 18.500v-12A1.500 1.500 0 0 1 5.500 5h4l2 2.500h7A1.500 1.500 0 0 1 20 9v9.500a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 18.500Z",
  save: "M5.500 4h10.500l4 4v10.500a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 18.500v-13A1.500 1.500 0 0 1 5.500 4ZM8 4v4.500h7V4M7.500 20v-6h9v6",
  clear: "M6 6l12 12M18 6 6 18",
  share: "M12 15V4m0 0L8 8m4-4 4 4M5 13v5.500A1.500 1.500 0 0 0 6.500 20h11a1.500 1.500 0 0 0 1.500-1.500V13",
  theme: "M12 4a8 8 0 1 0 0 16V4Zm0 0a8 8 0 0 1 0 16",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6.500 11h11a1.500 1.500 0 0 1 1.500 1.500v6a1.500 1.500 0 0 1-1.500 1.500h-11A1.500 1.500 0 0 1 5 18.500v-6A1.500 1.500 0 0 1 6.500 11Z",
  down: "m7 10 5 5 5-5",
  arrow: "M5 12h13m0 0-5-5m5 5-5 5",
} as const;

export function Icon({ name }: { name: keyof typeof ICONS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}

/** Shows an editor, which lives longer than the page's drawing of it. */
export function Show({ editor, hidden = false }: { editor: Editor; hidden?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current!.append(editor.element);
    editor.view.requestMeasure();
  }, [editor]);
  return <div ref={place} class="editor-place" hidden={hidden} />;
}

/** A choice of one out of many. */
export function Choice(props: {
  label: string;
  value: string;
  options: readonly { value: string; name: string }[];
  change: (value: string) => void;
  class?: string;
  id?: string;
}) {
  return (
    <span class={`choice ${props.class ?? ""}`}>
      <select id={props.id} aria-label={props.label} value={props.value} onChange={(event) => props.change(event.currentTarget.value)}>
        {props.options.map(({ value, name }) => (
          <option key={value} value={value} selected={value === props.value}>
            {name}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  );
}

/** A row of buttons of which one is pressed. */
export function Segments<T extends string>(props: { label: string; value: T; options: readonly [T, ComponentChildren][]; change: (value: T) => void }) {
  return (
    <span class="segments" role="group" aria-label={props.label}>
      {props.options.map(([value, name]) => (
        <button key={value} type="button" aria-pressed={value === props.value} onClick={() => props.change(value)}>
          {name}
        </button>
      ))}
    </span>
  );
}

/** A button that copies, and says so. */
export function Copy({ text, what, label = "Copy", primary = false }: { text: string | undefined; what: string; label?: string; primary?: boolean }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1600);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      class={`button small ${primary ? "primary" : ""}`}
      disabled={text === undefined}
      aria-label={`Copy ${what}`}
      onClick={() => void copy(text!, what).then(setDone)}
    >
      <Icon name={done ? "done" : "copy"} />
      {label}
    </button>
  );
}

/** A sentence of the core, with what it sets in backticks as code. */
export function Sentence({ text }: { text: string }) {
  const pieces = text.split("`");
  return <>{pieces.map((piece, at) => (at % 2 === 1 ? <code key={at}>{piece}</code> : piece))}</>;
}

/** What happens where a file is dropped on a part of the page. */
export function dropped(open: (file: File, handle: Promise<FileSystemHandle | null> | undefined) => void): HTMLAttributes<HTMLElement> {
  return {
    onDragOver: (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.currentTarget.classList.add("is-target");
    },
    onDragLeave: (event) => event.currentTarget.classList.remove("is-target"),
    onDropCapture: (event) => {
      event.currentTarget.classList.remove("is-target");
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      event.stopPropagation();
      const item = event.dataTransfer!.items[0] as { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> } | undefined;
      open(file, item?.getAsFileSystemHandle?.());
    },
  };
}

/** Asks for a file. */
export function pick(open: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.addEventListener("change", () => input.files?.[0] && open(input.files[0]));
  input.click();
}
