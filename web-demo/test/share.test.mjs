// A link opens what was on the page, and holds no secret unless somebody insists.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";

import { ODD_SERVER, ODD_VALUES, odd } from "./odd.mjs";
import { copied, drop, editor, examples, finish, here, mcpglot, opened, paste, settled, start } from "./support.mjs";

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

/** The end of a link that holds something. */
const hash = (shared) => `#1.${deflateRawSync(JSON.stringify(shared)).toString("base64url")}`;

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

/** Has the page's own worker say what may be shown of documents: of many, in the time of one link. */
async function sharing(page) {
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    let count = 0;
    const caught = new Promise((caught) => {
      Worker.prototype.postMessage = function (message) {
        Worker.prototype.postMessage = postMessage;
        caught(this);
        return postMessage.call(this, message);
      };
    });
    globalThis.share = async (question) => {
      const worker = await caught;
      const id = `test ${++count}`;
      return new Promise((answered, failed) => {
        const hear = ({ data }) => {
          if (data.id !== id) return;
          worker.removeEventListener("message", hear);
          if ("fault" in data) failed(new Error(data.fault));
          else answered(data.answer);
        };
        worker.addEventListener("message", hear);
        worker.postMessage({ id, question: { ask: "share", ...question } });
      });
    };
  });
  await link(page);
  return (question) => page.evaluate((question) => globalThis.share(question), question);
}

const namesOf = (text, from) => mcpglot.read(text, { from }).servers.map(({ name }) => name);

/** Each value that one reading has and the other hides. */
function* hidden(open, masked) {
  if (open === null || typeof open !== "object") {
    // What one host alone has is told as it is spelled.
    if (open !== masked) yield String(open).replace(/^"(.*)"$/, "$1");
  } else {
    for (const [key, value] of Object.entries(open)) yield* hidden(value, masked?.[key]);
  }
}

/** Holds that nothing is shared of `source` but what the core shows of it. */
function prove({ text, from }, source, what) {
  if (text === undefined) return;
  const [open, masked] = [false, true].map((masked) => mcpglot.read(text, { from, masked }).servers);
  assert.ok(open.every(({ extras, oauth_callback_port }) => !extras && oauth_callback_port === undefined), `${what}:\n${text}`);
  for (const value of hidden(open, masked)) assert.match(value, /•••/, `${what}:\n${text}`);
  // What the source hides at one place may be a word of what it shows at another.
  const own = [false, true].map((masked) => mcpglot.read(source, { from, masked }).servers);
  const shown = JSON.stringify(own[1]);
  const secrets = [...hidden(...own)].filter((value) => value.length > 5 && !shown.includes(JSON.stringify(value).slice(1, -1)));
  for (const value of [...secrets, ...SECRETS, ...ODD_VALUES]) assert.ok(!text.includes(value), `${what}: ${value} is in\n${text}`);
  // Nothing is in it but what our writers put there.
  assert.equal(mcpglot.convert(text, { from, to: from }).text, text, what);
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

  it("holds nothing that the core hides, wherever it stands", () =>
    opened(async (page) => {
      const share = await sharing(page);
      for (const { id, syntax, fields } of mcpglot.hosts().hosts) {
        const { text } = mcpglot.convert(SOURCE, { from: "claude-code", to: id });
        const own = fields.filter(({ kind }) => kind === "value of this host alone").map(({ key }) => key);
        const values = mcpglot.convert(JSON.stringify({ mcpServers: { local: ODD_SERVER } }), { from: "claude-code", to: id }).text;
        for (const [what, source] of Object.entries({ ...odd[syntax](text, own), values })) {
          const found = await share({ source, from: id });
          assert.notEqual(source, text, `${id}, ${what}`);
          // All servers that the host would start are shared, whatever else is in them.
          assert.deepEqual(namesOf(found.text, id), namesOf(source, id), `${id}, ${what}`);
          prove(found, source, `${id}, ${what}`);
        }
      }
    }));

  it("holds nothing that the core hides, of documents as there are", (t) =>
    opened(async (page) => {
      const documents = [];
      for (const title of await examples(page)) {
        await start(page, title);
        const { s, n, i } = JSON.parse(held(await link(page, true)));
        documents.push([n, s], ...(i ? [["config.toml", i]] : []));
      }
      assert.equal(documents.length, 7);
      const fixtures = join(here, "../tests/fixtures");
      for (const path of await readdir(fixtures, { recursive: true })) {
        if (/[/\\](?:sample|input)\.(?:json|toml|yaml)$/.test(path)) documents.push([path, await readFile(join(fixtures, path), "utf8")]);
      }
      const share = await sharing(page);
      let [readable, shared] = [0, 0];
      for (const [fileName, source] of documents) {
        const from = /^hosts[/\\]([^/\\]+)/.exec(fileName)?.[1];
        if (mcpglot.read(source, { from, fileName }).servers.length === 0) continue;
        const found = await share({ source, from, fileName });
        readable++;
        if (found.text !== undefined) shared++;
        prove(found, source, fileName);
      }
      t.diagnostic(`${shared} of ${readable} documents with servers are shared`);
      assert.ok(readable > 400 && shared > 0.95 * readable, `${shared} of ${readable}`);
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
        assert.doesNotMatch(s, /oauth_resource|required|dev/);
        assert.deepEqual(namesOf(s, id), ["a"]);
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

  it("makes no link that it would not open", () =>
    opened(async (page) => {
      const s = '{"mcpServers":{"a":{"command":"x"}}}';
      await page.evaluate((hash) => (location.hash = hash), hash({ s: s + " ".repeat(4_200_000), t: "codex" }));
      await page.getByText("The link holds too long a text, so it is not opened").waitFor();

      const dialog = page.getByRole("dialog");
      const link = dialog.getByRole("textbox", { name: "The link" });
      const made = () => page.waitForFunction(() => document.querySelector(".share-link input")?.value);
      const offer = async (blanks) => {
        await drop(page, "section[aria-label=Source]", "mcp.json", s, blanks);
        await page.getByRole("button", { name: "Share" }).click();
        await made();
        await dialog.getByRole("checkbox").check();
      };
      await offer(3_999_000);
      await made();
      assert.equal(JSON.parse(held(await link.inputValue())).s.length, s.length + 3_999_000);
      await dialog.getByRole("button", { name: "Close" }).click();

      await offer(4_200_000);
      await dialog.getByText("No link can be made: it would be too long for a link, which holds 4 MB at most.").waitFor();
      assert.equal(await link.inputValue(), "");
      assert.ok(await dialog.getByRole("button", { name: "Copy the link" }).isDisabled());
      // Its servers alone are not too much.
      await dialog.getByRole("checkbox").uncheck();
      await made();
      assert.equal(await dialog.getByText("No link can be made").count(), 0);
    }));

  it("says so where a link is for a tool that there is not, and takes every name of one that there is", () =>
    opened(
      async (page) => {
        const s = '{"mcpServers":{"linked":{"command":"x"}}}';
        const source = () => editor(page, "source").innerText();
        await page.getByText("The link is for a tool that is not known here, “nope”, so it is not opened").waitFor();
        assert.match(await source(), /server-filesystem/);

        const go = (shared) => page.evaluate((hash) => (location.hash = hash), hash(shared));
        await go({ s, t: "codex", f: "neither" });
        await page.getByText("not known here, “neither”").waitFor();
        await go({ s, t: "mcp-servers" });
        await page.getByText("not known here, “mcp-servers”").waitFor();
        assert.match(await source(), /server-filesystem/);

        const [alias] = mcpglot.hosts("vscode").hosts[0].aliases;
        await go({ s, t: alias, f: "claude" });
        await page.getByText("read as one for Claude Code").waitFor();
        assert.equal(await page.getByLabel("The tool that the result is for").inputValue(), "vscode");
        await go({ s, t: "codex", f: "mcp-servers" });
        await page.getByText("This is read as a snippet, of no tool, because you say so.").waitFor();
        assert.match(await copied(page), /\[mcp_servers\.linked\]/);
      },
      { path: hash({ s: "{}", t: "nope" }) },
    ));
});
