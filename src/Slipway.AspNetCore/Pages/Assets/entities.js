import { rest } from "./answer.js";
import { percent } from "./bars.js";
import { el } from "./dom.js";
import { markedText } from "./spans.js";

const hues = 8;
const maxText = 50_000;
const maxSpans = 2_000;
const maxRows = 200;

/** Entities in their text, with a colour for each type, and as a table. */
export function entitiesView({ entities }, { text }, labels) {
  const hueOf = hueByType(labels, entities);
  const hidden = new Set();
  const shown = text.slice(0, maxText);
  const marked = el("div", {});
  const table = el("div", {});
  function draw() {
    const some = entities.filter(({ type }) => !hidden.has(type));
    const spans = some.slice(0, maxSpans).map(({ type, start, end, score }) => ({
      start,
      end,
      hue: hueOf(type),
      tag: type,
      score: short(score),
      title: `${type}${score === undefined ? "" : `, score ${score}`}`,
    }));
    marked.replaceChildren(markedText(shown, spans));
    table.replaceChildren(some.length > 0 ? tableView(some, hueOf) : "");
  }
  draw();
  const nothing = el("p", { class: "hint", textContent: "No entities were found in this text." });
  return el(
    "div",
    { class: "entities" },
    entities.length > 0 ? legend(entities, hueOf, hidden, draw) : nothing,
    marked,
    text.length > maxText && el("p", { class: "hint", textContent: `The first ${maxText.toLocaleString("en")} characters are shown.` }),
    table,
  );
}

// The types that the model knows keep their colours from one answer to the next.
function hueByType(labels, entities) {
  const types = new Map();
  const add = (type) => types.has(type) || types.set(type, types.size % hues);
  labels.filter((label) => label !== "O").forEach((label) => add(label.replace(/^[BIESLU][-_]/, "")));
  entities.forEach(({ type }) => add(type));
  return (type) => types.get(type) ?? 0;
}

function legend(entities, hueOf, hidden, draw) {
  const counts = new Map();
  for (const { type } of entities) counts.set(type, (counts.get(type) ?? 0) + 1);
  return el(
    "div",
    { class: "legend", role: "group", "aria-label": "Types to show" },
    [...counts].map(([type, count]) => {
      const button = el(
        "button",
        { type: "button", class: `chip hue-${hueOf(type)}`, "aria-pressed": "true", onclick: toggle },
        el("span", { class: "chip-name", textContent: type }),
        el("span", { class: "chip-count", textContent: String(count) }),
      );
      function toggle() {
        if (!hidden.delete(type)) hidden.add(type);
        button.setAttribute("aria-pressed", String(!hidden.has(type)));
        draw();
      }
      return button;
    }),
  );
}

function tableView(entities, hueOf) {
  const rows = entities.slice(0, maxRows).map(({ type, text, start, end, score }) =>
    el(
      "tr",
      {},
      el("td", { class: "words", dir: "auto", textContent: text }),
      el("td", {}, el("span", { class: `chip-small hue-${hueOf(type)}`, textContent: type })),
      el("td", { class: "count", textContent: score === undefined ? "" : percent(score), title: String(score ?? "") }),
      el("td", { class: "count", textContent: `${start}–${end}` }),
    ),
  );
  return el(
    "div",
    { class: "table-scroll", tabIndex: 0, role: "region", "aria-label": "Entities" },
    el(
      "table",
      { class: "records" },
      el("thead", {}, el("tr", {}, ["Text", "Type", "Score", "Characters"].map((title) => el("th", { scope: "col", textContent: title })))),
      el("tbody", {}, rows),
    ),
    rest(entities.length - maxRows, "entities"),
  );
}

function short(score) {
  return score === undefined ? "" : `${Math.round(score * 100)} %`;
}
