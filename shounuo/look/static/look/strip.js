/* Countdowns: every commitment strip and every <time> speaks the present without asking the server.
   The server's clock counts, not the browser's: <meta name="server-now"> (a server may run on a moved clock). */
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const say = (chinese, english) => (zh ? chinese : english);
  const meta = document.querySelector('meta[name="server-now"]');
  let ahead = 0;
  const tune = (text) => { if (text && !Number.isNaN(Date.parse(text))) ahead = Date.parse(text) - Date.now(); };
  tune(meta && meta.content);
  const now = () => Date.now() + ahead;

  /* Seconds to words: "12 分钟", "2 小时 5 分钟", "3 天 4 小时"; in the last five minutes to the second. */
  const length = (seconds) => {
    const s = Math.floor(seconds);
    const minutes = Math.floor(s / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    const two = (a, first, b, second) => (b ? `${a} ${first} ${b} ${second}` : `${a} ${first}`);
    if (minutes < 1) return `${s} ${say("秒", "s")}`;
    if (minutes < 5) return two(minutes, say("分", "min"), s % 60, say("秒", "s"));
    if (minutes < 60) return `${minutes} ${say("分钟", "min")}`;
    if (hours < 24) return two(hours, say("小时", "h"), minutes % 60, say("分钟", "min"));
    return two(days, say("天", "d"), hours % 24, say("小时", "h"));
  };
  const left = (milliseconds, few) => {
    const seconds = milliseconds / 1000;
    if (seconds < 0) return say(`已超时 ${length(-seconds)}`, `overdue by ${length(-seconds)}`);
    return few ? say(`仅剩 ${length(seconds)}`, `only ${length(seconds)} left`) : say(`还剩 ${length(seconds)}`, `${length(seconds)} left`);
  };

  const states = ["running", "risk", "broken"];
  const turn = (track, state) => {
    if (track.classList.contains(`is-${state}`)) return;
    track.classList.remove(...states.map((name) => `is-${name}`));
    track.classList.add(`is-${state}`);
    const word = track.querySelector(":scope > .track-words > .track-state");
    if (word) word.textContent = `${{ running: say("进行中", "running"), risk: say("有风险", "at risk"), broken: say("已超时", "overdue") }[state]} · `;
    const use = track.querySelector(":scope > .track-words use");
    if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${{ running: "clock", risk: "alert", broken: "cross" }[state]}`));
  };

  /* The share grows in a straight line from the server's figure at rendering to 100 at the due time. */
  const draw = (track, at) => {
    const due = Date.parse(track.dataset.due), seen = Date.parse(track.dataset.seen), share = Number(track.dataset.share);
    const fill = track.querySelector(".track-fill");
    if (at >= due) {
      turn(track, "broken");
      stretch(track, fill, at, due);
    } else if (due > seen) {
      const here = Math.min(100, Math.max(0, share + ((100 - share) * (at - seen)) / (due - seen)));
      fill.setAttribute("width", here.toFixed(2));
      if (here >= Number(track.dataset.risk)) turn(track, "risk");
    }
    const words = track.querySelector(":scope > .track-words [data-left]");
    const text = left(due - at, track.classList.contains("is-risk"));
    if (words && words.textContent !== text) words.textContent = text;
  };
  /* Past due the bar shows the whole time used: pale up to the promise, loud beyond it. */
  const stretch = (track, fill, at, due) => {
    const promise = track.querySelector(".track-due");
    const start = Date.parse(track.dataset.start);
    const over = track.querySelector(".track-over");
    if (!promise || !(due > start)) { fill.setAttribute("width", "100"); return; }
    const place = Math.max(30, Math.min(98, (100 * (due - start)) / (at - start)));
    fill.setAttribute("width", place.toFixed(2));
    over.setAttribute("x", place.toFixed(2));
    over.setAttribute("width", (100 - place).toFixed(2));
    promise.setAttribute("x", (place - 0.4).toFixed(2));
    promise.setAttribute("visibility", "visible");
    for (const mark of track.querySelectorAll(".track-mark")) {
      mark.setAttribute("x", ((Number(mark.dataset.at) * place) / 100).toFixed(2));
    }
  };

  const ago = (milliseconds) => {
    const seconds = milliseconds / 1000;
    if (seconds < 0 || seconds >= 86400) return null;
    if (seconds < 60) return say("刚刚", "just now");
    if (seconds < 3600) return say(`${Math.floor(seconds / 60)} 分钟前`, `${Math.floor(seconds / 60)} min ago`);
    return say(`${Math.floor(seconds / 3600)} 小时前`, `${Math.floor(seconds / 3600)} h ago`);
  };

  const tick = () => {
    const at = now();
    for (const track of document.querySelectorAll("[data-due][data-live-track]")) draw(track, at);
    for (const time of document.querySelectorAll("time[data-ago]")) {
      const text = ago(at - Date.parse(time.dateTime));
      if (text && time.textContent !== text) time.textContent = text;
    }
    for (const time of document.querySelectorAll("time[data-until]")) {
      const text = left(Date.parse(time.dateTime) - at);
      if (time.textContent !== text) time.textContent = text;
    }
  };
  tick();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
  document.addEventListener("htmx:afterSwap", tick);
  document.addEventListener("look:swapped", tick);
  document.addEventListener("look:server-now", (event) => { tune(event.detail); tick(); });
})();
