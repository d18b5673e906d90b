import { rest } from "./answer.js";
import { barsView, percent } from "./bars.js";
import { boxesView } from "./boxes.js";
import { copyButton, el } from "./dom.js";
import { entitiesView } from "./entities.js";
import { wordsOf } from "./fields.js";
import { readable } from "./readable.js";
import { markedText } from "./spans.js";

const maxItems = 20;
const maxText = 50_000;
const maxSpans = 500;

/** The answer of a task to read. `subjects` are the requests that it answers, in order; `labels` are the model's. */
export function answerFor(task, answer, subjects, labels) {
  const view = (one, subject) => (viewOf(task, one, subject, labels) ?? generalView(one, subject));
  if (!Array.isArray(answer)) return view(answer, subjects[0] ?? {});
  if (answer.length === 1) return view(answer[0], subjects[0] ?? {});
  const items = answer.slice(0, maxItems).map((one, index) => el("div", { class: "row" }, el("h5", { textContent: `Item ${index}` }), view(one, subjects[index] ?? {})));
  return el("div", {}, items, rest(answer.length - maxItems, "items"));
}

// Judged by what is there: a task that answers in another way is still shown, in general words.
function viewOf(task, one, subject, labels) {
  if (one === null || typeof one !== "object") return null;
  if (Array.isArray(one.entities) && typeof subject.text === "string" && one.entities.every(({ type, start }) => type !== undefined && Number.isInteger(start))) {
    return entitiesView(one, subject, labels);
  }
  const objects = listIn(one, ({ box }) => box && typeof box.xmin === "number");
  if (objects || task === "object-detection") return boxesView({ objects: objects ?? [] }, subject);
  if (typeof one.answer === "string" || task === "question-answering") return answersView(one, subject);
  if (Array.isArray(one.masks) && one.masks.every(({ fillings }) => Array.isArray(fillings))) return masksView(one.masks);
  if (typeof one.label === "string" && one.probabilities !== null && typeof one.probabilities === "object") {
    return classesView(one, Object.entries(one.probabilities).map(([label, score]) => ({ label, score })));
  }
  const classes = listIn(one, ({ label, score }) => label !== undefined && typeof score === "number");
  if (classes) return classesView(one, classes);
  const vector = Object.values(one).find((value) => Array.isArray(value) && value.length > 4 && value.every((item) => typeof item === "number"));
  return vector && task.startsWith("embedding") ? vectorView(vector) : null;
}

/** What any handler answers: where it names places in the text, these are marked. */
function generalView(one, { text }) {
  const spans = typeof text === "string" && text.length <= maxText ? spansIn(one, text) : [];
  return spans.length === 0 ? readable(one) : el("div", {}, markedText(text, spans), readable(one));
}

function spansIn(one, text) {
  const hues = new Map();
  const found = [];
  const visit = (value, name) => {
    if (value === null || typeof value !== "object" || found.length >= maxSpans) return;
    const { start, end } = value;
    if (Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= text.length) {
      const tag = String(value.type ?? value.kind ?? value.label ?? name);
      if (!hues.has(tag)) hues.set(tag, hues.size % 8);
      found.push({ start, end, tag, hue: hues.get(tag), title: tag });
    }
    for (const [key, member] of Object.entries(value)) visit(member, Array.isArray(value) ? name : wordsOf(key));
  };
  visit(one, "");
  return found.filter((span, index) => found.findIndex((other) => other.start === span.start && other.end === span.end) === index);
}

function listIn(one, fits) {
  const all = [one, ...Object.values(one).filter((value) => value !== null && typeof value === "object")];
  return all.flatMap((value) => (Array.isArray(value) ? [value] : Object.values(value).filter(Array.isArray)))
    .find((list) => list.length > 0 && list.every((item) => item !== null && typeof item === "object" && fits(item)));
}

function classesView(one, classes) {
  const best = typeof one.label === "string" && typeof one.score === "number";
  return el(
    "div",
    {},
    best && el("p", { class: "single", dir: "auto", textContent: one.label }),
    barsView(classes.map(({ label, score }) => ({ name: String(label), value: score })), { high: Math.max(1, ...classes.map(({ score }) => score)) }),
  );
}

function answersView(one, { context }) {
  const answers = listIn(one, ({ answer }) => typeof answer === "string") ?? [one];
  const best = answers[0];
  const isFound = typeof best?.answer === "string" && best.answer !== "";
  const span = isFound && { start: best.start, end: best.end, hue: 0, tag: "answer", score: percent(best.score ?? 0) };
  return el(
    "div",
    {},
    el("p", { class: isFound ? "single" : "hint", dir: "auto", textContent: isFound ? best.answer : "The text has no answer to this." }),
    isFound && typeof context === "string" && markedText(context.slice(0, maxText), [span]),
    isFound && answers.length > 1 && barsView(answers.map(({ answer, score }) => ({ name: answer || "(no answer)", value: score ?? 0 }))),
  );
}

function masksView(masks) {
  const views = masks.map(({ fillings }, index) =>
    el(
      "div",
      { class: "row" },
      masks.length > 1 && el("h5", { textContent: `Gap ${index + 1}` }),
      fillings.length > 0 && el("p", { class: "marked", dir: "auto", textContent: fillings[0].sequence }),
      barsView(fillings.map(({ text, score }) => ({ name: text, value: score }))),
    ),
  );
  return el("div", {}, views);
}

function vectorView(vector) {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  const top = Math.max(...vector.map(Math.abs)) || 1;
  const first = vector.slice(0, 64);
  const strip = first.map((value) => {
    const cell = el("span", { class: value < 0 ? "strip-cell negative" : "strip-cell", title: String(value) });
    cell.style.height = `${Math.max(2, (Math.abs(value) / top) * 100)}%`;
    return cell;
  });
  return el(
    "div",
    {},
    el(
      "dl",
      { class: "facts" },
      el("div", {}, el("dt", { textContent: "dimensions" }), el("dd", { textContent: String(vector.length) })),
      el("div", {}, el("dt", { textContent: "length (L2 norm)" }), el("dd", { textContent: norm.toFixed(4) })),
    ),
    el("div", { class: "strip", role: "img", "aria-label": `The first ${first.length} of ${vector.length} values as bars` }, strip),
    el("p", { class: "flat", textContent: `${vector.slice(0, 16).map((value) => value.toFixed(4)).join(", ")}${vector.length > 16 ? ", …" : ""}` }),
    el("p", { class: "actions" }, copyButton(() => JSON.stringify(vector), "Copy the vector")),
  );
}
