// Files that are opened and saved in place, where the browser can do that.
//
// Only a file that is open is ever written: the browser's own way to name a new one empties what has that name already.

import { existing, notice, state, take, textOf } from "./session.js";

declare global {
  interface Window {
    showOpenFilePicker?: () => Promise<FileSystemFileHandle[]>;
  }
  interface FileSystemFileHandle {
    requestPermission?: (descriptor: { mode: "readwrite" }) => Promise<PermissionState>;
  }
}

/** Asks for the target's file. */
export async function openInPlace(): Promise<void> {
  try {
    const [handle] = await window.showOpenFilePicker!();
    if (handle) await keep(handle);
  } catch (error) {
    if ((error as Error).name !== "AbortError") notice(`The file cannot be opened: ${(error as Error).message}`);
  }
}

/** Takes a file as the target's, to be saved in place. */
export async function keep(handle: FileSystemFileHandle): Promise<void> {
  let text: string;
  try {
    text = await textOf(await handle.getFile());
  } catch (error) {
    return notice((error as Error).message);
  }
  take("existing", text, undefined, undefined, handle);
  notice(`${handle.name} is open`);
}

/** Writes the result into the file that is open, if that is still what was merged into. */
export async function saveInPlace(): Promise<void> {
  const { disk, result, busy } = state;
  if (!disk || !result || busy) return;
  const { handle } = disk;
  // A result that was made of another text would take what is in this one away.
  if (result.into !== existing.text) return notice(`${handle.name} is not saved: the result is about an older text of it`);
  try {
    if ((await handle.requestPermission?.({ mode: "readwrite" })) === "denied") return notice(`The browser does not let the page write ${handle.name}`);
    const now = await textOf(await handle.getFile()).catch(() => undefined);
    if (now !== disk.text) {
      if (now === undefined) return notice(`${handle.name} has changed meanwhile, and cannot be read: nothing is saved`);
      await keep(handle);
      return notice(`${handle.name} has changed meanwhile: it is read anew, and nothing is saved yet`);
    }
    // The browser writes beside the file, and puts that in its place when all is written.
    const writable = await handle.createWritable();
    await writable.write(new TextEncoder().encode(result.text));
    await writable.close();
    if (state.disk === disk) take("existing", result.text, undefined, undefined, handle);
    notice(`${handle.name} is saved`);
  } catch (error) {
    notice(`${handle.name} is not saved: ${(error as Error).message}`);
  }
}
