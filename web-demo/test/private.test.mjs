// Nothing leaves: page, worker and service worker try to reach another site, with and without the headers of `_headers`.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, describe, it } from "node:test";

import { headersFor } from "../serve.mjs";
import { built, finish, launch, opened } from "./support.mjs";

after(finish);

/** Every way to reach an address that the surroundings know. It runs in the browser. */
async function attempts(address) {
  const ways = {
    fetch: () => fetch(`${address}fetch`, { mode: "no-cors" }),
    request: () => fetch(new Request(`${address}request`, { mode: "no-cors" })),
    xhr: () =>
      new Promise((done, failed) => {
        const request = new XMLHttpRequest();
        request.open("GET", `${address}xhr`);
        request.addEventListener("loadend", done);
        request.addEventListener("error", failed);
        request.send();
      }),
    beacon: () => navigator.sendBeacon(`${address}beacon`, "secret"),
    websocket: () => new WebSocket(`${address.replace("http", "ws")}websocket`),
    events: () => new EventSource(`${address}events`),
    transport: () => new WebTransport(`${address}transport`),
    script: () => importScripts(`${address}script`),
    module: () => import(`${address}module`),
    worker: () => new Worker(`${address}worker`),
    cache: async () => (await caches.open("x")).add(new Request(`${address}cache`, { mode: "no-cors" })),
    background: () => registration.backgroundFetch.fetch("x", `${address}background`),
    notification: () => registration.showNotification("x", { icon: `${address}notification` }),
    window: () => clients.openWindow(`${address}window`),
  };
  if (globalThis.document) {
    const element = (name, attributes) => () => document.body.append(Object.assign(document.createElement(name), attributes));
    Object.assign(ways, {
      image: element("img", { src: `${address}image` }),
      tag: element("script", { src: `${address}tag` }),
      style: element("link", { rel: "stylesheet", href: `${address}style` }),
      prefetch: element("link", { rel: "prefetch", href: `${address}prefetch` }),
      frame: element("iframe", { src: `${address}frame` }),
      video: element("video", { src: `${address}video`, preload: "auto" }),
      object: element("object", { data: `${address}object` }),
      form: () => {
        const form = Object.assign(document.createElement("form"), { action: `${address}form`, target: "_blank", method: "post" });
        document.body.append(form);
        form.submit();
      },
      base: element("base", { href: address }),
    });
  }
  const tried = [];
  for (const [name, way] of Object.entries(ways)) {
    tried.push(name);
    try {
      await Promise.race([way(), new Promise((enough) => setTimeout(enough, 150))]);
    } catch {
      // As it should be.
    }
  }
  await new Promise((enough) => setTimeout(enough, 300));
  return tried;
}

/** A site of somebody else, and the paths that were asked of it. */
async function elsewhere(work) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "text/html" }).end("");
  });
  server.on("upgrade", (request, socket) => {
    asked.push(request.url);
    socket.destroy();
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    return await work(`http://127.0.0.1:${server.address().port}/`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("nothing leaves", () => {
  it("by any of these ways, which do lead out of a page without a policy", () =>
    elsewhere((address, asked) =>
      elsewhere(async (blank) => {
        const { context, close } = await launch();
        try {
          const page = await context.newPage();
          await page.goto(blank);
          await page.evaluate(attempts, address);
          const ways = ["fetch", "xhr", "beacon", "websocket", "image", "tag", "frame", "form"];
          const missing = () => ways.filter((way) => !asked.includes(`/${way}`));
          // A busy browser takes its time over some of them.
          for (let count = 0; count < 100 && missing().length > 0; count++) await page.waitForTimeout(100);
          assert.deepEqual(missing(), []);
        } finally {
          await close();
        }
      }),
    ));

  for (const headers of [true, false]) {
    it(`from page, worker and service worker ${headers ? "with" : "without"} headers`, () =>
      elsewhere((address, asked) =>
        opened(
          async (page, { context }) => {
            await page.evaluate(() => navigator.serviceWorker.ready);
            assert.equal(page.workers().length, 1);
            assert.ok(page.workers()[0].url().startsWith("blob:"));
            assert.equal(context.serviceWorkers().length, 1);
            const tried = await Promise.all([page, ...page.workers(), ...context.serviceWorkers()].map((where) => where.evaluate(attempts, address)));
            assert.ok(tried.every((ways) => ways.length >= 12));
            assert.deepEqual(asked, []);
          },
          { site: { headers }, allowed: () => true },
        ),
      ));
  }

  it("by a policy that the page and the headers have in common", async () => {
    const html = await readFile(join(built, "index.html"), "utf8");
    const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(html)[1];
    const headers = headersFor(await readFile(join(built, "_headers"), "utf8"), "/service-worker.js");
    assert.equal(headers["Content-Security-Policy"], `${policy}; frame-ancestors 'none'`);
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /\*|https?:|unsafe-(inline|eval)'(?<!'wasm-unsafe-eval')/);
  });
});
