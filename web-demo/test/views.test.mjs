// What is below the editors: the way of each field, which tool runs which server, every tool at once.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { copied, editor, finish, mcpglot, meddle, opened, paste, settled, start } from "./support.mjs";

after(finish);

const SECRET = "s3cr3t-value";
const SOURCE = JSON.stringify({
  mcpServers: {
    local: { type: "stdio", command: "npx", args: ["-y", "some-mcp"], env: { API_KEY: SECRET } },
    remote: { type: "http", url: "https://mcp.example.com/v1", headers: { Authorization: "Bearer ${TOKEN}" }, timeout: 30000 },
    events: { type: "sse", url: "https://mcp.example.com/sse" },
  },
});
const FROM = "The tool that the source is for";

const begin = async (page, tab) => {
  await page.getByLabel(FROM).selectOption("claude-code");
  await paste(page, "source", SOURCE);
  await page.getByRole("tab", { name: tab }).click();
};

/** What is selected in an editor. */
const selected = (page, which) => editor(page, which).evaluate((element) => element.getRootNode().getSelection?.().toString() ?? getSelection().toString());

describe("views", () => {
  it("draw the way of each field, and lead to it", () =>
    opened(async (page) => {
      await begin(page, "Field by field");
      await page.getByRole("group", { name: "The server that is looked at" }).getByRole("button", { name: "remote" }).click();
      const ways = await page.locator(".way").evaluateAll((ways) => ways.map((way) => [way.className, ...[...way.querySelectorAll(".field code, .lines span")].map(({ textContent }) => textContent)]));
      assert.deepEqual(ways, [
        ["way same", "url", "the same", "url"],
        ["way rewritten", "headers.Authorization", "another way to say it", "bearer_token_env_var"],
        ["way unit", "timeout", "another unit", "tool_timeout_sec"],
      ]);
      await page.getByRole("button", { name: /^tool_timeout_sec/ }).click();
      assert.equal(await selected(page, "result"), "30");
      await page.getByRole("button", { name: /^headers.Authorization/ }).click();
      assert.equal(await selected(page, "source"), '"Bearer ${TOKEN}"');

      await page.getByRole("group", { name: "The server that is looked at" }).getByRole("button", { name: "events" }).click();
      await page.locator(".way.dropped .reason").getByText("has no sse transport").waitFor();
    }));

  it("draw the way of a server whatever it is called", () =>
    opened(async (page) => {
      await page.getByLabel(FROM).selectOption("claude-code");
      await page.getByLabel("The tool that the result is for").selectOption("vscode");
      await page.getByRole("tab", { name: "Field by field" }).click();
      for (const name of ["", "a.b", "räk 🦐", 'say "so"']) {
        await paste(page, "source", JSON.stringify({ mcpServers: { [name]: { command: "x" } } }));
        await page.waitForFunction(() => document.querySelector(".way"));
        assert.deepEqual(await page.locator(".way .field code").allTextContents(), ["the whole entry", "type", "command", "command"], name);
        assert.equal(await page.getByRole("group", { name: "The server that is looked at" }).getByRole("button", { pressed: true }).innerText(), name || '""');
      }
    }));

  it("tell of every tool and server what the npm package tells", () =>
    opened(async (page) => {
      await begin(page, "Servers and tools");
      await page.locator(".matrix[aria-busy=false]").waitFor();
      const cells = new Set(await page.locator(".cell").evaluateAll((cells) => cells.map(({ ariaLabel }) => ariaLabel)));
      const { hosts } = mcpglot.hosts();
      assert.equal(cells.size, 3 * hosts.length);
      for (const { id, name } of hosts) {
        const { diagnostics, text } = mcpglot.convert(SOURCE, { from: "claude-code", to: id });
        const written = text === undefined ? [] : mcpglot.read(text, { from: id }).servers.map(({ name }) => name);
        for (const server of ["local", "remote", "events"]) {
          const losses = diagnostics.filter(({ loss }) => loss?.server === server);
          const word = !written.includes(server) ? "cannot" : losses.length > 0 ? "works with losses" : "works";
          assert.ok(cells.has(`${server} in ${name}: ${word}`), `${server} in ${name}: ${word}`);
        }
      }
      await page.getByRole("button", { name: "events in Cursor: works", exact: true }).click();
      await settled(page);
      assert.match(await copied(page), /"mcpServers"/);
      assert.equal(await page.getByRole("tab", { selected: true }).innerText(), "Field by field");
    }));

  it("give every tool's file, paths, commands and links, and no secret in those", () =>
    opened(async (page) => {
      await begin(page, "All tools at once");
      await page.locator(".targets[aria-busy=false]").waitFor();
      const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
      const lines = [];
      for (const { id, name, commands } of mcpglot.hosts().hosts) {
        await page.getByRole("searchbox", { name: "Filter the tools" }).fill(id);
        const target = page.locator(".target").filter({ has: page.getByText(name, { exact: true }) });
        await target.getByRole("button", { name }).first().click();
        const said = await target.locator(".line code").allTextContents();
        const expected = mcpglot.commands(SOURCE, { from: "claude-code", to: id }).servers.flatMap(({ commands }) => commands.flatMap(({ text }) => text ?? []));
        assert.deepEqual(said, expected, id);
        if (commands.length === 0) await target.getByText("none that is known").waitFor();
        lines.push(...said);
      }
      assert.ok(lines.some((line) => line.startsWith("codex mcp add")) && lines.some((line) => line.startsWith("cursor://")));
      assert.ok(lines.every((line) => !line.includes(SECRET)));

      await page.getByRole("searchbox", { name: "Filter the tools" }).fill("vs code");
      await page.getByRole("button", { name: "Copy the file of VS Code" }).click();
      assert.equal(await clipboard(), mcpglot.convert(SOURCE, { from: "claude-code", to: "vscode" }).text);
      await page.getByRole("button", { name: "Copy the command for remote" }).click();
      assert.ok((await clipboard()).startsWith("code --add-mcp '"));
      await page.getByRole("region", { name: "Target" }).getByRole("button", { name: "macOS" }).click();
      await page.getByText("~/Library/Application Support/Code/User/mcp.json").first().waitFor();
    }));

  it("lead the keyboard into the table, whatever the source was before", () =>
    opened(async (page) => {
      await begin(page, "Servers and tools");
      await page.locator(".matrix[aria-busy=false]").waitFor();
      const reached = () => page.locator(".cell[tabindex='0']").evaluateAll((cells) => cells.map(({ ariaLabel }) => ariaLabel));
      await page.getByRole("button", { name: /^events in Cursor/ }).focus();
      assert.deepEqual(await reached(), ["events in Cursor: works"]);
      await paste(page, "source", '{ "mcpServers": { "only": { "command": "x" } } }');
      await page.locator(".matrix[aria-busy=false]").waitFor();
      assert.deepEqual(await reached(), ["only in Cursor: works"]);
      await page.locator(".cell[tabindex='0']").focus();
      await page.keyboard.press("ArrowDown");
      assert.equal((await reached()).length, 1);
      assert.ok(!(await reached()).includes("only in Cursor: works"));
    }));

  it("say of a server only what is known of it, while another source is asked about", () =>
    opened(async (page) => {
      await begin(page, "Servers and tools");
      await page.locator(".matrix[aria-busy=false]").waitFor();
      await meddle(page, "hold", "survey");
      await paste(page, "source", '{ "mcpServers": { "fresh": { "type": "ws", "url": "wss://fresh.example" } } }');
      await settled(page);
      await page.getByRole("columnheader", { name: "fresh" }).waitFor();
      assert.equal(await page.getByRole("button", { name: /^fresh in / }).count(), 0);
      await meddle(page, "pass", "survey");
      await page.locator(".matrix[aria-busy=false]").waitFor();
      await page.getByRole("button", { name: "fresh in OpenAI Codex: cannot" }).waitFor();
    }));

  it("tell a tool by command what its file says, over the bridge too", () =>
    opened(async (page) => {
      await begin(page, "Findings");
      await page.getByRole("checkbox", { name: /mcp-remote/ }).check();
      await settled(page);
      await page.getByRole("tab", { name: "All tools at once" }).click();
      await page.locator(".targets[aria-busy=false]").waitFor();
      await page.getByRole("button", { name: /^OpenAI Codex/ }).click();
      const { servers } = mcpglot.commands(SOURCE, { from: "claude-code", to: "codex", bridge: "mcp-remote" });
      const lines = servers.flatMap(({ commands }) => commands.flatMap(({ text }) => text ?? []));
      assert.match(lines.join("\n"), /events.*mcp-remote/);
      await page.getByRole("region", { name: "Target" }).getByRole("button", { name: "Linux" }).click();
      assert.deepEqual(await page.locator(".target-more .line code").allTextContents(), lines);
    }));

  it("reach by a bridge what a tool cannot reach", () =>
    opened(async (page) => {
      await begin(page, "Findings");
      await page.getByRole("checkbox", { name: /mcp-remote/ }).check();
      await settled(page);
      assert.equal(await copied(page), mcpglot.convert(SOURCE, { from: "claude-code", to: "codex", bridge: "mcp-remote" }).text);
      assert.match(await copied(page), /"mcp-remote/);
    }));

  it("say where a file belongs, on each system", () =>
    opened(async (page) => {
      await start(page, "goose, for Claude Desktop");
      const target = page.getByRole("region", { name: "Target" });
      for (const [system, path] of [
        ["macOS", "~/Library/Application Support/Claude/claude_desktop_config.json"],
        ["Linux", "~/.config/Claude/claude_desktop_config.json"],
        ["Windows", "%APPDATA%\\Claude\\claude_desktop_config.json"],
      ]) {
        await target.getByRole("button", { name: system }).click();
        await target.getByRole("button", { name: "Copy the path" }).click();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), path);
      }
      await page.getByLabel("The tool that the result is for").selectOption("codex");
      await target.getByRole("button", { name: "Copy the path" }).click();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "%USERPROFILE%\\.codex\\config.toml");
    }));

  it("fold what belongs together, and find words", () =>
    opened(async (page) => {
      await editor(page, "result").focus();
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.press("ControlOrMeta+Shift+[");
      assert.doesNotMatch(await editor(page, "result").innerText(), /server-filesystem/);
      await page.keyboard.press("ControlOrMeta+Shift+]");
      assert.match(await editor(page, "result").innerText(), /server-filesystem/);
      await page.keyboard.press("ControlOrMeta+f");
      await page.getByRole("textbox", { name: "Find" }).focus();
      await page.keyboard.type("SEARCH_KEY");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Escape");
      await page.getByRole("textbox", { name: "Find" }).waitFor({ state: "detached" });
      await page.keyboard.press("ControlOrMeta+c");
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "SEARCH_KEY");
    }));
});
