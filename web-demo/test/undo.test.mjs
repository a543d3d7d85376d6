// What is undone is what was there before, and what is copied is what is there: byte for byte.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { downloaded, drop, editor, finish, opened, paste, settled } from "./support.mjs";

after(finish);

/** Files that say the same to their host, each with line breaks of its own. */
const FILES = {
  "line feeds": '{\n  // c\n  "mcpServers": {}\n}\n',
  "carriage returns too": '{\r\n  // c\r\n  "mcpServers": {}\r\n}\r\n',
  "both kinds": '{\r\n  // c\n  "mcpServers": {}\r\n}\r\n',
};

const region = (page) => page.getByRole("region", { name: "Target" });
const show = (page, name) => region(page).getByRole("button", { name, exact: true }).click();
const open = (page, text) => drop(page, "section[aria-label=Target]", "mcp.json", Buffer.from(text));

/** Presses keys in the existing file, and gives the result: nothing is merged into it, so that is the file itself. */
async function pressed(page, ...keys) {
  await editor(page, "existing").focus();
  for (const key of keys) await page.keyboard.press(key);
  await settled(page);
  return (await downloaded(page)).text;
}

const begin = async (page) => {
  await page.getByLabel("The tool that the result is for").selectOption("cursor");
  await paste(page, "source", '{"mcpServers":{}}');
};

describe("undoing", () => {
  for (const [first, older] of Object.entries(FILES)) {
    it(`brings a file with ${first} back as it was`, () =>
      opened(async (page) => {
        await begin(page);
        await open(page, older);
        await show(page, "Existing file");
        await region(page).getByRole("button", { name: "Clear" }).click();
        assert.equal(await pressed(page, "ControlOrMeta+z"), older, "cleared");

        for (const [second, newer] of Object.entries(FILES).filter(([name]) => name !== first)) {
          await open(page, newer);
          await show(page, "Existing file");
          assert.equal(await pressed(page, "ControlOrMeta+z"), older, second);
          assert.equal(await pressed(page, "ControlOrMeta+y"), newer, second);
          assert.equal(await pressed(page, "ControlOrMeta+z"), older, second);
        }
      }));
  }

  it("keeps the breaks of what is typed and undone", () =>
    opened(async (page) => {
      await begin(page);
      const text = FILES["carriage returns too"];
      await open(page, text);
      await show(page, "Existing file");
      assert.equal(await pressed(page, "ControlOrMeta+End", "/", "/", "Enter"), `${text}//\r\n`);
      assert.equal(await pressed(page, "ControlOrMeta+z", "ControlOrMeta+z"), text);
      // Undone is also that it was opened, and made again is all of it.
      assert.equal(await pressed(page, "ControlOrMeta+z"), '{\n  "mcpServers": {}\n}\n');
      assert.equal(await pressed(page, "ControlOrMeta+y"), text);
    }));

  it("copies a file with the breaks that it has", () =>
    opened(async (page) => {
      await begin(page);
      for (const [name, text] of Object.entries(FILES)) {
        await open(page, text);
        await editor(page, "result").focus();
        for (const key of ["a", "c"]) await page.keyboard.press(`ControlOrMeta+${key}`);
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text, name);
      }
    }));

  it("brings no file of another tool back", () =>
    opened(async (page) => {
      await begin(page);
      await open(page, FILES["line feeds"]);
      const to = page.getByLabel("The tool that the result is for");
      await to.selectOption("codex");
      await show(page, "Merge into…");
      await editor(page, "existing").focus();
      for (const key of ["z", "z", "y"]) await page.keyboard.press(`ControlOrMeta+${key}`);
      await settled(page);
      await region(page).getByRole("button", { name: "Merge into…" }).waitFor();

      // What is typed then is undone as ever, and the other tool has its file still.
      await page.keyboard.type("# mine");
      await show(page, "Existing file");
      await editor(page, "existing").focus();
      await page.keyboard.press("ControlOrMeta+z");
      await settled(page);
      await region(page).getByRole("button", { name: "Merge into…" }).waitFor();
      await to.selectOption("cursor");
      await settled(page);
      assert.equal((await downloaded(page)).text, FILES["line feeds"]);
    }));
});
