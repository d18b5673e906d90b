import { decode, showAnswer } from "./answer.js";
import { parseCsv } from "./csv.js";
import { copyButton, el, newId, quote, tabs } from "./dom.js";
import { FieldError, schemaFields } from "./fields.js";
import { parse, pretty } from "./json.js";
import { pictureForm } from "./picture.js";
import { rowsView } from "./readable.js";
import { recordsForm } from "./records.js";
import { send } from "./send.js";
import { answerFor } from "./views.js";

const verbs = {
  "token-classification": "Find entities",
  "text-classification": "Classify",
  "image-classification": "Classify",
  "object-detection": "Find objects",
  "question-answering": "Find the answer",
  "fill-mask": "Fill the gap",
  embeddings: "Embed",
  tabular: "Predict",
  regression: "Predict",
};

/** The name of a task for people. */
export function taskTitle(task) {
  return task === "" ? "Ask" : task[0].toUpperCase() + task.slice(1).replaceAll("-", " ");
}

/** The form that asks a model in the words of its task, and the answer to it. */
export function typedView(model) {
  const { typed } = model;
  const url = new URL(typed.path, document.baseURI).href;
  const problem = el("p", { class: "error-text", role: "alert", hidden: true });
  const command = el("pre", { class: "code" });
  const button = el("button", { type: "submit", class: "primary", textContent: verbs[typed.task] ?? "Send request" });
  const result = el("div", { class: "result", "aria-live": "polite" }, el("p", { class: "placeholder", textContent: "The answer will appear here." }));

  let form = null;
  form = formFor(typed, refresh);

  function tell(message) {
    problem.hidden = message === null;
    problem.textContent = message ?? "";
  }

  function refresh() {
    // A form that is being made has nothing to tell yet.
    if (!form) return;
    try {
      command.textContent = curl(url, form.request());
      tell(null);
    } catch (error) {
      // What is being typed may not be whole yet; the form says so when it is sent.
      if (!(error instanceof FieldError)) throw error;
    }
  }

  async function submit(event) {
    event.preventDefault();
    let request;
    let subjects;
    try {
      request = form.request();
      subjects = form.subjects();
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      tell(error.message);
      return;
    }
    tell(null);
    button.disabled = true;
    result.setAttribute("aria-busy", "true");
    const headers = { "Content-Type": request.type, ...(request.accept && { Accept: request.accept }) };
    showAnswer(result, await send(address(url, request.query), headers, request.body), (answer) => views(typed, answer, subjects));
    result.removeAttribute("aria-busy");
    button.disabled = false;
  }

  refresh();
  return el(
    "section",
    { class: form.isWide ? "card playground" : "card playground stacked", "aria-label": taskTitle(typed.task) },
    el(
      "form",
      { onsubmit: submit, noValidate: true },
      el("div", { class: "card-head" }, el("h2", { textContent: taskTitle(typed.task) }), form.tabs),
      el("p", { class: "summary", textContent: typed.summary }),
      form.view,
      problem,
      el("p", { class: "actions" }, button),
    ),
    el("div", { class: "answer" }, el("h2", { textContent: "Answer" }), result),
    el(
      "details",
      { class: "command" },
      el("summary", { textContent: "The same from a shell" }),
      el("div", { class: "code-box" }, copyButton(() => command.textContent, "Copy the command"), command),
    ),
  );
}

function formFor(typed, onChange) {
  if (typed.mediaTypes.some((type) => type.startsWith("image/"))) return { ...pictureForm(typed, onChange), isWide: true };
  if (typed.mediaTypes.includes("text/csv")) return { ...recordsForm(typed, onChange), isWide: true };
  return jsonForm(typed, onChange);
}

/** Fields by the schema, or the JSON itself. */
function jsonForm(typed, onChange) {
  let mode = "form";
  let fields;
  const panel = el("div", {});
  const area = el("textarea", { class: "mono", id: newId("json"), rows: 10, spellcheck: false, oninput: onChange });
  const jsonPanel = el("div", {}, el("label", { for: area.id, class: "hint", textContent: "The body: one request, or a list of them" }), area);
  fill(typed.example ?? {});
  const views = tabs("Request", [
    { key: "form", title: "Form", panel },
    { key: "json", title: "JSON", panel: jsonPanel },
  ], change);
  views.choose("form");

  function fill(values) {
    // Places in the answer are to be those of JavaScript's strings, which are the server's too.
    fields = schemaFields({ schema: typed.requestSchema, values, omit: ["offsets"], onChange });
    panel.replaceChildren(fields.view);
  }

  function change(key) {
    if (key === mode) return true;
    try {
      if (key === "json") area.value = JSON.stringify(fields.read(), null, 2);
      else fill(single(JSON.parse(area.value)));
    } catch {
      return false;
    }
    mode = key;
    onChange();
    return true;
  }

  const body = () => (mode === "form" ? JSON.stringify(fields.read()) : area.value);
  return {
    view: el("div", {}, panel, jsonPanel),
    tabs: views.list,
    request() {
      const text = body();
      return { type: "application/json", body: text, query: {}, shell: `-d ${quote(text)}` };
    },
    subjects: () => subjectsOf(body()),
  };
}

function single(request) {
  if (request === null || typeof request !== "object" || Array.isArray(request)) throw new TypeError("not one request");
  return request;
}

// A list in place of the text is as many requests.
function subjectsOf(body) {
  let parsed;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [];
  }
  if (Array.isArray(parsed)) return parsed.map((item) => (typeof item === "string" ? { text: item } : (item ?? {})));
  if (Array.isArray(parsed?.text)) return parsed.text.map((text) => ({ ...parsed, text }));
  return [parsed ?? {}];
}

function views(typed, { content, headers }, subjects) {
  const text = decode(content);
  if ((headers.get("Content-Type") ?? "").startsWith("text/csv")) {
    return { title: "Table", readable: tableFile(content, text), text, form: "CSV" };
  }
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { text };
  }
  return { title: "Answer", readable: answerFor(typed.task, answer, subjects, typed.labels), text: pretty(parse(text)) };
}

let download = null;

function tableFile(content, text) {
  const [names = [], ...rows] = parseCsv(text, 201);
  if (download) URL.revokeObjectURL(download);
  download = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
  const link = el("a", { class: "download", href: download, download: "answer.csv", textContent: "Download as CSV" });
  const count = text.trimEnd().split("\n").length - 1;
  return el("div", {}, el("p", { class: "actions" }, link), rowsView(names, rows, Math.max(count, rows.length)));
}

function address(url, query) {
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  return target.href;
}

function curl(url, { type, accept, query, shell }) {
  const lines = [`curl -s ${quote(address(url, query))}`, `-H 'Content-Type: ${type}'`];
  if (accept) lines.push(`-H 'Accept: ${accept}'`);
  return [...lines, shell].join(" \\\n  ");
}
