/* A picture goes up at once, and its line into the text where the cursor stands. */
(() => {
  const input = document.querySelector("[data-picture]");
  if (!input) return;
  const zh = document.documentElement.lang.startsWith("zh");
  const note = document.querySelector("[data-picture-note]");
  const text = document.getElementById(input.dataset.into);
  const tell = (words) => { note.textContent = words; };
  input.addEventListener("change", async () => {
    if (!input.files.length) return;
    const form = new FormData();
    for (const file of input.files) form.append("files", file);
    tell(zh ? "正在上传……" : "Uploading …");
    try {
      const answer = await fetch(input.dataset.picture, { method: "POST", body: form, headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value, "Accept": "application/json", "HX-Request": "true" } });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.detail || answer.statusText);
      const at = text.selectionStart ?? text.value.length;
      text.setRangeText(`\n${said.markdown}\n`, at, at, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      tell(zh ? "已插入正文。" : "It stands in the text now.");
      input.value = "";
    } catch (error) { tell(zh ? `没有上传：${error.message}` : `Not uploaded: ${error.message}`); }
  });
})();
