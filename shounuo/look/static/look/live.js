/* What keeps a page live and calm.
   - A region with data-live="/url" asks again every data-every seconds (5), with jitter, using ETags: 304 changes
     nothing (data-tag is the one it was drawn with). It is not replaced while somebody types, selects or has a dialog or menu open inside it.
     What somebody has folded or unfolded (details with an id) stays so.
   - A lost connection shows a quiet bar; what was typed stays where it is.
   - An htmx request that fails never wipes a form; the reason is said in words. */
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const say = (chinese, english) => (zh ? chinese : english);
  const bar = document.getElementById("connection");
  const lost = () => { if (bar) bar.hidden = false; };
  const found = () => { if (bar) bar.hidden = true; };

  /* -- regions ------------------------------------------------------------------------------- */
  const tags = new WeakMap();
  const busy = (region) => {
    if (region.querySelector("dialog[open], details[open][data-menu]")) return true;
    if ([...region.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue)) return true;
    const active = document.activeElement;
    if (active && region.contains(active) && active.matches("input, textarea, select")) return true;
    const marked = getSelection();
    return Boolean(marked && !marked.isCollapsed && region.contains(marked.anchorNode));
  };
  const swap = (region, html) => {
    const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
    const template = document.createElement("template");
    template.innerHTML = html;
    const folds = new Map([...region.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]));
    for (const fold of template.content.querySelectorAll("details[id]")) if (folds.has(fold.id)) fold.open = folds.get(fold.id);
    region.replaceChildren(template.content);
    if (window.htmx) window.htmx.process(region);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    region.dispatchEvent(new CustomEvent("look:swapped", { bubbles: true }));
  };
  const ask = async (region) => {
    const headers = { "HX-Request": "true", "Look-Live": "true" };
    const tag = tags.get(region) || region.dataset.tag;
    if (tag) headers["If-None-Match"] = tag;
    const answer = await fetch(region.dataset.live, { headers, cache: "no-store", credentials: "same-origin" });
    found();
    const time = answer.headers.get("Server-Now");
    if (time) document.dispatchEvent(new CustomEvent("look:server-now", { detail: time }));
    if (answer.status !== 200 || answer.redirected) return;
    const html = await answer.text();
    if (busy(region) || !region.isConnected) return;
    tags.set(region, answer.headers.get("ETag"));
    swap(region, html);
  };
  const follow = (region) => {
    if (region.dataset.following) return;
    region.dataset.following = "yes";
    const every = Number(region.dataset.every || 5) * 1000;
    let pause = every;
    const again = () => setTimeout(turn, pause * (0.8 + 0.4 * Math.random()));
    const turn = async () => {
      if (!region.isConnected) return;
      if (!document.hidden) {
        try { await ask(region); pause = every; } catch { lost(); pause = Math.min(pause * 2, 60000); }
      }
      again();
    };
    document.addEventListener("visibilitychange", () => { if (!document.hidden && region.isConnected) ask(region).catch(lost); });
    again();
  };
  const start = (root) => { for (const region of root.querySelectorAll("[data-live]")) follow(region); };
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt.parentElement || document));

  /* -- connection ---------------------------------------------------------------------------- */
  addEventListener("offline", lost);
  addEventListener("online", found);
  if (!navigator.onLine) lost();
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    lost();
  }, true);
  document.addEventListener("htmx:sendError", () => { lost(); });
  document.addEventListener("htmx:afterOnLoad", found);

  /* -- refusals ------------------------------------------------------------------------------ */
  const general = (status) => {
    if (status === 403) return say("您没有做这件事的权限。如果需要，请联系管理员。", "You may not do this. Ask an administrator if you need to.");
    if (status === 404) return say("找不到这个内容，它可能已被移走。请刷新页面。", "This cannot be found; it may have moved. Please reload the page.");
    if (status === 409) return say("内容刚刚被别人更改。您写的文字还在，请刷新后再试。", "Somebody changed this just now. Your words are kept; reload and try again.");
    if (status === 413) return say("文件太大，没有上传。您写的文字还在。", "The file is too large and was not uploaded. Your words are kept.");
    if (status === 429) return say("操作太频繁，请稍等片刻再试。", "Too many requests; please wait a moment.");
    return say("服务器暂时没有处理成功。您写的文字还在，请稍后再试。", "The server could not do this just now. Your words are kept; please try again.");
  };
  const reason = (answer) => {
    try {
      const told = JSON.parse(answer.responseText);
      if (told.detail || told.message) return String(told.detail || told.message);
    } catch { /* not JSON */ }
    const page = new DOMParser().parseFromString(answer.responseText || "", "text/html").querySelector("[data-refusal]");
    return page ? page.textContent.trim() : general(answer.status);
  };
  const tell = (words) => {
    const room = document.getElementById("notices");
    if (!room) return;
    const note = document.createElement("div");
    note.className = "notice";
    note.setAttribute("role", "alert");
    const text = document.createElement("span");
    text.textContent = words;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "link-button";
    close.textContent = say("知道了", "OK");
    close.addEventListener("click", () => note.remove());
    note.append(text, close);
    room.replaceChildren(note);
  };
  document.addEventListener("htmx:responseError", (event) => tell(reason(event.detail.xhr)));

  /* -- menus, dialogs ------------------------------------------------------------------------------ */
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
    if (event.target.matches("dialog[open]")) event.target.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  /* -- tabs: links to panels become tabs ------------------------------------------------------ */
  const pick = (tabs, tab, focus) => {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.hash.slice(1))?.toggleAttribute("hidden", !chosen);
    }
    if (focus) tab.focus();
  };
  const tabbed = (list) => {
    if (list.getAttribute("role") === "tablist") return;
    const tabs = [...list.querySelectorAll('a[href^="#"]')];
    list.setAttribute("role", "tablist");
    tabs.forEach((tab, n) => {
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", tab.hash.slice(1));
      tab.id ||= `tab-${tab.hash.slice(1)}`;
      const panel = document.getElementById(tab.hash.slice(1));
      panel?.setAttribute("role", "tabpanel");
      panel?.setAttribute("aria-labelledby", tab.id);
      if (panel) panel.tabIndex = 0;
      tab.addEventListener("click", (event) => { event.preventDefault(); pick(tabs, tab, false); });
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { event.preventDefault(); pick(tabs, tabs[(n + step + tabs.length) % tabs.length], true); }
      });
    });
    pick(tabs, tabs.find((tab) => tab.hasAttribute("aria-current")) || tabs[0], false);
    tabs.forEach((tab) => tab.removeAttribute("aria-current"));
  };
  const tabsIn = () => { for (const list of document.querySelectorAll("[data-tabs]")) tabbed(list); };
  tabsIn();
  document.addEventListener("htmx:afterSwap", tabsIn);
  document.addEventListener("look:swapped", tabsIn);
})();
