// What a form gains with JavaScript: a shortcut, a count, copying, and going on with the result.
// Without it the form works all the same.

const form = document.querySelector("form[data-form]");
const text = form.querySelector("textarea");
const file = form.querySelector("input[type=file]");

const submit = (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
};
text.addEventListener("keydown", submit);
form.querySelector("[data-keys]").hidden = false;

// A file takes the place of the text, which stays as it is and is not sent.
const makeWay = () => {
  text.disabled = file.files.length > 0;
};
text.required = true;
file.addEventListener("change", makeWay);
makeWay();

// A file that is dropped anywhere on the form is the chosen one.
form.addEventListener("dragover", (event) => {
  if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
});
form.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length === 0) return;
  event.preventDefault();
  file.files = event.dataTransfer.files;
  makeWay();
  file.focus();
});

const clear = form.querySelector("[data-clear]");
clear.hidden = false;
clear.addEventListener("click", () => {
  if (file.files.length === 0) text.value = "";
  file.value = "";
  makeWay();
  tell();
  text.focus();
});

const count = form.querySelector("[data-count]");
const words = new Intl.Segmenter("en", { granularity: "word" });
const number = new Intl.NumberFormat("en");
const longest = 50_000; // Beyond this, counting words while someone types would be felt.
const tell = () => {
  const value = text.value;
  const counted = (amount, what) => `${number.format(amount)} ${what}${amount === 1 ? "" : "s"}`;
  const parts = [counted([...value].length, "character")];
  if (value.length <= longest) {
    let found = 0;
    for (const segment of words.segment(value)) found += segment.isWordLike ? 1 : 0;
    parts.unshift(counted(found, "word"));
  }
  count.textContent = value ? parts.join(", ") : "";
};
text.addEventListener("input", tell);
tell();

const result = document.getElementById("result");
for (const button of form.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(result.textContent);
      button.textContent = "Copied";
      button.classList.add("copied");
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => {
      button.textContent = label;
      button.classList.remove("copied");
    }, 2000);
  });
}
for (const button of form.querySelectorAll("[data-swap]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    text.value = result.textContent;
    text.focus();
    tell();
  });
}

// Another reading, or the word as it was, at a click in the list of changes or on the mark itself; the
// text beside the input follows.
const readings = document.createElement("div");
readings.className = "readings";
readings.popover = "auto";
readings.setAttribute("role", "dialog");
readings.setAttribute("aria-label", "Readings of this word");
form.append(readings);

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

// Offers the readings of a word in its row of a list, and on its marks in the text, which all show the one that is chosen.
const offer = ({ row, marks, was, is, note }) => {
  const cell = row.querySelector("[data-others]");
  const others = [...cell.querySelectorAll("bdi")].map((shown) => shown.textContent);
  const choices = [...new Set([is, ...others, was])];
  const inList = choices.map((reading) => button(reading, () => choose(reading)));
  const doubted = is === was;
  const choose = (reading) => {
    for (const mark of marks) {
      mark.textContent = reading;
      mark.classList.toggle("ins", reading !== was);
      mark.classList.toggle("doubt", doubted && reading === was);
    }
    for (const [index, each] of inList.entries()) {
      each.setAttribute("aria-pressed", String(choices[index] === reading));
      each.classList.toggle("primary", choices[index] === reading);
    }
  };
  choose(is);
  cell.replaceChildren(...inList.flatMap((each) => [each, " "]));

  const ask = (mark) => {
    const answer = (reading) => () => {
      choose(reading);
      readings.hidePopover();
      mark.focus();
    };
    const told = document.createElement("p");
    told.className = "quiet small";
    told.textContent = note;
    const offered = choices.filter((reading) => reading !== was).map((reading) => button(reading, answer(reading)));
    const list = document.createElement("div");
    list.className = "row";
    list.append(...offered, button(`Keep “${was}”`, answer(was)));
    readings.replaceChildren(told, list);
    readings.showPopover();
    const place = mark.getBoundingClientRect();
    const { width, height } = readings.getBoundingClientRect();
    const below = place.bottom + 6 + height < innerHeight;
    readings.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
    readings.style.top = `${below ? place.bottom + 6 : Math.max(8, place.top - height - 6)}px`;
    readings.querySelector("button").focus();
  };
  for (const mark of marks) {
    mark.tabIndex = 0;
    mark.setAttribute("role", "button");
    mark.addEventListener("click", () => ask(mark));
    mark.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      ask(mark);
    });
  }
};

for (const row of form.querySelectorAll("tr[data-edit]")) {
  const mark = result.querySelector(`mark[data-edit="${row.dataset.edit}"]`);
  const [was, is] = [...row.querySelectorAll("mark")].map((shown) => shown.textContent);
  if (!mark || is === "") continue;
  offer({ row, marks: [mark], was, is, note: `was “${was}”, ${row.lastElementChild.textContent} sure` });
}

for (const row of form.querySelectorAll("tr[data-doubt]")) {
  const word = row.querySelector("mark").textContent;
  const marks = [...result.querySelectorAll("mark.doubt")].filter((mark) => mark.textContent === word);
  offer({ row, marks, was: word, is: word, note: "left as it is; it may be another word" });
}

// One submission at a time; coming back with the browser's button makes the form usable again.
const send = form.querySelector("[type=submit]");
const sendLabel = send.textContent;
form.addEventListener("submit", (event) => {
  if (send.getAttribute("aria-disabled")) {
    event.preventDefault();
    return;
  }
  send.setAttribute("aria-disabled", "true");
  // A long text takes a moment; a short one is back before this shows.
  setTimeout(() => {
    if (send.getAttribute("aria-disabled")) send.textContent = "Working …";
  }, 300);
});
window.addEventListener("pageshow", () => {
  send.removeAttribute("aria-disabled");
  send.textContent = sendLabel;
});
