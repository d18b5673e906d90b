import { decode, rest, showAnswer } from "./answer.js";
import { barsView, percent } from "./bars.js";
import { fillBinaryOutputs } from "./binary.js";
import { el } from "./dom.js";
import { flatten, Num, parse, pretty } from "./json.js";

const maxRows = 8;
const maxValues = 200;

/** Shows an answer of Open Inference. `outputs` are the model's own, for labels. */
export function showResult(panel, answer, outputs) {
  showAnswer(panel, answer, ({ content, headers }) => {
    const jsonLength = Number(headers.get("Inference-Header-Content-Length") ?? content.length);
    const text = decode(content.subarray(0, jsonLength));
    let parsed;
    try {
      parsed = parse(text);
      fillBinaryOutputs(parsed, content.subarray(jsonLength));
    } catch {
      return { text };
    }
    const readable = el("div", {}, (parsed.outputs ?? []).map((output) => outputView(output, outputs)));
    return { title: "Values", readable, text: pretty(parsed) };
  });
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
      return rowsView(rows, (row) => rowBars(row, names));
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

function rowBars(row, names) {
  const share = isDistribution(row);
  const finite = row.map(({ value }) => value).filter(Number.isFinite);
  const low = Math.min(0, ...finite);
  const entries = row.map((value, index) => ({
    name: names[index],
    value: value.value,
    text: share ? percent(value.value) : shorten(value),
    title: String(value),
  }));
  return barsView(entries, { low, high: share ? 1 : Math.max(...finite, low + Number.EPSILON) });
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

function shorten(value) {
  const raw = String(value);
  return raw.length > 9 && /[.eE]/.test(raw) ? String(Number(Number(raw).toPrecision(6))) : raw;
}
