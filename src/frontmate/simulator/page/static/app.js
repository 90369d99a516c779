// The page works without this file; with it, it stays up to date and does not reload.
"use strict";

const byId = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const scroller = byId("scroller");
const MOST_BYTES = 25 * 1024 * 1024;

// The list: which conversations changed since this browser last showed them.

let known = markRows(JSON.parse(localStorage.getItem("seen") || "null"));

function markRows(before) {
  const next = { ...before };
  for (const row of all("[data-conversation]")) {
    const id = row.dataset.conversation;
    const updated = Number(row.dataset.updated);
    const isCurrent = row.getAttribute("aria-current") === "page";
    if (isCurrent || before === null) next[id] = updated;
    row.classList.toggle("fresh", !isCurrent && before !== null && updated > (before[id] || 0));
  }
  localStorage.setItem("seen", JSON.stringify(next));
  return next;
}

function keepPlace() {
  const rows = byId("rows");
  sessionStorage.setItem("rows", JSON.stringify([byId("filters").innerText, rows.scrollTop]));
}

function takePlace() {
  const [list, top] = JSON.parse(sessionStorage.getItem("rows") || "[]");
  const rows = byId("rows");
  if (list === byId("filters").innerText) rows.scrollTop = top;
  rows.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

// The thread.

function isAtEnd() {
  return scroller && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
}

function toEnd() {
  if (!scroller) return;
  scroller.scrollTop = scroller.scrollHeight;
  byId("unseen").hidden = true;
}

// Live regions: the fresh version in place of the old one; focus stays where it was.

function replaceRegions(fresh) {
  const focused = document.activeElement?.id;
  const stayDown = isAtEnd();
  document.title = fresh.title;
  document.body.className = fresh.body.className;
  for (const region of all("[data-live]")) {
    const other = fresh.getElementById(region.id);
    if (!other || isSame(region, other)) continue;
    if (region.dataset.live === "kept") {
      if (patch(region, other) && !stayDown) byId("unseen").hidden = false;
      continue;
    }
    if (other.dataset.key !== undefined) region.dataset.key = other.dataset.key;
    const top = region.scrollTop;
    region.replaceChildren(...other.childNodes);
    region.scrollTop = top;
  }
  if (stayDown) toEnd();
  if (focused && document.activeElement?.id !== focused) byId(focused)?.focus({ preventScroll: true });
  known = markRows(known);
}

// A region with a key holds fields: as long as the key stays, so does what was typed into them.
function isSame(region, other) {
  if (other.dataset.key !== undefined) return other.dataset.key === region.dataset.key;
  return other.innerHTML === region.innerHTML;
}

// Entries that stay what they were stay the same elements: nothing is read out twice, and what is
// selected or typed in them stays. Says whether there are new ones.
function patch(region, other) {
  const before = new Map([...region.children].map((entry) => [entry.id, entry]));
  let place = region.firstElementChild;
  let isMore = false;
  for (const entry of [...other.children]) {
    const old = before.get(entry.id);
    before.delete(entry.id);
    // Whatever is still arriving goes on with it.
    if (!old || old.classList.contains("arrived")) entry.classList.add("arrived");
    isMore ||= !old;
    for (const details of old ? all("details", old) : []) {
      const other = entry.querySelector(`#${CSS.escape(details.id)}`);
      if (other) other.open = details.open;
    }
    if (old?.isEqualNode(entry)) {
      if (old === place) place = place.nextElementSibling;
      else region.insertBefore(old, place);
      continue;
    }
    region.insertBefore(entry, place);
    if (old === place) place = place?.nextElementSibling ?? null;
    old?.remove();
  }
  for (const gone of before.values()) gone.remove();
  return isMore;
}

addEventListener("animationend", (event) => event.target.classList.remove("arrived"));

let isRefreshing = false;
let isDue = false;
let isHeld = false;

async function refresh() {
  // Between press and release nothing may change under the pointer, or the click would be lost.
  if (isRefreshing || isHeld) { isDue = true; return; }
  isRefreshing = true;
  isDue = false;
  try {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) replaceRegions(fresh);
    else if (answer.status === 404) byId("main").replaceChildren(...fresh.getElementById("main").childNodes);
  } catch {
    // The stand-in is away: the live connection says so, and asks again once it is back.
  } finally {
    isRefreshing = false;
    if (isDue) refresh();
  }
}

function hold() { isHeld = true; }
function release() {
  // After the click that follows.
  setTimeout(() => { isHeld = false; if (isDue) refresh(); });
}
addEventListener("pointerdown", hold);
addEventListener("pointerup", release);
addEventListener("pointercancel", release);

// Forms. Listeners sit on the document: what is put in place later needs none of its own.

addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("form[method=dialog]")) return;
  if (form.matches("form[method=get]")) { event.preventDefault(); find(form); return; }
  if (isTooLarge(form)) { event.preventDefault(); return; }
  if (!form.matches("form[data-quiet]")) { begin(); return; }
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const problem = await posted(form, event.submitter);
  form.removeAttribute("aria-busy");
  tell(problem);
  if (problem) return;
  if (form.contains(byId("me"))) for (const mate of all(".as select")) mate.value = byId("me").value;
  for (const field of all("[data-clears], input[type=file]", form)) clear(field);
  form.closest(".menu")?.removeAttribute("open");
  if (form.id === "composer") { byId("say").focus(); toEnd(); }
  // The pressed button may have gone with what it did; the keyboard goes on from near by.
  else if (document.activeElement === document.body) nextTo(form)?.focus();
});

// Posts the form and shows what came of it; the problem, if there is one.
async function posted(form, submitter) {
  const data = new FormData(form, submitter);
  const isMultipart = form.enctype === "multipart/form-data";
  try {
    // Not form.action: a field of that name would be in its place.
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST", body: isMultipart ? data : new URLSearchParams(data),
    });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok) return fresh.getElementById("problem")?.textContent
      || fresh.querySelector("main h1")?.textContent || `The stand-in answered ${answer.status}.`;
    if (location.pathname === new URL(answer.url).pathname) replaceRegions(fresh);
    else await refresh();
    return "";
  } catch {
    return "The stand-in did not answer. What you wrote is kept: try again.";
  }
}

function tell(problem) {
  (byId("problem") || byId("offline")).textContent = problem;
}

function nextTo(form) {
  return byId(form.dataset.then) || form.closest(".menu")?.querySelector("summary") || scroller;
}

function clear(field) {
  field.value = "";
  if (field.type === "file") showFiles(field);
  if (field.matches("textarea")) grow(field);
}

function isTooLarge(form) {
  const files = all("input[type=file]", form).flatMap((field) => [...field.files]);
  const isIt = files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES;
  if (isIt) tell("Files may have 25 MB together. Choose smaller ones.");
  return isIt;
}

function showFiles(field) {
  const shown = field.closest(".attach").querySelector(".chosen");
  shown.textContent = shown.title = [...field.files].map((file) => file.name).join(", ");
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 240)}px`;
}

// The list follows the search field; what is open beside it stays.
function find(form) {
  const given = [...new FormData(form)].filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  history.replaceState(null, "", location.pathname + (query && `?${query}`));
  refresh();
}

let typing;
addEventListener("input", (event) => {
  const field = event.target;
  if (field.matches(".composer textarea")) grow(field);
  if (field.id === "find") { clearTimeout(typing); typing = setTimeout(find, 150, field.form); }
});

addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("select[data-autosubmit]")) field.form.requestSubmit();
  if (field.matches("input[type=file]")) showFiles(field);
  if (field.matches(".letters")) localStorage.setItem("letters", field.checked ? "on" : "off");
});

// Menus and the list of shortcuts.

addEventListener("toggle", (event) => { if (event.target.id === "standing") refresh(); }, true);

addEventListener("click", (event) => {
  for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest("[data-opens]");
  if (opener && isPlain(event)) {
    event.preventDefault();
    byId(opener.dataset.opens).showModal();
  } else if (isPlain(event) && event.target.closest("a[href^='/']:not([download])")) begin();
  if (event.target.closest("#unseen")) { toEnd(); scroller.focus(); }
});

function isPlain(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

addEventListener("focusin", (event) => {
  for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

function leave(event) {
  const menu = event.target.closest?.(".menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  else if (isField(event.target)) (scroller || byId("main")).focus();
}

// The keyboard.

const letters = () => localStorage.getItem("letters") !== "off";
for (const box of all(".letters")) box.checked = letters();

function isField(element) {
  return element.matches?.("textarea, select, input:not([type=radio], [type=checkbox], [type=file])");
}

addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (isSend && event.target.matches("textarea[data-submit]")) {
    event.preventDefault();
    const form = event.target.form;
    const archiving = form.querySelector(".archiving");
    form.requestSubmit(event.shiftKey && archiving?.checkVisibility() ? archiving : undefined);
    return;
  }
  if (event.key === "Escape" && !byId("keys").open) { leave(event); return; }
  if (event.target.matches?.(".row") && /^Arrow(Up|Down)$/.test(event.key)) {
    event.preventDefault();
    neighbour(event.target, event.key === "ArrowDown" ? 1 : -1)?.focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !letters() || byId("keys").open) return;
  if (!isField(event.target) && shortcut(event.key)) event.preventDefault();
});

function neighbour(row, step) {
  const rows = all(".row[data-conversation]");
  return rows[rows.indexOf(row) + step];
}

function shortcut(key) {
  if (/^[jk]$/i.test(key)) {
    const current = document.querySelector(".row[aria-current]");
    const to = current ? neighbour(current, /j/i.test(key) ? 1 : -1) : document.querySelector(".row[data-conversation]");
    to?.click();
    return true;
  }
  if (!/^[\w?/]$/.test(key)) return false;
  const meant = document.querySelector(`[aria-keyshortcuts="${key.toLowerCase()}"]`);
  if (!meant) return false;
  if (meant.type === "radio") { meant.checked = true; byId("say").focus(); }
  else if (isField(meant)) { meant.focus(); meant.select?.(); }
  else { meant.focus(); meant.click(); }
  return true;
}

// Going elsewhere.

let waiting;
function begin() {
  waiting = setTimeout(() => document.documentElement.classList.add("waiting"), 300);
}

addEventListener("pagehide", () => { keepPlace(); live?.close(); clearTimeout(silence); });
addEventListener("pageshow", (event) => {
  clearTimeout(waiting);
  document.documentElement.classList.remove("waiting");
  if (event.persisted) connect();
});

// Being told of changes.

let live;
let lost;
let silence;

function connect() {
  live?.close();
  live = new EventSource("/_page/live");
  heard(10_000);
  live.addEventListener("alive", () => heard());
  live.addEventListener("change", () => { heard(); refresh(); });
  live.addEventListener("open", () => {
    heard();
    clearTimeout(lost);
    lost = undefined;
    byId("offline").textContent = "";
    // Before it opened, or opened again after a break, something may have been missed.
    refresh();
  });
  live.addEventListener("error", () => {
    lost ??= setTimeout(tellLost, 1500);
    if (live.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
}

// The stand-in says something every quarter of a minute: much longer, and it has gone unnoticed.
function heard(patience = 40_000) {
  clearTimeout(silence);
  silence = setTimeout(() => { tellLost(); connect(); }, patience);
}

function tellLost() {
  byId("offline").textContent =
    "Live updates are interrupted: the stand-in does not answer. Trying again…";
}

// A browser keeps few connections to one host: a hidden page gives its own back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { live?.close(); clearTimeout(silence); } else connect();
});

// What time does by itself: "Today" becomes yesterday, a webhook stops arriving.
setInterval(() => { if (!document.hidden) refresh(); }, 30_000);

takePlace();
toEnd();
if (innerWidth > 760) document.querySelector(".new textarea")?.focus({ preventScroll: true });
connect();
