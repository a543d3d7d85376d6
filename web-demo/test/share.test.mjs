// A link opens what was on the page, and holds no secret unless somebody insists.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { inflateRawSync } from "node:zlib";

import { copied, editor, finish, mcpglot, opened, paste, settled, start } from "./support.mjs";

after(finish);

const SECRETS = ["s3cr3t-env-value", "s3cr3t-header", "s3cr3t-argument", "s3cr3t-assigned", "s3cr3t-query", "s3cr3t-comment", "s3cr3t-default", "s3cr3t-quoted"];
const SOURCE = JSON.stringify(
  {
    mcpServers: {
      local: {
        command: "npx",
        args: ["-y", "@scope/server@1.2.3", "--token", SECRETS[2], `--api-key=${SECRETS[3]}`],
        env: { API_KEY: SECRETS[0], QUOTED: `"${SECRETS[7]}"\n'two'\\ lines: #`, MODE: "${MODE}" },
        timeout: 45000,
      },
      remote: {
        type: "http",
        url: `https://mcp.example.com/v1?key=${SECRETS[4]}`,
        headers: { Authorization: "Bearer ${REMOTE_TOKEN}", "X-Key": SECRETS[1], "X-Team": `\${TEAM:-${SECRETS[6]}}` },
      },
    },
  },
  null,
  2,
);

/** What a link holds. */
const held = (address) => inflateRawSync(Buffer.from(new URL(address).hash.slice("#1.".length), "base64url")).toString();

/** The link that the page makes. */
async function link(page, everything = false) {
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog");
  if (everything) await dialog.getByRole("checkbox").check();
  await page.waitForFunction(() => document.querySelector(".share-link input")?.value);
  const address = await dialog.getByRole("textbox", { name: "The link" }).inputValue();
  await dialog.getByRole("button", { name: "Close" }).click();
  return address;
}

describe("sharing", () => {
  it("opens what was there, with the values hidden", () =>
    opened(async (page) => {
      await start(page, "Merge into a commented config.toml");
      const address = await link(page);
      assert.ok(!held(address).includes("n0t-a-real-passw0rd"));
      assert.ok(!held(address).includes("slow VPN"));
      await page.goto("about:blank");
      await page.goto(address);
      await settled(page);
      const text = await copied(page);
      assert.match(text, /PGPASSWORD = "•••"/);
      assert.match(text, /bearer_token_env_var = "GITHUB_TOKEN"/);
      assert.match(text, /\[mcp_servers\.scratch\]/);
    }));

  it("opens all of it where somebody insists", () =>
    opened(async (page) => {
      await start(page, "Merge into a commented config.toml");
      const before = await copied(page);
      const address = await link(page, true);
      await start(page, "Codex, for Claude Code");
      // The same page, another address: nothing is loaded again.
      await page.evaluate((hash) => (location.hash = hash), new URL(address).hash);
      await page.getByText("22 added").waitFor();
      assert.equal(await copied(page), before);
      assert.match(before, /n0t-a-real-passw0rd/);
    }));

  it("leaves the secrets of every host's documents out, and the servers in", () =>
    opened(async (page) => {
      for (const { id, serversAt } of mcpglot.hosts().hosts) {
        const { text } = mcpglot.convert(SOURCE, { from: "claude-code", to: id });
        const syntax = mcpglot.hosts(id).hosts[0].syntax;
        const comment = { json: "", toml: `# ${SECRETS[5]}\n`, yaml: `# ${SECRETS[5]}\n` }[syntax];
        const whole = syntax === "json" ? text.replace("{", `{ "${SECRETS[5]}": 1,`) : comment + text;
        await page.getByLabel("The tool that the source is for").selectOption(id);
        await paste(page, "source", whole);
        const said = held(await link(page));
        for (const secret of SECRETS) assert.ok(!said.includes(secret), `${id}: ${secret}`);
        const { s, f } = JSON.parse(said);
        assert.equal(f, id);
        assert.ok(s.includes(serversAt.at(-1) ?? ""), `${id}: ${s}`);
        const again = mcpglot.read(s, { from: id }).servers.map(({ name }) => name);
        assert.deepEqual(again, mcpglot.read(whole, { from: id }).servers.map(({ name }) => name), id);
        assert.ok(again.length > 0, id);
      }
    }));

  it("leaves out what only one host has a field for", () =>
    opened(async (page) => {
      const codex = `[mcp_servers.a]\nurl = "https://a.example"\nrequired = true\noauth_resource = "${SECRETS[0]}"\n`;
      const vscode = `{ "servers": { "a": { "command": "x", "dev": { "watch": "${SECRETS[0]}", "debug": { "type": "node" } } } } }`;
      for (const [id, text] of Object.entries({ codex, vscode })) {
        await page.getByLabel("The tool that the source is for").selectOption(id);
        await paste(page, "source", text);
        const { s } = JSON.parse(held(await link(page)));
        assert.ok(!s.includes(SECRETS[0]), s);
        assert.match(s, id === "codex" ? /oauth_resource = "•••"\nrequired = true/ : /"watch": "•••"/);
      }
    }));

  it("leaves a document out that cannot be read", () =>
    opened(async (page) => {
      await paste(page, "source", `{ "mcpServers": { "a": { "command": "x", "env": { "K": "${SECRETS[0]}" `);
      const address = await link(page);
      assert.ok(!held(address).includes(SECRETS[0]));
      assert.equal(JSON.parse(held(address)).s, "");
    }));

  it("says so where a link is damaged", () =>
    opened(
      async (page) => {
        await page.getByText("The link is damaged, so it is not opened").waitFor();
        assert.match(await editor(page, "source").innerText(), /mcpServers/);
      },
      { path: "#1.AAAA" },
    ));
});
