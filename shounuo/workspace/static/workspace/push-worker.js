/* The service worker of the desk: shows what was pushed, and opens the page it speaks of. Nothing is acknowledged by being
   opened; the page has a button for that. */
self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data ? event.data.json() : {}; } catch { /* not one of ours */ }
  event.waitUntil(self.registration.showNotification(said.title || "守诺 Shounuo", {
    body: said.body || "",
    tag: said.tag || "shounuo",
    renotify: Boolean(said.urgent),
    requireInteraction: Boolean(said.urgent),
    icon: "/static/look/mark.svg",
    data: { url: said.url || "/desk/" },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data.url, self.location.origin);
  const url = wanted.origin === self.location.origin ? wanted.href : `${self.location.origin}/desk/`;
  event.waitUntil((async () => {
    const windows = await self.clients.matchAll({ type: "window" });
    const open = windows.find((one) => one.url === url);
    return open ? open.focus() : self.clients.openWindow(url);
  })());
});
