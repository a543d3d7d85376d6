// Serves the page where there is no network: a fixed list of files of this site, and nothing else.
//
// A policy in the page's HTML does not bind a service worker, and not every site sends headers. So this one gives up, before
// it does anything, whatever could reach another origin; what is left asks for the files of the list.

// Other pages of the same site may have caches of their own.
const PREFIX = `mcpglot ${self.registration.scope} `;
const VERSION = `${PREFIX}__VERSION__`;
/** @type {string[]} */
const FILES = __FILES__;

const urls = new Set(FILES.map((file) => new URL(file, self.location.href).href));
const request = self.fetch.bind(self);

for (const name of ["fetch", "importScripts", "XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource"]) {
  Object.defineProperty(self, name, { value: undefined, writable: false, configurable: false });
}
const MORE = { Cache: ["add", "addAll"], Clients: ["openWindow"], BackgroundFetchManager: ["fetch"], ServiceWorkerRegistration: ["showNotification"] };
for (const [type, names] of Object.entries(MORE)) {
  // Not every browser has them all.
  for (const name of names) if (self[type]) Object.defineProperty(self[type].prototype, name, { value: undefined });
}

/** A file of the list, from the network. */
async function load(url) {
  if (!urls.has(url)) throw new TypeError("not a file of this page");
  // What has a hash in its name is what the page has just loaded; anything else may have changed.
  const cache = url.includes("/assets/") ? "default" : "no-cache";
  const response = await request(url, { cache, credentials: "same-origin", redirect: "error" });
  if (!response.ok) throw new TypeError(`${url} answers ${response.status}`);
  return response;
}

self.addEventListener("install", (event) => {
  // A newer one waits until no page of the older is open: that page may still want its files.
  const fill = async () => {
    const cache = await caches.open(VERSION);
    await Promise.all([...urls].map(async (url) => cache.put(url, await load(url))));
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== VERSION) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  url.hash = "";
  url.search = "";
  const name = url.href.endsWith("/index.html") ? url.href.slice(0, -"index.html".length) : url.href;
  if (event.request.method !== "GET" || !urls.has(name)) {
    // Whatever else the page might ask for, here is the end of it.
    event.respondWith(Response.error());
    return;
  }
  event.respondWith(caches.open(VERSION).then(async (cache) => (await cache.match(name)) ?? load(name)));
});
