// Paste or drop something, and see what it is elsewhere.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { copied, downloaded, drop, editor, examples, finish, mcpglot, meddle, opened, paste, settled, start } from "./support.mjs";

after(finish);

/** Chooses in one of the page's lists. */
const choose = async (page, label, value) => {
  await page.getByLabel(label).selectOption(value);
  await settled(page);
};

/** The codes of all that is said, in the order in which it is shown. */
const codes = (page) => page.getByRole("tabpanel").locator(".finding-more button[aria-expanded]").allTextContents();

const FROM = "The tool that the source is for";
const TO = "The tool that the result is for";

describe("translating", () => {
  it("begins with an example, translated as Node.js translates it", () =>
    opened(async (page) => {
      assert.match(await copied(page), /^\[mcp_servers\.filesystem\]\ncommand = "npx"\n/);
      await page.getByText("OpenAI Codex has no sse transport, so docs is left out").waitFor();
      await page.getByText(".mcp.json is for Claude Code: the file has the name of its configuration").waitFor();
    }));

  // What a person who knows both hosts would look for in the result of each example, and all that is to be found.
  const EXAMPLES = {
    "A team's .mcp.json, for Codex": [['bearer_token_env_var = "GITHUB_TOKEN"', "tool_timeout_sec = 30\n"], ["transport-unsupported", "default-dropped"]],
    "Merge into a commented config.toml": [
      ['# never again "never"', "startup_timeout_sec = 20           # slow VPN", 'env_vars = ["DATABASE_URI"]', "# Mine alone; nobody else on the team has it."],
      ["transport-unsupported", "default-dropped", "target-only-kept", "target-only-kept"],
    ],
    "VS Code with questions, for Cursor": [['"Bearer ${env:LINEAR_KEY}"', '"${workspaceFolder}/.shots"'], ["input-becomes-variable"]],
    "Codex, for Claude Code": [['"Authorization": "Bearer ${FIGMA_TOKEN}"', '"timeout": 45000'], ["allow-list-dropped", "field-dropped", "disabled-server-omitted"]],
    "goose, for Claude Desktop": [['"args": ["mcp-server-fetch"]'], ["field-dropped", "field-dropped", "not-a-server", "host-not-verified"]],
    "A README's snippet, for VS Code": [['"type": "stdio"', '"WEATHER_API_KEY": "<your key>"'], ["source-is-block"]],
  };

  it("translates each example, and says what is to be said", () =>
    opened(async (page) => {
      assert.deepEqual(await examples(page), Object.keys(EXAMPLES));
      for (const [title, [texts, said]] of Object.entries(EXAMPLES)) {
        await start(page, title);
        const result = await copied(page);
        for (const text of texts) assert.ok(result.includes(text), `${title}: ${text}\n${result}`);
        assert.deepEqual(await codes(page), said, title);
      }
    }));

  it("gives what the npm package gives in Node.js", () =>
    opened(async (page) => {
      const source = '{ "mcpServers": { "räksmörgås 🦐": { "command": "x", "args": ["é", "\\u00e9"], "timeout": 1500 }, "b": { "url": "https://e.example" } } }';
      await paste(page, "source", source);
      for (const to of mcpglot.hosts().hosts.map(({ id }) => id)) {
        await choose(page, TO, to);
        const { text, diagnostics } = mcpglot.convert(source, { to });
        if (text === undefined) assert.ok(await page.locator(".refused").getByText("No result").isVisible());
        else assert.equal(await copied(page), text, to);
        for (const { message } of diagnostics) {
          const said = message.replaceAll("`", "");
          assert.ok((await page.getByRole("tabpanel").innerText()).includes(said), `${to}: ${said}`);
        }
      }
    }));

  it("takes a snippet of no tool, detected or so called", () =>
    opened(async (page) => {
      const part = page.getByRole("region", { name: "Source" });
      await paste(page, "source", '{ "a": { "command": "x" } }');
      assert.equal(await copied(page), '[mcp_servers.a]\ncommand = "x"\n');
      await part.getByText("This is a snippet, of no tool: its servers stand under no key.").waitFor();
      assert.deepEqual(await codes(page), ["servers-at-top"]);

      await paste(page, "source", '{ "mcpServers": { "b": { "command": "${X}", "comand": 1 } } }');
      await choose(page, FROM, "mcp-servers");
      await part.getByText("This is read as a snippet, of no tool, because you say so.").waitFor();
      assert.deepEqual(await codes(page), ["reference-not-expanded", "unknown-field"]);
      await part.getByRole("button", { name: "b", exact: true }).waitFor();
      for (const tab of ["Field by field", "Servers and tools", "All tools at once"]) await page.getByRole("tab", { name: tab }).click();
      await page.locator(".targets[aria-busy=false]").waitFor();
    }));

  it("says of a README what is to be said of its block, and mends that", () =>
    opened(async (page) => {
      const lines = ["{", '  "mcpServers": {', '    "a": { "url": "https://a.example/🦐", "http_headers": {}, "comand": "x" }', "  }", "}", ""];
      const block = lines.join("\r\n");
      const before = "\uFEFF# Räksmörgås 🦐\r\n\r\n- One line\r\n\r\n~~~json\r\n";
      const after = '~~~\r\n\r\n"That is all."\r\n';
      await drop(page, "section[aria-label=Source]", "README.md", Buffer.from(before + block + after));
      await choose(page, FROM, "cursor");

      const place = ({ line, column, code }) => `source ${line}:${column} ${code}`;
      const { diagnostics } = mcpglot.convert(before + block + after, { from: "cursor", to: "codex" });
      const own = mcpglot.validate(block, { host: "cursor" }).diagnostics.map((each) => place({ ...each, line: each.line + 5 }));
      assert.deepEqual(own, ["source 8:42 field-misspelled", "source 8:62 field-misspelled"]);
      const shown = await page.locator(".finding-more").evaluateAll((all) => all.map(({ childNodes }) => [...childNodes].map(({ textContent }) => textContent).join(" ")));
      assert.deepEqual(shown.sort(), [...new Set([...diagnostics.map(place), ...own])].sort());

      await page.getByRole("tabpanel").getByRole("button", { name: "Fix: rename it to headers" }).click();
      await settled(page);
      assert.match(await editor(page, "source").innerText(), /🦐", "headers": \{\}, "comand": "x" \}/);
      assert.match(await editor(page, "source").innerText(), /"That is all\."/);
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
      const download = await downloaded(page);
      assert.equal(download.name, "mcp.json");
      const { text } = mcpglot.convert(source, { to: "vscode", into: target });
      assert.equal(download.text, text);
      assert.ok(text.startsWith("\uFEFF{\r\n  // mine\r\n"));
    }));

  it("gives nothing of an older source, and shows that it is at work", () =>
    opened(async (page) => {
      await paste(page, "source", '{"mcpServers":{"older":{"command":"x"}}}');
      const bar = () => page.locator(".pane-body").evaluate((body) => getComputedStyle(body, "::after").visibility);
      const buttons = ["Copy the result", "Download"].map((name) => page.getByRole("button", { name }));
      for (const button of buttons) assert.ok(await button.isEnabled());
      assert.equal(await bar(), "hidden");
      await meddle(page, "hold");
      await editor(page, "source").focus();
      await page.keyboard.press("ControlOrMeta+End");
      await page.keyboard.type(" ");
      for (const button of buttons) assert.ok(await button.isDisabled());
      await page.waitForTimeout(250);
      assert.equal(await bar(), "visible");
      await page.locator("p.unseen[role=status]").getByText("Translating…").waitFor();
      await meddle(page, "pass");
      await settled(page);
      for (const button of buttons) assert.ok(await button.isEnabled());
      assert.equal(await bar(), "hidden");
    }));

  it("refuses a broken file with the reason and the place, and gives nothing of it", () =>
    opened(async (page) => {
      await drop(page, "section[aria-label=Source]", "mcp.json", Buffer.from('{\n  "mcpServers": {\n    "a": { "command": \n'));
      await page.locator(".refused").getByText("No result").waitFor();
      assert.ok(await page.getByRole("button", { name: "Copy the result" }).isDisabled());
      assert.ok(await page.getByRole("button", { name: "Download" }).isDisabled());
      assert.ok(await page.locator(".finding.error").first().isVisible());

      await drop(page, "section[aria-label=Source]", "latin1.json", Buffer.from([0x7b, 0xe9, 0x7d]));
      await page.getByText("latin1.json is not UTF-8 text, so it is not opened").waitFor();
    }));

  it("refuses a file that is too large to be a configuration, before it is read", () =>
    opened(async (page) => {
      for (const [side, name] of [["Source", "huge.json"], ["Target", "huge.toml"]]) {
        await drop(page, `section[aria-label=${side}]`, name, Buffer.from("{}"), 32 * 1024 * 1024);
        await page.getByText(`${name} is larger than 32 MiB, so it is not opened`).waitFor();
      }
      assert.match(await editor(page, "source").innerText(), /server-filesystem/);
      assert.match(await copied(page), /^\[mcp_servers\.filesystem\]/);
    }));
});
