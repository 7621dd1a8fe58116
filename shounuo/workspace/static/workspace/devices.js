/* "Notify me on this device": asks the browser for a subscription and sends it like any other form. Words stand in the page;
   here they are only shown. Without service workers, or where notifications were refused, the page says so. */
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const mark = async (endpoint) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
    return [...new Uint8Array(digest)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  };
  const able = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const start = async (part) => {
    const show = (name) => { part.querySelector(`[data-push-${name}]`).hidden = false; };
    if (!able()) return show("unable");
    if (Notification.permission === "denied") return show("refused");
    const worker = await navigator.serviceWorker.getRegistration(part.dataset.pushScope);
    const held = worker && await worker.pushManager.getSubscription();
    const row = held && part.querySelector(`[data-mark="${await mark(held.endpoint)}"]`);
    if (row) {
      row.querySelector("[data-push-this]").hidden = false;
      row.querySelector("form").addEventListener("submit", (event) => {
        if (event.submitter?.value === "end") held.unsubscribe();
      });
      return undefined;
    }
    show("ask");
    part.querySelector("[data-push-ask]").addEventListener("click", () => ask(part, show));
    return undefined;
  };
  const ask = async (part, show) => {
    const form = part.querySelector("[data-push-form]");
    try {
      if (await Notification.requestPermission() !== "granted") return show("refused");
      const worker = await navigator.serviceWorker.register(part.dataset.pushWorker, { scope: part.dataset.pushScope });
      await navigator.serviceWorker.ready;
      const wanted = { userVisibleOnly: true, applicationServerKey: bytes(part.dataset.push) };
      const given = await worker.pushManager.subscribe(wanted);
      form.elements.subscription.value = JSON.stringify(given.toJSON());
      form.submit();
    } catch { show("failed"); }
    return undefined;
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const part of document.querySelectorAll("[data-push]")) start(part);
  });
})();
