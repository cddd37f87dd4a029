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

// A file may take the place of the text.
const need = () => {
  text.required = file.files.length === 0;
};
file.addEventListener("change", need);
need();

const count = form.querySelector("[data-count]");
const words = new Intl.Segmenter("en", { granularity: "word" });
const number = new Intl.NumberFormat("en");
const longest = 50_000; // Beyond this, counting words while someone types would be felt.
const tell = () => {
  const value = text.value;
  const parts = [`${number.format([...value].length)} characters`];
  if (value.length <= longest) {
    let found = 0;
    for (const segment of words.segment(value)) found += segment.isWordLike ? 1 : 0;
    parts.unshift(`${number.format(found)} words`);
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

// Another reading, or the word as it was, at a click; the text beside the input follows.
for (const row of form.querySelectorAll("tr[data-edit]")) {
  const mark = result.querySelector(`mark[data-edit="${row.dataset.edit}"]`);
  const cell = row.querySelector("[data-others]");
  const [was, is] = [...row.querySelectorAll("mark")].map((shown) => shown.textContent);
  if (!mark || is === "") continue;
  const others = [...cell.querySelectorAll("bdi")].map((shown) => shown.textContent);
  const buttons = [is, ...others, was].map((reading) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = reading;
    button.addEventListener("click", () => {
      mark.textContent = reading;
      mark.classList.toggle("ins", reading !== was);
      press(button);
    });
    return button;
  });
  const press = (pressed) => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button === pressed));
      button.classList.toggle("primary", button === pressed);
    }
  };
  press(buttons[0]);
  cell.replaceChildren(...buttons.flatMap((button) => [button, " "]));
}

// One submission at a time; coming back with the browser's button makes the form usable again.
form.addEventListener("submit", () => {
  form.querySelector("[type=submit]").setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  form.querySelector("[type=submit]").removeAttribute("aria-disabled");
});
