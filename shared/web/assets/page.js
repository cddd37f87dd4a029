// What every page gets: times in the reader's zone, names of languages, copy buttons.
// Without it the pages say the same in UTC and in codes.

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const languages = new Intl.DisplayNames(undefined, { type: "language" });

/** "3 minutes ago" for the last day, else nothing. */
function ago(date) {
  const seconds = Math.round((date - Date.now()) / 1000);
  if (seconds > 5 || seconds < -86400) return "";
  if (seconds > -60) return relative.format(Math.min(0, seconds), "second");
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), "minute");
  return relative.format(Math.round(seconds / 3600), "hour");
}

function showTime(time) {
  const date = new Date(time.dateTime);
  if (Number.isNaN(date.getTime())) return;
  const [first, second] = time.children;
  if (first && second) {
    const recent = ago(date);
    first.textContent = recent || day.format(date);
    second.textContent = recent ? `${day.format(date)}, ${clock.format(date)}` : clock.format(date);
  } else {
    time.textContent = exact.format(date);
  }
  time.title = `${exact.format(date)}\n${time.dateTime}`;
}

function showLanguage(element) {
  try {
    const name = languages.of(element.dataset.language);
    if (name && name !== element.dataset.language) {
      element.title = element.dataset.language;
      element.textContent = name;
    }
  } catch {
    // Not a code that browsers know: it stays as it is.
  }
}

function improve(root) {
  for (const time of root.querySelectorAll("time[datetime]")) showTime(time);
  for (const element of root.querySelectorAll("[data-language]")) showLanguage(element);
  for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  const text = "value" in source ? source.value : source.textContent;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    button.classList.add("copied");
  } catch {
    // No permission, or not a secure context: select it, so that one key press copies it.
    getSelection()?.selectAllChildren(source);
    button.textContent = "Selected";
  }
  setTimeout(() => {
    button.textContent = label;
    button.classList.remove("copied");
  }, 1600);
});

// Whatever puts something into a page sends "added" from it.
document.addEventListener("added", (event) => improve(event.target));
improve(document);
setInterval(() => document.hidden || document.querySelectorAll("time[datetime]").forEach(showTime), 30_000);
// On a phone the navigation scrolls: the page that one is on is in sight.
document.querySelector("nav [aria-current=page]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
