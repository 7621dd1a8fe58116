/* Whoever has not begun to write has seen what the page shows: a form that is still untouched follows the case as the page
   is renewed. One with words in it stays at what its writer knew, so that the server can say what came in between. */
(() => {
  const untouched = (form) => [...form.querySelectorAll("textarea, input[type=text], input[type=file]")]
    .every((field) => field.value === field.defaultValue);
  const follow = (form, fresh) => {
    form.elements.seen.value = fresh.dataset.revision;
    if (form.elements.heard) form.elements.heard.value = fresh.dataset.heard;
  };
  document.addEventListener("look:swapped", (event) => {
    const fresh = event.target.querySelector("[data-revision]");
    if (!fresh) return;
    for (const form of document.forms) {
      if (form.elements.seen && !form.closest("[data-live]") && untouched(form)) follow(form, fresh);
    }
  });
})();
