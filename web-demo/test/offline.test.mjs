// After the first visit the network is not needed, and not used.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { copied, editor, finish, opened, paste, settled, start } from "./support.mjs";

after(finish);

/** Waits until the service worker has all files and serves the page. */
const precached = (page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
  });

/** Uses what is loaded late. */
async function useAll(page) {
  await start(page, "goose, for Claude Desktop");
  assert.match(await copied(page), /mcp-server-fetch/);
  await page.getByRole("tab").first().focus();
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    await page.getByRole("tabpanel").locator(":scope > *").first().waitFor();
  }
  await editor(page, "source").focus();
  await page.keyboard.press("ControlOrMeta+f");
  await page.getByRole("textbox", { name: "Find" }).waitFor();
}

describe("offline", () => {
  it("asks for nothing after the precache", () => {
    const asked = [];
    return opened(
      async (page) => {
        await precached(page);
        asked.length = 0;
        await useAll(page);
        await page.reload();
        await settled(page);
        await paste(page, "source", '{"mcpServers":{"a":{"command":"x"}}}');
        await useAll(page);
        // The browser itself looks whether there is a newer service worker.
        assert.deepEqual(
          asked.filter((path) => !path.endsWith("/service-worker.js")),
          [],
        );
      },
      { site: { seen: (path) => asked.push(path) } },
    );
  });

  it("works without a network, from a folder of a site too", () =>
    opened(
      async (page, { server }) => {
        await precached(page);
        await server.close();
        await page.reload();
        await settled(page);
        assert.match(await copied(page), /\[mcp_servers\.filesystem\]/);
        await useAll(page);
      },
      // A browser says that it has found no newer service worker.
      { site: { base: "/tools/mcpglot/" }, allowed: (text) => /service-worker|ERR_CONNECTION_REFUSED/.test(text) },
    ));

  it("serves its own files only", () =>
    opened(
      async (page) => {
        await precached(page);
        const status = (path) => page.evaluate((path) => fetch(path).then(({ status }) => status, () => "refused"), path);
        assert.equal(await status("./icon.svg"), 200);
        assert.equal(await status("./_headers"), "refused");
        assert.equal(await status("./other"), "refused");
      },
      { allowed: () => true },
    ));
});
