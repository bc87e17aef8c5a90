"use strict";
(() => {
  const POLL = 2000;
  const KEPT = new Set(["hidden", "open", "value"]);
  const search = document.getElementById("search");
  const live = document.getElementById("live");
  const root = document.documentElement;

  // ---- the list follows the search
  const rows = () => [...document.querySelectorAll("#projects > tr")];
  function filter() {
    const found = document.getElementById("found");
    if (!found || !search) return;
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows()) {
      row.hidden = !words.every((word) => row.dataset.words.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    found.hidden = !words.length;
    const text = `${shown} of ${found.dataset.total} projects`;
    if (found.textContent !== text) found.textContent = text;
    document.getElementById("none").hidden = shown > 0;
  }
  if (search) {
    search.addEventListener("input", () => {
      filter();
      if (!document.getElementById("found")) return;
      const address = new URL(location.href);
      if (search.value) address.searchParams.set("q", search.value);
      else address.searchParams.delete("q");
      history.replaceState(null, "", address);
    });
    // A browser that goes back remembers the text, and not the rows.
    filter();
  }

  // ---- keys
  const lines = () => [...document.querySelectorAll("main a.go")].filter((line) => line.offsetParent !== null);
  function move(step) {
    const all = lines();
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    } else if (at === 0 && search) search.focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === search;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] || (!typing && { j: 1, k: -1 }[event.key]);
    const onLine = event.target.classList && event.target.classList.contains("go");
    if (event.key === "/" && !typing && search) {
      search.focus();
      search.select();
    } else if (event.key === "Escape" && typing) {
      if (!search.value) return search.blur();
      search.value = "";
      search.dispatchEvent(new Event("input"));
    } else if (event.key === "Enter" && typing && search.value && document.getElementById("projects")) {
      const first = lines().find((line) => line.closest("#projects"));
      if (first) first.click();
    } else if (step && (typing ? step > 0 : onLine || event.key === "j" || event.key === "k")) {
      move(step);
    } else return;
    event.preventDefault();
  });

  // ---- the page follows the data: nodes that are as before stay as they are, with focus, scroll and selection
  const key = (node) => (node.nodeType === 1 && node.id) || "";
  function become(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || key(old) !== key(fresh)) {
      old.replaceWith(document.importNode(fresh, true));
    } else if (old.nodeType !== 1) {
      old.nodeValue = fresh.nodeValue;
    } else {
      for (const name of old.getAttributeNames())
        if (!fresh.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
      for (const name of fresh.getAttributeNames())
        if (!KEPT.has(name) && old.getAttribute(name) !== fresh.getAttribute(name))
          old.setAttribute(name, fresh.getAttribute(name));
      children(old, fresh);
    }
  }
  function children(old, fresh) {
    const named = new Map([...old.childNodes].filter(key).map((node) => [key(node), node]));
    const wanted = new Set([...fresh.childNodes].map(key).filter(Boolean));
    for (const [name, node] of named) if (!wanted.has(name)) node.remove();
    let at = old.firstChild;
    for (const child of fresh.childNodes) {
      const match = key(child) ? named.get(key(child)) : at && !key(at) ? at : null;
      if (!match) {
        const made = document.importNode(child, true);
        if (key(child)) made.classList.add("new");
        old.insertBefore(made, at);
      } else {
        if (match === at) at = at.nextSibling;
        else old.insertBefore(match, at);
        become(match, child);
      }
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }
  const say = (text, alarm) => {
    if (live.textContent !== text) live.textContent = text;
    live.classList.toggle("lost", Boolean(alarm));
  };
  let version = root.dataset.version;
  async function look() {
    try {
      const answer = await fetch(location.href, { headers: { "If-None-Match": version }, cache: "no-store" });
      if (answer.status !== 304) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        version = fresh.documentElement.dataset.version || version;
        document.title = fresh.title;
        for (const part of ["top", "content"]) {
          const [old, now] = [document.getElementById(part), fresh.getElementById(part)];
          if (old && now) become(old, now);
        }
        filter();
      }
      say("This page follows the data.");
    } catch {
      say("This Sentry does not answer: it was stopped. The page shows what it saw last.", true);
    }
  }
  let timer = 0;
  async function loop() {
    clearTimeout(timer);
    if (!document.hidden) await look();
    clearTimeout(timer);
    timer = setTimeout(loop, POLL);
  }
  document.addEventListener("visibilitychange", () => document.hidden || loop());
  timer = setTimeout(loop, POLL);
})();
