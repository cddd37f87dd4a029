// Moves the monitor: a sample each second, the fleet each five, the past first.
// The drawings are those that the server makes (chart.rs): same sizes, same levels.

const root = document.querySelector("[data-monitor]");
const status = document.querySelector("[data-status]");
const stale = document.querySelector("[data-stale]");
const pause = document.querySelector("[data-pause]");
const range = document.querySelector("[data-range]");
const WIDTH = 240;
const HEIGHT = 48;
const SLOTS = { seconds: 120, tens: 360 };

let past = { seconds: [], tens: [] };
let pending = [];
let shown = "seconds";
let lastSample = Date.now();
let source;

const find = (selector, within = root) => within.querySelector(selector);
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function level(percent) {
  if (percent >= 90) return "critical";
  if (percent >= 70) return "warning";
  return percent >= 50 ? "careful" : "fine";
}

function bytes(value) {
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (value < 1024) return `${value.toFixed(value < 10 && unit !== "B" ? 1 : 0)} ${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(1)} TiB`;
}

function milliseconds(ms) {
  if (ms === null) return "–";
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const share = ({ used, total }) => `${bytes(used)} of ${bytes(total)}`;

function text(selector, value, within = root) {
  const element = find(selector, within);
  if (element && element.textContent !== value) element.textContent = value;
}

function line(key, top) {
  const path = find(`[data-line="${key}"]`);
  if (!path) return;
  const slots = SLOTS[shown];
  const values = past[shown].slice(-slots);
  const start = slots - values.length;
  const step = WIDTH / (slots - 1);
  const points = values.map((point, index) => {
    const y = HEIGHT - Math.min(1, Math.max(0, point[key] / top)) * HEIGHT;
    return `${((start + index) * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  const drawn = points.length > 1 ? `M${points.join("L")}` : "";
  path.setAttribute("d", drawn);
  find(`[data-area="${key}"]`)?.setAttribute("d", drawn && `${drawn}V${HEIGHT}H${(start * step).toFixed(1)}Z`);
}

// The charts are uPlot's; without them, the lines in the gauges still tell the past.
const STEP = { seconds: 1, tens: 10 };
const plots = [];

function colour(name) {
  return () => getComputedStyle(root).getPropertyValue(name).trim();
}

function axis(more) {
  return { stroke: colour("--ink-2"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui", ...more };
}

// Steps that are round in bytes and meet the next unit: uPlot's own are round in tens only.
const BYTE_STEPS = [0, 10, 20, 30, 40].flatMap((power) => [1, 2, 5, 10, 20, 50, 128, 256, 512].map((step) => step * 2 ** power));

function hour(time) {
  return clock.format(new Date(time * 1000));
}

async function startCharts() {
  const { default: UPlot } = await import(root.dataset.uplot);
  const style = document.head.appendChild(document.createElement("link"));
  style.rel = "stylesheet";
  style.href = root.dataset.uplotStyle;
  await new Promise((ready) => { style.onload = ready; });
  find("[data-charts]").hidden = false;
  const chart = (name, keys, format, top, size, incrs) => {
    const holder = find(`[data-chart="${name}"]`);
    // Under the cursor; the newest where there is none.
    const legend = (write) => (chart, _, series, index) => {
      const value = chart.data[series].at(index ?? -1);
      return value === undefined ? "–" : write(value);
    };
    const series = keys.map(([, label, stroke, dash]) => ({ label, stroke: colour(stroke), width: 1.75, dash, points: { show: false }, value: legend(format) }));
    const plot = new UPlot({
      width: holder.clientWidth,
      height: 190,
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { range: (_, __, newest) => [newest - SLOTS[shown] * STEP[shown], newest] },
        y: { range: (_, __, highest) => [0, top ?? Math.max(1024, (highest ?? 0) * 1.1)] },
      },
      axes: [axis({ space: 90, size: 32, values: (_, times) => times.map(hour) }), axis({ size, incrs, values: (_, values) => values.map(format) })],
      series: [{ label: "Time", value: legend(hour) }, ...series],
    }, [[], ...keys.map(() => [])], holder);
    new ResizeObserver(() => plot.setSize({ width: holder.clientWidth, height: 190 })).observe(holder);
    plots.push((times, values) => plot.setData([times, ...keys.map(([key]) => values.map((point) => point[key]))]));
  };
  chart("shares", [["cpu", "CPU", "--accent"], ["memory", "Memory", "--warn-strong", [6, 3]]], (value) => `${value.toFixed(0)} %`, 100, 52);
  chart("network", [["received", "In", "--accent"], ["sent", "Out", "--warn-strong", [6, 3]]], (value) => `${bytes(value)}/s`, null, 78, BYTE_STEPS);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawLines);
  drawLines();
}

function drawCharts() {
  const slots = SLOTS[shown];
  const values = past[shown].slice(-slots);
  const end = lastSample / 1000;
  const times = values.map((_, index) => end - (values.length - 1 - index) * STEP[shown]);
  for (const draw of plots) draw(times, values);
}

function drawLines() {
  drawCharts();
  line("cpu", 100);
  line("memory", 100);
  const top = Math.max(1024, ...past[shown].map((point) => Math.max(point.received, point.sent)));
  line("received", top);
  line("sent", top);
}

function gauge(key, percent, note) {
  const card = find(`[data-gauge="${key}"]`);
  if (!card) return;
  text("[data-value]", percent.toFixed(0), card);
  text("[data-note]", note, card);
  const arc = find("[data-arc]", card);
  arc.setAttribute("stroke-dasharray", `${percent.toFixed(1)} 100`);
  arc.dataset.level = level(percent);
  const word = find(".level", card);
  word.dataset.level = level(percent);
  text(".level", level(percent), card);
}

function cores(values) {
  const items = find("[data-cores]").children;
  values.forEach((percent, index) => {
    const item = items[index];
    if (!item) return;
    item.querySelector(".fill").setAttribute("width", percent);
    item.lastElementChild.textContent = `${percent.toFixed(0)} %`;
  });
}

function disks(list) {
  const rows = list.map((disk) => {
    const row = document.createElement("div");
    const name = row.appendChild(document.createElement("dt")).appendChild(document.createElement("code"));
    name.textContent = disk.mount;
    const value = row.appendChild(document.createElement("dd"));
    value.className = "num";
    value.textContent = `${disk.percent.toFixed(0)} % · ${share(disk)} `;
    const word = value.appendChild(document.createElement("span"));
    word.className = "level";
    word.textContent = word.dataset.level = level(disk.percent);
    return row;
  });
  find("[data-disks]").replaceChildren(...rows);
}

function remember({ cpu, memory, network }) {
  const point = { cpu: cpu.percent, memory: memory.percent, ...network };
  past.seconds = [...past.seconds, point].slice(-SLOTS.seconds);
  pending.push(point);
  if (pending.length < 10) return;
  const mean = (key) => pending.reduce((sum, each) => sum + each[key], 0) / pending.length;
  const ten = { cpu: mean("cpu"), memory: mean("memory"), received: mean("received"), sent: mean("sent") };
  past.tens = [...past.tens, ten].slice(-SLOTS.tens);
  pending = [];
}

function show(sample) {
  lastSample = Date.now();
  stale.hidden = true;
  status.textContent = clock.format(new Date(sample.at));
  status.dataset.liveState = "on";
  remember(sample);
  if (document.hidden) return;
  const { cpu, memory, swap, load, network, process } = sample;
  gauge("cpu", cpu.percent, cpu.limit ? `of ${cpu.limit} cores allowed` : `of ${cpu.cores.length} cores`);
  gauge("memory", memory.percent, share(memory));
  if (sample.disks[0]) gauge("disk", sample.disks[0].percent, `${sample.disks[0].mount}, ${share(sample.disks[0])}`);
  text("[data-received]", `${bytes(network.received)}/s`);
  text("[data-sent]", `${bytes(network.sent)}/s`);
  text("[data-load]", load.map((value) => value.toFixed(2)).join(" · "));
  text("[data-swap]", swap.total ? share(swap) : "none");
  text("[data-process]", `${process.cpu_percent.toFixed(0)} % of a core, ${bytes(process.memory)}`);
  cores(cpu.cores);
  disks(sample.disks);
  drawLines();
}

function cell(row, name, value, kind = "td") {
  const element = row.appendChild(document.createElement(kind));
  if (name) element.className = name;
  element.textContent = value;
  return element;
}

function numbers(member) {
  return [
    `${member.cpu_percent.toFixed(0)} %`,
    bytes(member.memory),
    member.requests_per_second.toFixed(1),
    member.errors_per_second.toFixed(1),
    milliseconds(member.p50_ms),
    milliseconds(member.p95_ms),
    milliseconds(member.p99_ms),
    String(member.work?.waiting ?? "–"),
    String(member.work?.models ?? "–"),
    `${member.connections_used} of ${member.connections_open}`,
  ];
}

function fleet({ members, total }) {
  const rows = members.map((member) => {
    const row = document.createElement("tr");
    const head = cell(row, "", "", "th");
    head.scope = "row";
    const service = head.appendChild(document.createElement("span"));
    service.className = "member";
    service.textContent = member.service;
    const host = document.createElement("span");
    host.className = "quiet small";
    host.textContent = member.host;
    head.append(" ", host);
    for (const number of numbers(member)) cell(row, "num", number);
    cell(row, "", member.version);
    const time = cell(row, "", "").appendChild(document.createElement("time"));
    time.dateTime = member.started_at;
    time.append(document.createElement("span"), " ", document.createElement("span"));
    time.lastElementChild.className = "quiet small";
    return row;
  });
  if (total) {
    const row = document.createElement("tr");
    row.className = "total";
    const head = cell(row, "", "", "th");
    head.scope = "row";
    head.appendChild(document.createElement("span")).className = "member";
    head.firstElementChild.textContent = total.service;
    for (const number of numbers(total)) cell(row, "num", number);
    cell(row, "", "");
    cell(row, "", "");
    rows.push(row);
  }
  const body = find("[data-fleet]");
  body.replaceChildren(...rows);
  body.dispatchEvent(new CustomEvent("added", { bubbles: true }));
}

function connect() {
  source = new EventSource("/monitor/events");
  const on = (name, handle) => source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  // After a break another instance may answer: the numbers are always those of the one named.
  on("instance", ({ host }) => { document.querySelector("[data-host]").textContent = host; });
  on("history", (history) => {
    past = history;
    pending = [];
    drawLines();
  });
  on("fleet", fleet);
  on("sample", show);
}

function disconnect() {
  source?.close();
  source = undefined;
  status.dataset.liveState = "off";
}

const paused = () => pause.getAttribute("aria-pressed") === "true";

pause.hidden = range.hidden = false;
pause.addEventListener("click", () => {
  pause.setAttribute("aria-pressed", String(!paused()));
  pause.textContent = paused() ? "Go on" : "Pause";
  if (paused()) disconnect();
  else connect();
});
range.addEventListener("change", (event) => {
  shown = event.target.value;
  drawLines();
});
document.addEventListener("visibilitychange", () => {
  disconnect();
  if (!document.hidden && !paused()) {
    lastSample = Date.now();
    connect();
  }
});
setInterval(() => {
  stale.hidden = paused() || document.hidden || Date.now() - lastSample < 5000;
}, 1000);
connect();
startCharts();
