// What the description of the API gains with JavaScript: its requests can be sent from the page.

const key = document.getElementById("key");
for (const part of document.querySelectorAll("[data-try]")) part.hidden = false;

const pretty = (text) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-method]");
  if (!form) return;
  event.preventDefault();
  const { address, body } = form.elements;
  const status = form.querySelector("[role=status]");
  const shown = form.querySelector("pre");
  const headers = { accept: "application/json" };
  if (key.value) headers.authorization = `Bearer ${key.value}`;
  if (body) headers["content-type"] = "application/json";
  status.textContent = "Sent…";
  const started = performance.now();
  try {
    const answer = await fetch(address.value, { method: form.dataset.method, headers, body: body?.value });
    const text = await answer.text();
    status.textContent = `${answer.status} ${answer.statusText} in ${Math.round(performance.now() - started)} ms`;
    shown.textContent = pretty(text);
    shown.hidden = text === "";
  } catch {
    status.textContent = "There is no answer: the service cannot be reached.";
    shown.hidden = true;
  }
});
