// New records come into an open history page by themselves: as rows at the top of the whole history,
// as a count ("3 new") where filters are set or the reader has scrolled away.

const list = document.querySelector("[data-history]");
const state = document.querySelector("[data-live-state]");
const fresh = document.querySelector("[data-fresh]");
const { mode, limit, operation, tag, search, from, to } = list.dataset;

const picked = document.querySelector("#picked");
const pickAll = document.querySelector("[data-pick-all]");

const known = new Set([...list.querySelectorAll("[data-record]")].map((row) => row.dataset.record));
// Of all records, not only of those on this page: what came before it is not new.
let newest = list.dataset.newest;
// What is no newer may still be told late, and is on this page or on one of those behind it.
const old = mode === "insert" ? [...known].sort()[0] : newest;
let waiting = 0;
let source;

function say(text, kind) {
  state.hidden = false;
  state.textContent = text;
  state.dataset.liveState = kind;
}

function passes(record, row) {
  const found = row.textContent.toLowerCase();
  return (!operation || record.operation === operation)
    && (!tag || record.id === tag)
    && (!from || Date.parse(record.created_at) >= Date.parse(from))
    && (!to || Date.parse(record.created_at) < Date.parse(to))
    && search.toLowerCase().split(/\s+/).every((word) => found.includes(word));
}

function insert(row) {
  list.querySelector("[data-first-run]")?.remove();
  list.querySelector("table").hidden = false;
  picked.hidden = false;
  const body = list.querySelector("tbody");
  row.classList.add("new");
  body.prepend(row);
  row.dispatchEvent(new CustomEvent("added", { bubbles: true }));
  while (body.rows.length > Number(limit)) body.rows[body.rows.length - 1].remove();
  showPicked();
}

function count() {
  waiting += 1;
  fresh.hidden = false;
  fresh.firstElementChild.textContent = waiting === 1 ? "1 new record – show" : `${waiting} new records – show`;
}

// What is ticked: a count, and the button only where there is something to delete.
function showPicked() {
  const boxes = [...list.querySelectorAll('input[name="record"]')];
  const count = boxes.filter((box) => box.checked).length;
  picked.classList.toggle("any", count > 0);
  picked.querySelector("button").hidden = count === 0;
  picked.querySelector("[data-picked]").textContent = count > 0 ? `${count} selected` : "";
  pickAll.checked = count > 0 && count === boxes.length;
  pickAll.indeterminate = count > 0 && count < boxes.length;
}

pickAll.hidden = false;
pickAll.addEventListener("change", () => {
  for (const box of list.querySelectorAll('input[name="record"]')) box.checked = pickAll.checked;
  showPicked();
});
list.addEventListener("change", showPicked);
showPicked();

function receive(event) {
  const record = JSON.parse(event.data);
  if (known.has(record.record) || record.record <= old) return;
  known.add(record.record);
  if (!newest || record.record > newest) newest = record.record;
  const holder = document.createElement("template");
  holder.innerHTML = record.row;
  const row = holder.content.querySelector("tr");
  if (!passes(record, row)) return;
  if (mode === "insert" && scrollY < 300 && waiting === 0) insert(row);
  else count();
}

function connect() {
  source = new EventSource(newest ? `/records/events?after=${newest}` : "/records/events");
  source.onopen = () => say("Live", "on");
  source.onerror = () => say("Connecting again …", "off");
  source.addEventListener("record", receive);
}

// A hidden tab needs no connection; when it is looked at again it catches up from `newest`.
document.addEventListener("visibilitychange", () => {
  source?.close();
  if (!document.hidden) connect();
});
connect();

// The address of a search holds only what was filled in.
document.querySelector("form.filters").addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
});

const undo = document.querySelector("[data-undo]");
if (undo) {
  setTimeout(() => undo.remove(), 30_000);
  // Reloading must not offer again what is no longer possible.
  const address = new URL(location);
  address.searchParams.delete("deleted");
  window.history.replaceState(null, "", address);
}
