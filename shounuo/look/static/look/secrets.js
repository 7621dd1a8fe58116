/* Notices, while it is typed, a key or password that should not leave the browser, and offers to mask it in one tap.
   The patterns come from the server in <script type="application/json" id="secret-patterns">: [{"kind": "AWS 密钥",
   "pattern": "AKIA[0-9A-Z]{16}", "flags": "i"}]. A group named "secret" marks the part to mask. The server masks again. */
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const say = (chinese, english) => (zh ? chinese : english);
  const data = document.getElementById("secret-patterns");
  if (!data) return;
  const patterns = [];
  for (const { kind, pattern, flags = "" } of JSON.parse(data.textContent)) {
    try { patterns.push({ kind, test: new RegExp(pattern, `${flags.replace(/[gd]/g, "")}gd`) }); } catch { /* a pattern this browser cannot read */ }
  }

  const find = (text) => {
    const found = [];
    for (const { kind, test } of patterns) {
      for (const match of text.matchAll(test)) {
        const [from, to] = match.indices.groups?.secret || match.indices[0];
        const seen = found.some((other) => from < other.to && to > other.from);
        if (!seen && to > from && !/[*•]{3}/.test(text.slice(from, to))) found.push({ kind, from, to });
      }
    }
    return found.sort((a, b) => a.from - b.from);
  };
  const masked = (text) => (text.length >= 16 ? `${text.slice(0, 4)}****` : "****");
  const mask = (field) => {
    let text = field.value;
    for (const { from, to } of find(text).reverse()) text = text.slice(0, from) + masked(text.slice(from, to)) + text.slice(to);
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };

  const note = (field) => {
    const line = document.createElement("div");
    line.className = "secret-note";
    line.setAttribute("role", "alert");
    const words = document.createElement("span");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button is-small";
    button.textContent = say("隐去", "Mask it");
    button.addEventListener("click", () => mask(field));
    line.append(words, button);
    field.after(line);
    return line;
  };
  const notes = new WeakMap();
  const look = (field) => {
    const found = find(field.value);
    let line = notes.get(field);
    if (!found.length) { if (line) line.hidden = true; return; }
    if (!line || !line.isConnected) { line = note(field); notes.set(field, line); }
    const kinds = [...new Set(found.map((item) => item.kind))].join(say("、", ", "));
    const text = say(`这里像是有${kinds}，发出前请隐去。`, `This looks like it contains: ${kinds}. Mask it before sending.`);
    const words = line.querySelector("span");
    if (words.textContent !== text) words.textContent = text;
    line.hidden = false;
  };
  let wait = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-secrets], input[data-secrets]")) return;
    clearTimeout(wait);
    wait = setTimeout(look, 250, event.target);
  });
  for (const field of document.querySelectorAll("[data-secrets]")) if (field.value) look(field);
})();
