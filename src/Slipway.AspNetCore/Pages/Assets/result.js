import { fillBinaryOutputs } from "./binary.js";
import { copyButton, el, tabs } from "./dom.js";
import { flatten, Num, parse, pretty } from "./json.js";

const maxRows = 8;
const maxBars = 12;
const maxValues = 200;

/** Shows an answer or an error. `outputs` are the model's own, for labels. */
export function showResult(panel, answer, outputs) {
  const head = el(
    "p",
    { class: "result-head" },
    el("span", { class: answer.ok ? "badge good" : "badge bad", textContent: answer.status }),
    el("span", { class: "quiet", textContent: `${formatTime(answer.milliseconds)} · ${formatSize(answer.bytes)}` }),
  );
  panel.replaceChildren(head, ...(answer.ok ? answerView(answer, outputs, head) : errorView(answer)));
}

function answerView(answer, outputs, head) {
  let parsed;
  try {
    parsed = parse(answer.text);
    fillBinaryOutputs(parsed, answer.binary);
  } catch {
    return [el("pre", { class: "code", textContent: answer.text })];
  }

  const text = pretty(parsed);
  const readable = el("div", {}, (parsed.outputs ?? []).map((output) => outputView(output, outputs)));
  const json = el(
    "div",
    {},
    el("div", { class: "code-box" }, copyButton(() => text, "Copy the answer"), el("pre", { class: "code", textContent: text })),
  );
  const views = tabs("Answer", [
    { key: "readable", title: "Values", panel: readable },
    { key: "json", title: "JSON", panel: json },
  ]);
  views.choose("readable");
  head.append(views.list);
  return [readable, json];
}

function errorView(answer) {
  let message = answer.text;
  try {
    message = String(JSON.parse(answer.text).error ?? answer.text);
  } catch {
    // Not every error comes from the server itself: a proxy answers with text or HTML, shown as it is.
  }
  return [el("p", { class: "error-text", role: "alert", textContent: message || "The server gave no reason." })];
}

function outputView(output, specs) {
  const spec = specs.find((candidate) => candidate.name === output.name) ?? { labels: [] };
  const shape = output.shape.map(Number);
  return el(
    "section",
    { class: "output" },
    el(
      "h4",
      {},
      el("span", { class: "name", textContent: output.name }),
      el("span", { class: "type", textContent: `${output.datatype} [${shape.join(", ")}]` }),
    ),
    spec.description && el("p", { class: "hint", textContent: spec.description }),
    valuesView(flatten(output.data), shape, spec.labels ?? []),
  );
}

function valuesView(values, shape, labels) {
  if (values.length === 0) return el("p", { class: "hint", textContent: "No elements." });
  const columns = shape.at(-1) ?? 1;
  const numeric = values.every((value) => value instanceof Num);
  if (numeric && columns > 1) {
    const rows = split(values, columns);
    const labelled = labels.length === columns;
    if (labelled || rows.slice(0, maxRows).every(isDistribution)) {
      const names = labelled ? labels : Array.from({ length: columns }, (_, index) => String(index));
      return rowsView(rows, (row) => barsView(row, names));
    }
  }

  if (values.length === 1) return el("p", { class: "single", textContent: String(values[0]) });
  if (!numeric) return el("ol", { class: "texts" }, limited(values).map((value) => el("li", { textContent: String(value) })));
  return columns > 1 && columns <= 16 ? tableView(split(values, columns)) : flatView(values);
}

function rowsView(rows, view) {
  const shown = rows.slice(0, maxRows).map((row, index) =>
    el("div", { class: "row" }, rows.length > 1 && el("h5", { textContent: `Row ${index}` }), view(row)),
  );
  return el("div", {}, shown, rest(rows.length - maxRows, "rows"));
}

function barsView(row, names) {
  const numbers = row.map((value) => value.value);
  const finite = numbers.filter(Number.isFinite);
  const low = Math.min(0, ...finite);
  const high = isDistribution(row) ? 1 : Math.max(...finite, low + Number.EPSILON);
  const share = isDistribution(row);
  const order = numbers.map((_, index) => index).sort((a, b) => numbers[b] - numbers[a]);
  const bars = order.slice(0, maxBars).map((index, rank) => {
    const fill = el("span", { class: "bar-fill" });
    const part = Number.isFinite(numbers[index]) ? (numbers[index] - low) / (high - low) : 0;
    fill.style.width = `${Math.max(0, Math.min(1, part)) * 100}%`;
    return el(
      "li",
      { class: rank === 0 ? "bar best" : "bar" },
      el("span", { class: "bar-label", textContent: names[index] }),
      el("span", { class: "bar-track", "aria-hidden": "true" }, fill),
      el("span", {
        class: "bar-value",
        textContent: share ? percent(numbers[index]) : shorten(row[index]),
        title: String(row[index]),
      }),
    );
  });
  return el("div", {}, el("ol", { class: "bars" }, bars), rest(order.length - maxBars, "values"));
}

function tableView(rows) {
  const body = rows
    .slice(0, 20)
    .map((row) => el("tr", {}, row.map((value) => el("td", { textContent: shorten(value), title: String(value) }))));
  return el(
    "div",
    { class: "table-scroll", tabIndex: 0, role: "region", "aria-label": "Values" },
    el("table", { class: "values" }, el("tbody", {}, body)),
    rest(rows.length - 20, "rows"),
  );
}

function flatView(values) {
  return el(
    "div",
    {},
    el("p", { class: "flat", textContent: limited(values).map(shorten).join(", ") }),
    rest(values.length - maxValues, "values"),
  );
}

function rest(count, what) {
  return count > 0 && el("p", { class: "hint", textContent: `… and ${count.toLocaleString("en")} more ${what}; all are in the JSON.` });
}

function limited(values) {
  return values.slice(0, maxValues);
}

function split(values, columns) {
  const rows = [];
  for (let i = 0; i < values.length; i += columns) rows.push(values.slice(i, i + columns));
  return rows;
}

function isDistribution(row) {
  const sum = row.reduce((total, value) => total + value.value, 0);
  return Math.abs(sum - 1) < 1e-3 && row.some(({ raw }) => /[.eE]/.test(raw)) && row.every(({ value }) => value >= 0);
}

function percent(part) {
  return part > 0 && part < 0.0005 ? "< 0.1 %" : `${(part * 100).toFixed(1)} %`;
}

function shorten(value) {
  const raw = String(value);
  return raw.length > 9 && /[.eE]/.test(raw) ? String(Number(Number(raw).toPrecision(6))) : raw;
}

function formatTime(milliseconds) {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

function formatSize(bytes) {
  return bytes < 10_000 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(0)} KiB`;
}
