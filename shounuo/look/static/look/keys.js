/* The keyboard. j/k walk the rows, Enter opens; any element with data-key="x" answers the key x, the one in the
   current row first; ? shows help; Ctrl/⌘ K opens the palette, which finds every [data-palette] on the page and the
   list in <script type="application/json" id="palette-data">. Single keys can be switched off (WCAG 2.1.4). */
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const say = (chinese, english) => (zh ? chinese : english);
  const shown = (element) => element.getClientRects().length > 0;
  const typing = (element) => element.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

  /* -- single keys --------------------------------------------------------------------------- */
  const enabled = () => { try { return localStorage.getItem("single-keys") !== "off"; } catch { return true; } };
  const rows = () => [...document.querySelectorAll("[data-row]")].filter(shown);
  const current = () => document.querySelector("[data-row].is-current");
  const link = (row) => row.querySelector("[data-open]") || row.querySelector("a");
  const choose = (row) => {
    current()?.classList.remove("is-current");
    row.classList.add("is-current");
    link(row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    remembered = row.dataset.row;
  };
  let remembered = null;
  const walk = (step) => {
    const all = rows();
    if (!all.length) return;
    const here = all.indexOf(current());
    choose(all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + step))]);
  };
  const answer = (key) => {
    const mine = [...(current()?.querySelectorAll("[data-key]") || [])];
    const all = [...mine, ...document.querySelectorAll("[data-key]")];
    const target = all.find((element) => element.dataset.key === key && shown(element) && !element.disabled);
    if (!target) return false;
    if (target.matches("input, textarea, select")) { target.focus(); target.select?.(); } else target.click();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      if (palette) { event.preventDefault(); open(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !enabled()) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); walk(event.key === "j" ? 1 : -1); return; }
    if (event.key === "?") { const help = document.getElementById("help"); if (help) { event.preventDefault(); help.showModal(); } return; }
    if (event.key === "Enter" && current() && event.target === document.body) { link(current())?.click(); return; }
    if (event.key.length === 1 && answer(event.key)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || row === current()) return;
    current()?.classList.remove("is-current");
    row.classList.add("is-current");
    remembered = row.dataset.row;
  });
  document.addEventListener("look:swapped", () => {
    if (!remembered || current()) return;
    rows().find((row) => row.dataset.row === remembered)?.classList.add("is-current");
  });
  for (const toggle of document.querySelectorAll("input[data-single-keys]")) {
    toggle.checked = enabled();
    toggle.addEventListener("change", () => { try { localStorage.setItem("single-keys", toggle.checked ? "on" : "off"); } catch { /* this page only */ } });
  }

  /* -- palette ------------------------------------------------------------------------------- */
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input");
  const list = palette.querySelector("[role=listbox]");
  const nothing = palette.querySelector("[data-none]");
  let actions = [], visible = [], at = 0;

  const collect = () => {
    const found = [...document.querySelectorAll("[data-palette]")].filter((element) => !element.disabled).map((element) => ({
      label: element.dataset.palette || element.textContent.trim(),
      hint: element.dataset.key || element.dataset.hint || "",
      run: () => element.click(),
    }));
    const data = document.getElementById("palette-data");
    const listed = data ? JSON.parse(data.textContent) : [];
    for (const { label, hint = "", href } of listed) found.push({ label, hint, run: () => { location.href = href; } });
    return found;
  };
  const number = (text) => (palette.dataset.case && /^(sn-?)?\d{9,}$/i.test(text) ? `SN-${text.replace(/\D/g, "")}` : null);
  const sought = () => {
    const text = input.value.trim().toLowerCase();
    const hits = actions.filter((action) => action.label.toLowerCase().includes(text));
    const id = number(text);
    if (id) hits.unshift({ label: say(`打开案例 ${id}`, `Open case ${id}`), hint: "", run: () => { location.href = palette.dataset.case + id; } });
    else if (text && palette.dataset.search) {
      hits.push({ label: say(`搜索“${input.value.trim()}”`, `Search for “${input.value.trim()}”`), hint: "", run: () => { location.href = palette.dataset.search + encodeURIComponent(input.value.trim()); } });
    }
    return hits.slice(0, 12);
  };
  const paint = () => {
    visible = sought();
    at = Math.min(at, Math.max(0, visible.length - 1));
    list.replaceChildren(...visible.map((action, n) => {
      const option = document.createElement("li");
      option.id = `palette-${n}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(n === at));
      const label = document.createElement("span");
      label.textContent = action.label;
      option.append(label);
      if (action.hint) { const key = document.createElement("kbd"); key.textContent = action.hint; option.append(key); }
      option.addEventListener("click", () => run(n));
      return option;
    }));
    nothing.hidden = visible.length > 0;
    if (visible.length) input.setAttribute("aria-activedescendant", `palette-${at}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const run = (n) => { const action = visible[n]; palette.close(); action?.run(); };
  const open = () => {
    if (palette.open) return;
    actions = collect();
    input.value = "";
    at = 0;
    palette.showModal();
    paint();
    input.focus();
  };
  input.addEventListener("input", () => { at = 0; paint(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); at = visible.length ? (at + step + visible.length) % visible.length : 0; paint(); }
    if (event.key === "Enter") { event.preventDefault(); run(at); }
    if (event.key === "Escape") { event.preventDefault(); palette.close(); }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-open-palette]")) open(); });
})();
