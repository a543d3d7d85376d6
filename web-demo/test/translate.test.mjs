// Paste or drop something, and see what it is elsewhere.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, describe, it } from "node:test";

import { copied, drop, editor, finish, mcpglot, opened, paste, settled, start } from "./support.mjs";

after(finish);

/** Chooses in one of the page's lists. */
const choose = async (page, label, value) => {
  await page.getByLabel(label).selectOption(value);
  await settled(page);
};

const FROM = "The tool that the source is for";
const TO = "The tool that the result is for";

describe("translating", () => {
  it("begins with an example, translated as Node.js translates it", () =>
    opened(async (page) => {
      assert.match(await copied(page), /^\[mcp_servers\.filesystem\]\ncommand = "npx"\n/);
      await page.getByText("OpenAI Codex has no sse transport, so docs is left out").waitFor();
      await page.getByText(".mcp.json is for Claude Code: the file has the name of its configuration").waitFor();
    }));

  // What a person who knows both hosts would look for, of each example: in the result, and in the findings.
  const EXAMPLES = {
    "A team's .mcp.json, for Codex": [['bearer_token_env_var = "GITHUB_TOKEN"', "tool_timeout_sec = 30\n"], ["transport-unsupported", "default-dropped"]],
    "Merge into a commented config.toml": [
      ['# never again "never"', "startup_timeout_sec = 20           # slow VPN", 'env_vars = ["DATABASE_URI"]', "# Mine alone; nobody else on the team has it."],
      ["target-only-kept", "transport-unsupported"],
    ],
    "VS Code with questions, for Cursor": [['"Bearer ${env:LINEAR_KEY}"', '"${workspaceFolder}/.shots"'], ["input-becomes-variable"]],
    "Codex, for Claude Code": [['"Authorization": "Bearer ${FIGMA_TOKEN}"', '"timeout": 45000'], ["allow-list-dropped", "disabled-server-omitted"]],
    "goose, for Claude Desktop": [['"args": ["mcp-server-fetch"]'], ["field-dropped", "not-a-server"]],
    "A README's snippet, for VS Code": [['"type": "stdio"', '"WEATHER_API_KEY": "<your key>"'], ["source-is-block"]],
  };

  it("translates each example, and says what is to be said", () =>
    opened(async (page) => {
      const list = page.getByLabel("Start from an example");
      assert.deepEqual(await list.locator("option:not([disabled])").allTextContents(), Object.keys(EXAMPLES));
      for (const [title, [texts, codes]] of Object.entries(EXAMPLES)) {
        await start(page, title);
        const result = await copied(page);
        for (const text of texts) assert.ok(result.includes(text), `${title}: ${text}\n${result}`);
        for (const code of codes) await page.getByRole("tabpanel").getByRole("button", { name: code }).first().waitFor();
      }
    }));

  it("gives what the npm package gives in Node.js", () =>
    opened(async (page) => {
      const source = '{ "mcpServers": { "räksmörgås 🦐": { "command": "x", "args": ["é", "\\u00e9"], "timeout": 1500 }, "b": { "url": "https://e.example" } } }';
      await paste(page, "source", source);
      for (const to of mcpglot.hosts().hosts.map(({ id }) => id)) {
        await choose(page, TO, to);
        const { text, diagnostics } = mcpglot.convert(source, { to });
        if (text === undefined) assert.ok(await page.getByText("No result").isVisible());
        else assert.equal(await copied(page), text, to);
        for (const { message } of diagnostics) {
          const said = message.replaceAll("`", "");
          assert.ok((await page.getByRole("tabpanel").innerText()).includes(said), `${to}: ${said}`);
        }
      }
    }));

  it("reads a source for the host that it is told", () =>
    opened(async (page) => {
      await paste(page, "source", '{ "mcpServers": { "a": { "command": "x" } } }');
      await page.getByRole("region", { name: "Source" }).getByRole("button", { name: /Claude Desktop|Copilot CLI|Cursor/ }).first().click();
      await page.getByText("because you say so").waitFor();
      await choose(page, FROM, "");
      await page.getByText("several hosts keep their servers under this key").waitFor();
    }));

  it("underlines findings, says them at the cursor, and mends", () =>
    opened(async (page) => {
      await paste(page, "source", '[mcp_servers.search]\nurl = "https://mcp.example.com/v1"\nheaders = { X-Team = "core" }\n');
      await choose(page, FROM, "codex");
      await choose(page, TO, "vscode");
      await editor(page, "source").focus();
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.press("F8");
      await page.getByRole("status").getByText("is no field of OpenAI Codex").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("status").getByText("is no field of OpenAI Codex").waitFor({ state: "detached" });
      await page.locator(".cm-finding").first().hover();
      await page.getByRole("status").getByText("is no field of OpenAI Codex").waitFor();
      await page.getByRole("tabpanel").getByRole("button", { name: /^Fix/ }).click();
      await settled(page);
      assert.match(await editor(page, "source").innerText(), /http_headers = \{ X-Team = "core" \}/);
      assert.match(await copied(page), /"X-Team": "core"/);
      await page.keyboard.press("ControlOrMeta+z");
    }));

  it("keeps every byte of a file: its mark, its line breaks, its missing end", () =>
    opened(async (page) => {
      const source = '{"mcpServers":{"a":{"command":"x"}}}';
      const target = '\uFEFF{\r\n  // mine\r\n  "inputs": [],\r\n  "servers": {}\r\n}';
      await paste(page, "source", source);
      await choose(page, TO, "vscode");
      await drop(page, "section[aria-label=Target]", "mcp.json", Buffer.from(target));
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
      assert.equal(download.suggestedFilename(), "mcp.json");
      const { text } = mcpglot.convert(source, { to: "vscode", into: target });
      assert.equal(await readFile(await download.path(), "utf8"), text);
      assert.ok(text.startsWith("\uFEFF{\r\n  // mine\r\n"));
    }));

  it("refuses a broken file with the reason and the place, and gives nothing of it", () =>
    opened(async (page) => {
      await drop(page, "section[aria-label=Source]", "mcp.json", Buffer.from('{\n  "mcpServers": {\n    "a": { "command": \n'));
      await page.getByText("No result").waitFor();
      assert.ok(await page.getByRole("button", { name: "Copy the result" }).isDisabled());
      assert.ok(await page.getByRole("button", { name: "Download" }).isDisabled());
      assert.ok(await page.locator(".finding.error").first().isVisible());

      await drop(page, "section[aria-label=Source]", "latin1.json", Buffer.from([0x7b, 0xe9, 0x7d]));
      await page.getByText("latin1.json is not UTF-8 text, so it is not opened").waitFor();
    }));
});
