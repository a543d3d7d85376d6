// Open a file, merge into it, save it in place; and never over what somebody else has written meanwhile.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { editor, finish, meddle, opened, settled, start } from "./support.mjs";

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

const open = (page) => page.getByRole("region", { name: "Target" }).getByRole("button", { name: "Open" }).click();

/** Presses what saves, however short the time is in which that can be pressed; and waits until a save would be over. */
async function save(page) {
  await page.evaluate(() => {
    for (const button of document.querySelectorAll("button")) if (button.textContent.trim() === "Save") button.click();
  });
  await page.waitForTimeout(300);
}

describe("saving in place", () => {
  it("never writes a result that was not made of the file", () =>
    opened(async (page) => {
      await start(page, "Codex, for Claude Code");
      await page.getByLabel("The tool that the result is for").selectOption("grok-build");
      await settled(page);
      await dialog(page, "# mine\n");
      await meddle(page, "hold");
      await page.getByRole("button", { name: "Merge into…" }).click();
      await open(page);
      await page.getByText("config.toml is open").waitFor();
      assert.equal(await page.locator("main").getAttribute("aria-busy"), "true");
      await save(page);
      assert.equal(await page.evaluate(() => globalThis.read()), "# mine\n");
      // Nor can the older one be taken for one of the file in other ways.
      assert.ok(await page.getByRole("button", { name: "Copy the result" }).isDisabled());
      assert.ok(await page.getByRole("button", { name: "Download" }).isDisabled());

      await meddle(page, "pass");
      await settled(page);
      await page.getByRole("button", { name: "Save" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("config.toml is saved").waitFor();
      assert.match(await page.evaluate(() => globalThis.read()), /^# mine\n\n\[mcp_servers\.figma\]\n/);
      // There is nothing more to save, and the keyboard is where it was.
      await settled(page);
      assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());
      assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), "Save");
    }));

  it("writes nothing that was made of an older source", () =>
    opened(async (page) => {
      await start(page, "Codex, for Claude Code");
      await page.getByLabel("The tool that the result is for").selectOption("grok-build");
      await dialog(page, "# mine\n");
      await page.getByRole("button", { name: "Merge into…" }).click();
      await open(page);
      await page.getByText("config.toml is open").waitFor();
      await settled(page);
      await meddle(page, "hold");
      await editor(page, "source").focus();
      await page.keyboard.press("ControlOrMeta+End");
      await page.keyboard.type("\n[mcp_servers.newer]\ncommand = 'x'\n");
      await save(page);
      assert.equal(await page.evaluate(() => globalThis.read()), "# mine\n");
      await meddle(page, "pass");
      await settled(page);
      await save(page);
      assert.match(await page.evaluate(() => globalThis.read()), /^# mine\n.*\[mcp_servers\.newer\]/s);
    }));

  it("has nothing to write where there is no answer", () =>
    opened(async (page) => {
      await start(page, "Codex, for Claude Code");
      await page.getByLabel("The tool that the result is for").selectOption("grok-build");
      await settled(page);
      await dialog(page, "# mine\n");
      await page.getByRole("button", { name: "Merge into…" }).click();
      await open(page);
      await page.getByText("config.toml is open").waitFor();
      await settled(page);
      await meddle(page, "fail");
      await editor(page, "source").focus();
      await page.keyboard.press("ControlOrMeta+End");
      await page.keyboard.type("\n");
      await page.getByText("nobody").first().waitFor();
      assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());
      await save(page);
      assert.equal(await page.evaluate(() => globalThis.read()), "# mine\n");
    }));

  it("keeps what is changed by hand, and leaves the file alone where it is another text", () =>
    opened(async (page) => {
      await start(page, "Merge into a commented config.toml");
      await dialog(page, "# mine\n");
      await page.getByRole("button", { name: "Existing file", exact: true }).click();
      await open(page);
      await page.getByText("config.toml is open").waitFor();
      await settled(page);
      await page.getByRole("button", { name: "Existing file", exact: true }).click();
      await editor(page, "existing").focus();
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.type("# by hand\n");
      await settled(page);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("config.toml is saved").waitFor();
      const saved = await page.evaluate(() => globalThis.read());
      assert.match(saved, /^# by hand\n# mine\n\n\[mcp_servers\./);

      // Undone is also that it was opened: what stands there then is not the file.
      await page.getByRole("button", { name: "Existing file", exact: true }).click();
      await editor(page, "existing").focus();
      for (let step = 0; step < 10 && /# mine/.test(await editor(page, "existing").innerText()); step++) await page.keyboard.press("ControlOrMeta+z");
      await settled(page);
      assert.doesNotMatch(await editor(page, "existing").innerText(), /# mine/);
      assert.equal(await page.getByRole("button", { name: "Save" }).count(), 0);
      await save(page);
      assert.equal(await page.evaluate(() => globalThis.read()), saved);
    }));

  it("writes the merged file, and refuses where it has changed", () =>
    opened(async (page) => {
      await start(page, "Codex, for Claude Code");
      await page.getByLabel("The tool that the source is for").selectOption("codex");
      await page.getByLabel("The tool that the result is for").selectOption("grok-build");
      await settled(page);
      await dialog(page, "# mine\r\n");
      await page.getByRole("button", { name: "Merge into…" }).click();
      await open(page);
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

  it("opens nothing that is too large, and saves over nothing that has become so", () =>
    opened(async (page) => {
      await start(page, "Codex, for Claude Code");
      await page.getByLabel("The tool that the result is for").selectOption("grok-build");
      await dialog(page, "# mine\n");
      const grow = () => page.evaluate(() => globalThis.write(" ".repeat(32 * 1024 * 1024 + 1)));
      await grow();
      await page.getByRole("button", { name: "Merge into…" }).click();
      await open(page);
      await page.getByText("config.toml is larger than 32 MiB, so it is not opened").waitFor();
      assert.equal(await page.getByRole("button", { name: "Save" }).count(), 0);

      await page.evaluate(() => globalThis.write("# mine\n"));
      await open(page);
      await page.getByText("config.toml is open").waitFor();
      await settled(page);
      await grow();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("config.toml has changed meanwhile").waitFor();
      assert.equal((await page.evaluate(() => globalThis.read())).length, 32 * 1024 * 1024 + 1);
    }));
});
