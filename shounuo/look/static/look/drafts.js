/* Nobody's words are lost. A form with data-draft="key" is kept in this browser as it is typed and restored
   after a reload; it is forgotten only when the server says so, by an element data-draft-clear="key" in its
   answer or by a cookie draft-clear=key (for answers that redirect). Drafts are kept per person, for a week.
   A hidden field with data-keep (what the form is sent under) belongs to the draft too. Files cannot be kept: the
   note says so where some were chosen. */
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const say = (chinese, english) => (zh ? chinese : english);
  const person = document.documentElement.dataset.person || "guest";
  const place = (key) => `draft:${person}:${key}`;
  const week = 7 * 24 * 3600 * 1000;

  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(place(key))); } catch { return null; } },
    write(key, values, files) { try { localStorage.setItem(place(key), JSON.stringify({ saved: Date.now(), values, files })); } catch { /* full or private */ } },
    drop(key) { try { localStorage.removeItem(place(key)); } catch { /* private browsing */ } },
  };
  const expire = () => {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("draft:")) continue;
      try { if (Date.now() - JSON.parse(localStorage.getItem(name)).saved > week) localStorage.removeItem(name); } catch { localStorage.removeItem(name); }
    }
  };

  const kept = (field) => field.name && !field.name.startsWith("csrf") && !field.disabled && !field.hasAttribute("data-no-draft")
    && (!["password", "file", "hidden", "submit", "button", "reset"].includes(field.type) || field.hasAttribute("data-keep"));
  const chosen = (form) => [...form.elements].reduce((sum, field) => sum + (field.type === "file" ? field.files.length : 0), 0);
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
  const initial = (field) => {
    if (isChoice(field)) return field.defaultChecked;
    if (field.options) return [...field.options].some((o) => o.defaultSelected) ? [...field.options].find((o) => o.defaultSelected).value : field.options[0]?.value;
    return field.defaultValue;
  };
  const gather = (form) => {
    const values = [];
    for (const field of form.elements) {
      if (!kept(field)) continue;
      values.push([field.name, isChoice(field) ? field.value : null, isChoice(field) ? field.checked : field.value]);
    }
    return values;
  };
  const changed = (form) => [...form.elements].some((field) => kept(field) && (isChoice(field) ? field.checked : field.value) !== initial(field));
  const put = (form, values) => {
    let touched = false;
    for (const [name, choice, value] of values) {
      for (const field of form.elements) {
        if (field.name !== name || !kept(field)) continue;
        if (choice !== null) {
          if (field.value !== choice || field.checked === value) continue;
          field.checked = value;
        } else {
          if (field.value === value || value === "") continue;
          if (field.type === "hidden") field.dataset.fresh = field.value;
          field.value = value;
        }
        touched = true;
      }
    }
    return touched;
  };

  const note = (form, files) => {
    const line = document.createElement("div");
    line.className = "draft-note";
    line.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = say("已恢复您上次没有发出的草稿。", "Your unsent draft has been restored.")
      + (files ? say("附件浏览器不能保留，请重新选择。", " A browser cannot keep files; please choose them again.") : "");
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "link-button";
    discard.textContent = say("放弃草稿", "Discard it");
    discard.addEventListener("click", () => {
      form.reset();
      for (const field of form.querySelectorAll("[data-fresh]")) field.value = field.dataset.fresh;
      store.drop(form.dataset.draft);
      line.remove();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    line.append(words, discard);
    form.prepend(line);
  };

  const restore = (form) => {
    if (form.dataset.draftReady) return;
    form.dataset.draftReady = "yes";
    const draft = store.read(form.dataset.draft);
    if (!draft || Date.now() - draft.saved > week || !put(form, draft.values)) return;
    note(form, draft.files);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const keep = (form) => (changed(form) ? store.write(form.dataset.draft, gather(form), chosen(form)) : store.drop(form.dataset.draft));
  const forget = (key) => {
    store.drop(key);
    for (const form of document.querySelectorAll("form[data-draft]")) {
      if (form.dataset.draft === key) form.querySelector(".draft-note")?.remove();
    }
  };

  const heed = (root) => {
    for (const element of root.querySelectorAll("[data-draft-clear]")) forget(element.dataset.draftClear);
    if (root.matches?.("[data-draft-clear]")) forget(root.dataset.draftClear);
  };
  const heedCookie = () => {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith("draft-clear="));
    if (!found) return;
    for (const key of decodeURIComponent(found.slice(12)).replaceAll('"', "").split("|")) forget(key);
    document.cookie = "draft-clear=; Max-Age=0; Path=/; SameSite=Lax";
  };
  const start = (root) => {
    heedCookie();
    heed(root);
    for (const form of root.querySelectorAll("form[data-draft]")) restore(form);
    if (root.matches?.("form[data-draft]")) restore(root);
  };

  const heard = (event) => {
    const form = event.target.form || event.target.closest?.("form");
    if (form?.dataset.draft && form.dataset.draftReady) keep(form);
  };
  try { expire(); } catch { /* private browsing */ }
  start(document.documentElement);
  document.addEventListener("input", heard);
  document.addEventListener("change", heard);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  document.addEventListener("look:swapped", (event) => start(event.target));
})();
