// Keeps a page that is open up to date. Every page is whole without it.
"use strict";
(() => {
  let leaving = false;
  for (const form of document.querySelectorAll("form[data-once]")) once(form);
  // For the whole page: what is renewed may hold such a button too.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button);
  });

  const named = () => document.querySelectorAll("[data-live]");
  if (!named().length) return;
  const state = document.getElementById("live-state");
  // What is sent leads elsewhere, and what is fetched meanwhile must not lead back.
  document.addEventListener("submit", () => (leaving = true));
  const every = Number(document.body.dataset.every || 5000);
  // Asking for such a page again would do again what it did.
  if (!(every > 0)) return;
  const shown = new Map();
  for (const region of named()) shown.set(region.id, region.innerHTML);
  let etag = "";
  let failures = 0;
  let timer = 0;

  function once(form) {
    form.addEventListener("submit", () => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    });
  }

  async function copy(button) {
    const from = document.getElementById(button.dataset.copy);
    if (!from) return;
    const field = from.matches("input, textarea");
    let done = "Copied";
    try {
      await navigator.clipboard.writeText(field ? from.value : from.textContent);
    } catch {
      // Browsers give the clipboard to https alone: it is selected, for the person to copy.
      const fold = from.closest("details");
      if (fold) fold.open = true;
      if (field) from.select();
      else document.getSelection().selectAllChildren(from);
      done = "Selected";
    }
    button.style.minWidth = `${button.getBoundingClientRect().width}px`;
    button.dataset.says ||= button.textContent;
    button.textContent = done;
    setTimeout(() => (button.textContent = button.dataset.says), 2500);
  }

  function say(words, well) {
    if (!state || state.textContent === words) return;
    state.textContent = words;
    state.classList.toggle("live-off", !well);
  }

  function beingRead(region) {
    const selection = document.getSelection();
    return !selection.isCollapsed && region.contains(selection.anchorNode);
  }

  function renew(region, fresh) {
    const opened = new Map();
    for (const fold of region.querySelectorAll("details[id]")) opened.set(fold.id, fold.open);
    const known = new Set();
    for (const item of region.querySelectorAll("[data-new]")) known.add(item.id);
    const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
    const top = window.scrollY;
    const scrolled = new Map();
    for (const box of region.querySelectorAll("[data-keep-scroll]")) {
      scrolled.set(box.id, box.scrollTop);
    }
    region.replaceChildren(...fresh.childNodes);
    for (const fold of region.querySelectorAll("details[id]")) {
      if (opened.has(fold.id)) fold.open = opened.get(fold.id);
    }
    for (const box of region.querySelectorAll("[data-keep-scroll]")) {
      box.scrollTop = scrolled.get(box.id) || 0;
    }
    for (const item of region.querySelectorAll("[data-new]")) {
      if (!known.has(item.id)) item.classList.add("is-new");
    }
    for (const form of region.querySelectorAll("form[data-once]")) once(form);
    const again = focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
    window.scrollTo({ top, behavior: "instant" });
  }

  function take(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    let whole = true;
    for (const region of named()) {
      const fresh = page.getElementById(region.id);
      if (!fresh || fresh.innerHTML === shown.get(region.id)) continue;
      if (beingRead(region)) {
        whole = false;
        continue;
      }
      shown.set(region.id, fresh.innerHTML);
      renew(region, fresh);
    }
    document.title = page.title;
    return whole;
  }

  async function look() {
    try {
      const answer = await fetch(location.href, {
        headers: etag ? { "If-None-Match": etag } : {},
        redirect: "manual",
        cache: "no-store",
      });
      if (leaving) return;
      // The login has ended, or the page has moved: the browser follows where we may not.
      if (answer.type === "opaqueredirect") return location.reload();
      if (answer.status === 200) {
        const whole = take(await answer.text());
        etag = whole ? answer.headers.get("etag") || "" : "";
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
      failures = 0;
      say("Up to date", true);
    } catch {
      failures += 1;
      say("Not reachable, trying again", false);
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, every * Math.min(2 ** failures, 8));
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? plan() : look()));
  plan();
})();
