import { rest } from "./answer.js";
import { barsView } from "./bars.js";
import { el } from "./dom.js";
import { wordsOf } from "./fields.js";

const maxRows = 200;
const maxItems = 50;
const maxDepth = 6;

/** Any JSON for people: members by name, records as a table, numbers by label as bars. */
export function readable(value, depth = 0) {
  if (value === null || typeof value !== "object") return plain(value, depth);
  if (depth > maxDepth) return el("pre", { class: "code", textContent: JSON.stringify(value, null, 2) });
  if (Array.isArray(value)) return listView(value, depth);
  if (isShares(value)) return barsView(Object.entries(value).map(([name, share]) => ({ name, value: share })));
  return el(
    "dl",
    { class: "members" },
    Object.entries(value).map(([name, member]) =>
      el("div", { class: isLarge(member) ? "nested" : "" }, el("dt", { textContent: wordsOf(name) }), el("dd", {}, readable(member, depth + 1))),
    ),
  );
}

/** Records as a table; columns in the order in which they come. */
export function tableView(records) {
  const columns = [...new Set(records.slice(0, maxRows).flatMap((record) => Object.keys(record)))];
  return rowsView(columns, records.slice(0, maxRows).map((record) => columns.map((column) => record[column])), records.length);
}

/** Rows of values under names. */
export function rowsView(columns, rows, count) {
  const cell = (value) =>
    el("td", {
      class: typeof value === "number" || (typeof value === "string" && value !== "" && Number.isFinite(Number(value))) ? "count" : "words",
      dir: "auto",
      textContent: value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : shorten(value),
      title: typeof value === "number" ? String(value) : "",
    });
  return el(
    "div",
    { class: "table-scroll", tabIndex: 0, role: "region", "aria-label": "Records" },
    el(
      "table",
      { class: "records" },
      el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col", textContent: name })))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell)))),
    ),
    rest(count - rows.length, "rows"),
  );
}

function listView(values, depth) {
  if (values.length === 0) return el("span", { class: "quiet", textContent: "none" });
  const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  if (values.every(isRecord)) return values.length > 1 ? tableView(values) : readable(values[0], depth + 1);
  if (values.every((value) => typeof value === "number")) {
    const shown = values.slice(0, maxItems).map(shorten).join(", ");
    return el("div", {}, el("p", { class: "flat", textContent: shown }), rest(values.length - maxItems, "values"));
  }
  return el(
    "div",
    {},
    el("ol", { class: "texts" }, values.slice(0, maxItems).map((value) => el("li", {}, readable(value, depth + 1)))),
    rest(values.length - maxItems, "values"),
  );
}

function plain(value, depth) {
  const text = typeof value === "boolean" ? (value ? "yes" : "no") : value === null ? "none" : shorten(value);
  return el("span", { class: depth === 0 ? "single" : "value", dir: "auto", textContent: text, title: typeof value === "number" ? String(value) : "" });
}

function isLarge(value) {
  if (value === null || typeof value !== "object") return false;
  return isShares(value) || Object.values(value).some((member) => member !== null && typeof member === "object");
}

function isShares(value) {
  const shares = Object.values(value);
  if (shares.length < 2 || !shares.every((share) => typeof share === "number" && share >= 0 && share <= 1)) return false;
  return Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 0.01;
}

function shorten(value) {
  return typeof value === "number" && !Number.isInteger(value) ? String(Number(value.toPrecision(6))) : String(value);
}
