// A merge, shown: which lines are the author's, which are not, and what is gone.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { copied, editor, finish, mcpglot, opened, paste, settled, start } from "./support.mjs";

after(finish);

/** The lines of the result as they are drawn, each with its sign; a line may hold what is gone from it. */
const drawn = (page) =>
  page.evaluate(() => {
    const root = [...document.querySelectorAll(".editor")].map(({ shadowRoot }) => shadowRoot).find((root) => root.querySelector("[aria-label=Result]"));
    const signs = [...root.querySelectorAll(".cm-signs .cm-gutterElement")].filter((element) => element.style.visibility !== "hidden" && element.textContent);
    return [...root.querySelectorAll(".cm-line")].map((line, at) => {
      const gone = [...line.querySelectorAll("del")].map(({ textContent }) => textContent);
      const text = [...line.childNodes].filter((node) => node.nodeName !== "DEL").map(({ textContent }) => textContent);
      return { sign: signs[at].textContent, text: text.join(""), gone, added: [...line.querySelectorAll("ins")].map(({ textContent }) => textContent).join("") };
    });
  });

const TARGET = `# Mine.
[mcp_servers.search]
url = "https://mcp.example.com/v0" # as long as it lasts
tool_timeout_sec = 20


[projects."/code"]
trust_level = "trusted"
`;
const SOURCE = `{ "mcpServers": {
  "search": { "type": "http", "url": "https://mcp.example.com/v1", "timeout": 20000 },
  "files": { "command": "npx", "args": ["-y", "files-mcp"] }
} }
`;

describe("merging", () => {
  it("marks each line that is not the author's, and no other", () =>
    opened(async (page) => {
      await start(page, "Merge into a commented config.toml");
      await page.getByRole("button", { name: "Existing file", exact: true }).click();
      await editor(page, "existing").focus();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.press("ControlOrMeta+c");
      const before = (await page.evaluate(() => navigator.clipboard.readText())).split("\n");
      await page.getByRole("button", { name: "Result", exact: true }).click();
      const lines = await drawn(page);
      assert.ok(lines.length > 15);
      const untouched = lines.filter(({ sign }) => sign === "=").map(({ text }) => text);
      assert.deepEqual(untouched, before.slice(0, untouched.length));
      for (const { sign, text } of lines.filter(({ text }) => text !== "")) assert.equal(sign === "=", before.includes(text), text);
    }));

  it("shows what is changed, and what it was", () =>
    opened(async (page) => {
      await page.getByLabel("The tool that the source is for").selectOption("claude-code");
      await paste(page, "source", SOURCE);
      await page.getByRole("button", { name: "Merge into…" }).click();
      await paste(page, "existing", TARGET);
      await page.getByRole("button", { name: "Result", exact: true }).click();
      assert.equal(await copied(page), mcpglot.convert(SOURCE, { from: "claude-code", to: "codex", into: TARGET }).text);
      const lines = await drawn(page);
      const url = lines.find(({ text }) => text.startsWith("url"));
      assert.equal(url.sign, "~");
      assert.equal(url.text, 'url = "https://mcp.example.com/v1" # as long as it lasts');
      assert.equal(url.gone.join(""), '"https://mcp.example.com/v0"');
      assert.equal(url.added, '"https://mcp.example.com/v1"');
      for (const mine of ["# Mine.", "tool_timeout_sec = 20", '[projects."/code"]']) assert.equal(lines.find(({ text }) => text === mine).sign, "=", mine);
      assert.equal(lines.find(({ text }) => text === "[mcp_servers.files]").sign, "+");
      await page.getByText(/8 untouched.*added.*1 changed/).waitFor();
    }));

  it("says so where there is nothing to do", () =>
    opened(async (page) => {
      await page.getByRole("button", { name: "Merge into…" }).click();
      await page.getByLabel("The tool that the source is for").selectOption("claude-code");
      const { text } = mcpglot.convert(SOURCE, { from: "claude-code", to: "codex" });
      await paste(page, "source", SOURCE);
      await paste(page, "existing", text);
      await page.getByText("The file says it all already: every byte stays").waitFor();
      await page.getByRole("button", { name: "Result", exact: true }).click();
      assert.ok((await drawn(page)).every(({ sign }) => sign === "="));
    }));

  it("keeps the file of each tool apart", () =>
    opened(async (page) => {
      const to = page.getByLabel("The tool that the result is for");
      await start(page, "Merge into a commented config.toml");
      await to.selectOption("claude-code");
      await page.getByText("A new file").waitFor();
      assert.match(await copied(page), /^\{/);
      await to.selectOption("codex");
      await page.getByText("22 added").waitFor();
      await settled(page);
    }));
});
