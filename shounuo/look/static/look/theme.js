/* Runs before the first paint, so that a chosen theme never flashes. The choice is kept per browser. */
(() => {
  const root = document.documentElement;
  const chosen = () => {
    try { return localStorage.getItem("theme") || "system"; } catch { return "system"; }
  };
  const show = (theme) => {
    if (theme === "system") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
  };
  const mark = () => {
    for (const input of document.querySelectorAll("input[data-theme-choice]")) input.checked = input.value === chosen();
  };
  root.classList.add("js");
  show(chosen());
  document.addEventListener("DOMContentLoaded", mark);
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[data-theme-choice]")) return;
    try { localStorage.setItem("theme", event.target.value); } catch { /* private browsing: for this page only */ }
    show(event.target.value);
  });
})();
