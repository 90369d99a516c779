// The page works without this file; with it, it stays up to date and does not reload.
"use strict";

const seenKey = "seen";
const seen = JSON.parse(localStorage.getItem(seenKey) || "null");
const scroller = document.getElementById("scroller");

// Which conversations changed since this browser last showed them.
function markRows(known) {
  const rows = document.querySelectorAll("[data-conversation]");
  const next = { ...known };
  for (const row of rows) {
    const id = row.dataset.conversation;
    const updated = Number(row.dataset.updated);
    const isCurrent = row.getAttribute("aria-current") === "page";
    if (isCurrent || known === null) next[id] = updated;
    row.classList.toggle("fresh", !isCurrent && known !== null && updated > (known[id] || 0));
  }
  localStorage.setItem(seenKey, JSON.stringify(next));
  return next;
}
let known = markRows(seen);

function toEnd() {
  if (scroller) scroller.scrollTop = scroller.scrollHeight;
}

function isAtEnd() {
  return scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
}

// Put the fresh version of each live region in place of the old one; focus stays where it was.
function replaceRegions(fresh) {
  const focused = document.activeElement && document.activeElement.id;
  document.body.className = fresh.body.className;
  for (const region of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(region.id);
    if (!other || isSame(region, other)) continue;
    if (other.dataset.key !== undefined) region.dataset.key = other.dataset.key;
    if (region.id === "thread") markNew(region, other);
    const top = region.scrollTop;
    region.replaceChildren(...other.childNodes);
    region.scrollTop = top;
  }
  if (focused && document.activeElement.id !== focused) {
    const again = document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
  }
}

// A region with a key holds fields: as long as the key stays, so does what was typed into them.
function isSame(region, other) {
  if (other.dataset.key !== undefined) return other.dataset.key === region.dataset.key;
  return other.innerHTML === region.innerHTML;
}

function markNew(region, other) {
  const before = new Set([...region.children].map((entry) => entry.id));
  for (const entry of other.children) if (!before.has(entry.id)) entry.classList.add("arrived");
}

let isRefreshing = false;
let isDue = false;

async function refresh() {
  if (isRefreshing) { isDue = true; return; }
  isRefreshing = true;
  try {
    const answer = await fetch(location.href);
    if (answer.ok) {
      const stayDown = isAtEnd();
      replaceRegions(new DOMParser().parseFromString(await answer.text(), "text/html"));
      known = markRows(known);
      if (stayDown) toEnd();
    }
  } finally {
    isRefreshing = false;
    if (isDue) { isDue = false; refresh(); }
  }
}

// Listeners sit on the document: what is put in place later needs none of its own.
addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-quiet]")) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(form, event.submitter));
  // Not form.action: a field of that name would be in its place.
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data });
  if (!answer.ok) { location.reload(); return; }
  const box = form.querySelector("textarea[data-submit]");
  if (box) { box.value = ""; grow(box); box.focus(); }
  await refresh();
  if (box) toEnd();
  // The pressed button may have gone with its draft; the keyboard goes on from the thread.
  else if (document.activeElement === document.body && scroller) scroller.focus();
});

addEventListener("change", (event) => {
  if (event.target.matches("select[data-autosubmit]")) event.target.form.requestSubmit();
});

addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (isSend && event.target.matches("textarea[data-submit]")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

addEventListener("input", (event) => {
  if (event.target.matches(".composer textarea")) grow(event.target);
});

function grow(box) {
  box.style.height = "auto";
  box.style.height = Math.min(box.scrollHeight + 2, 240) + "px";
}

toEnd();
const live = new EventSource("/_page/live");
live.addEventListener("change", refresh);
// Before it opened, or opened again after a break, something may have been missed.
live.addEventListener("open", refresh);
addEventListener("pagehide", () => live.close());
