// Open a file, merge into it, save it in place; and never over what somebody else has written meanwhile.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { finish, opened, settled, start } from "./support.mjs";

after(finish);

/** Has the browser's dialog answer with a real file handle, of the page's own file system. */
const dialog = (page, text) =>
  page.evaluate(async (text) => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle("config.toml", { create: true });
    globalThis.write = async (text) => {
      const writable = await handle.createWritable();
      await writable.write(text);
      await writable.close();
    };
    globalThis.read = async () => (await handle.getFile()).text();
    await globalThis.write(text);
    globalThis.showOpenFilePicker = async () => [handle];
  }, text);

describe("saving in place", () => {
  it("writes the merged file, and refuses where it has changed", () =>
    opened(async (page) => {
      await start(page, "Codex, for Claude Code");
      await page.getByLabel("The tool that the source is for").selectOption("codex");
      await page.getByLabel("The tool that the result is for").selectOption("grok-build");
      await settled(page);
      await dialog(page, "# mine\r\n");
      await page.getByRole("button", { name: "Merge into…" }).click();
      await page.getByRole("region", { name: "Target" }).getByRole("button", { name: "Open" }).click();
      await page.getByText("config.toml is open").waitFor();
      await settled(page);

      await page.evaluate(() => globalThis.write("# somebody else's\r\n"));
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("config.toml has changed meanwhile").waitFor();
      assert.equal(await page.evaluate(() => globalThis.read()), "# somebody else's\r\n");

      await settled(page);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("config.toml is saved").waitFor();
      assert.match(await page.evaluate(() => globalThis.read()), /^# somebody else's\r\n\r\n\[mcp_servers\.figma\]\r\n/);
      await page.getByText("The file says it all already").waitFor();
    }));
});
