import { el, tabs } from "./dom.js";
import { playgroundView } from "./playground.js";
import { signatureView } from "./signature.js";
import { taskTitle, typedView } from "./typed.js";

const list = document.getElementById("models");
const view = document.getElementById("model");
const status = document.getElementById("status");
let models = [];
let known = "";
let shown = "";

const key = (model) => model.path.replace(/^v2\/models\//, "");
const isWorking = (model) => /^(available|ready)$/i.test(model.state);
const tone = (model) => (model.error ? "bad" : isWorking(model) ? "good" : "busy");

async function load() {
  try {
    const response = await fetch("_slipway/models", { cache: "no-store" });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    const text = await response.text();
    if (text !== known) {
      known = text;
      const content = JSON.parse(text);
      models = content.models;
      document.getElementById("server-version").textContent = content.serverVersion;
      showList();
      showModel();
    }
    tell(models.length === 0 ? "This server has no models." : null);
  } catch (error) {
    tell(`The list of models cannot be read: ${error.message} Trying again …`);
  }
  // A model that loads or fails may change on its own; one that works is looked at when the reader comes back.
  if (!models.every(isWorking) || models.length === 0) setTimeout(load, 3000);
}

function tell(message) {
  status.hidden = message === null;
  status.textContent = message ?? "";
}

function current() {
  const wanted = location.hash.slice(1);
  return models.find((model) => key(model) === wanted) ?? models.find(isWorking) ?? models[0];
}

function showList() {
  list.replaceChildren(
    el("h2", { textContent: models.length === 1 ? "1 model" : `${models.length} models` }),
    el(
      "ul",
      {},
      models.map((model) =>
        el(
          "li",
          {},
          el(
            "a",
            { href: `#${key(model)}`, "data-key": key(model) },
            el("span", { class: `dot ${tone(model)}`, "aria-hidden": "true" }),
            el("span", { class: "model-name", textContent: model.name }),
            el("span", { class: "model-version", textContent: `v${model.version}` }),
            el("span", { class: "off-screen", textContent: model.error ? ", failed" : `, ${model.state}` }),
          ),
        ),
      ),
    ),
  );
}

function showModel() {
  const model = current();
  if (!model) return;
  for (const link of list.querySelectorAll("a")) {
    if (link.dataset.key === key(model)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }

  // What a reader has typed survives as long as the model stays the same.
  const content = JSON.stringify(model);
  if (content === shown) return;
  shown = content;
  document.title = `${model.name} · Slipway`;
  view.replaceChildren(
    titleView(model),
    ...(model.error ? [failureView(model)] : []),
    ...(model.typed && !model.error && isWorking(model) ? [taskView(model)] : tensorViews(model)),
  );
}

function tensorViews(model) {
  return [
    ...(model.inputs ? [signatureView(model)] : []),
    ...(model.inputs && !model.error ? [tryView(model)] : []),
  ];
}

/** A model that has a task is asked in its words; its tensors are one click away. */
function taskView(model) {
  const task = el("div", {}, typedView(model));
  const tensors = el("div", {}, tensorViews(model));
  const views = tabs("Ways to ask", [
    { key: "task", title: taskTitle(model.typed.task), panel: task },
    { key: "tensors", title: "Tensors", panel: tensors },
  ]);
  views.choose("task");
  return el("div", {}, el("p", { class: "ways" }, views.list), task, tensors);
}

function titleView(model) {
  return el(
    "div",
    { class: "title" },
    el(
      "div",
      { class: "title-line" },
      el("h1", { textContent: model.name }),
      el("span", { class: "version", textContent: `version ${model.version}` }),
      el("span", { class: `badge ${tone(model)}`, textContent: model.error ? "Failed" : model.state }),
    ),
    model.description && el("p", { class: "description", textContent: model.description }),
    factsView(model),
  );
}

function factsView(model) {
  const facts = [...model.properties];
  if (model.platform) facts.unshift({ name: "platform", value: model.platform });
  return (
    facts.length > 0 &&
    el(
      "dl",
      { class: "facts" },
      facts.map(({ name, value }) => el("div", {}, el("dt", { textContent: name }), el("dd", { textContent: value }))),
    )
  );
}

function failureView(model) {
  return el(
    "section",
    { class: "failure", role: "alert" },
    el("h2", { textContent: "This model could not be loaded" }),
    el("p", { class: "error-text", textContent: model.error }),
    el("p", {
      class: "hint",
      textContent:
        "Until it loads, requests to it are answered with 503, and the server says that it is not ready. "
        + "Correct the cause and start the server again.",
    }),
  );
}

function tryView(model) {
  if (!isWorking(model)) {
    return el("p", { class: "card hint", textContent: "The form appears as soon as the model is available." });
  }
  if (!model.example) {
    return el("p", { class: "card hint", textContent: "The inputs of this model are too large for a form; see the API reference." });
  }
  try {
    return playgroundView(model);
  } catch (error) {
    return el("p", { class: "card error-text", textContent: `The example of this model cannot be read: ${error.message}` });
  }
}

addEventListener("hashchange", () => {
  showModel();
  document.getElementById("main").focus({ preventScroll: true });
});
addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && models.length > 0) load();
});
load();
