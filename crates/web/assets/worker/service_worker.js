// Keeps the page that opens with no server, and shows it in place of any page that cannot be had.
// The server writes SHELF, PAGE and FILES before these lines. Nothing of anybody is kept here.
self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const shelf = await caches.open(SHELF);
    await shelf.addAll(FILES);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((it) => it.startsWith("mainstay-") && it !== SHELF);
    await Promise.all(old.map((it) => caches.delete(it)));
    await self.clients.claim();
  })());
});

const kept = (address) => caches.open(SHELF).then((it) => it.match(address));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (FILES.includes(pathname)) {
    event.respondWith(kept(pathname).then((it) => it ?? fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async (error) => {
      const page = await kept(PAGE);
      if (page) return page;
      throw error;
    }));
  }
});
