import { copyButton, el, newId, quote, tabs } from "./dom.js";
import { FieldError } from "./fields.js";
import { buildForm } from "./form.js";
import { parse, pretty, write } from "./json.js";
import { showResult } from "./result.js";
import { send as ask } from "./send.js";

/** The form that sends a prediction to a model, beside the answer. */
export function playgroundView(model) {
  const url = new URL(`${model.path}/infer`, document.baseURI).href;
  let request = parse(model.example.json);
  let form;
  let mode = "form";
  const formPanel = el("div", {});
  const text = el("textarea", { class: "mono request", id: newId("json"), rows: 14, spellcheck: false, oninput: refresh });
  const jsonPanel = el("div", {}, el("label", { for: text.id, class: "hint", textContent: "The body, as Open Inference JSON" }), text);
  const problem = el("p", { class: "error-text", role: "alert", hidden: true });
  const command = el("pre", { class: "code" });
  const send = el("button", { type: "submit", class: "primary", textContent: "Send request" });
  const result = el(
    "div",
    { class: "result", "aria-live": "polite" },
    el("p", { class: "placeholder", textContent: "The answer will appear here." }),
  );

  const views = tabs("Request", [
    { key: "form", title: "Form", panel: formPanel },
    { key: "json", title: "JSON", panel: jsonPanel },
  ], change);

  function fill() {
    form = buildForm(request, model.inputs, refresh);
    formPanel.replaceChildren(form.view);
  }

  function change(key) {
    if (key === mode) return true;
    try {
      if (key === "json") text.value = pretty(form.read());
      else {
        request = parse(text.value);
        fill();
      }
    } catch (error) {
      tell(error instanceof FieldError ? error.message : `The JSON cannot be shown as a form: ${error.message}`);
      return false;
    }
    mode = key;
    tell(null);
    refresh();
    return true;
  }

  function tell(message) {
    problem.hidden = message === null;
    problem.textContent = message ?? "";
  }

  function body() {
    const json = mode === "form" ? write(form.read()) : text.value;
    const binary = form.binary();
    return { json, binary };
  }

  function refresh() {
    try {
      const { json, binary } = body();
      command.textContent = curl(url, json, binary);
      tell(null);
    } catch (error) {
      // While a number is being typed it may not be one yet; the request says so when it is sent.
      if (!(error instanceof FieldError)) throw error;
    }
  }

  async function submit(event) {
    event.preventDefault();
    let parts;
    try {
      parts = body();
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      tell(error.message);
      return;
    }
    tell(null);
    send.disabled = true;
    result.setAttribute("aria-busy", "true");
    showResult(result, await post(url, parts), model.outputs);
    result.removeAttribute("aria-busy");
    send.disabled = false;
  }

  fill();
  views.choose("form");
  refresh();
  return el(
    "section",
    { class: "card playground", "aria-label": "Try it" },
    el(
      "form",
      { onsubmit: submit, noValidate: true },
      el("div", { class: "card-head" }, el("h2", { textContent: "Try it" }), views.list),
      formPanel,
      jsonPanel,
      problem,
      el("p", { class: "actions" }, send),
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

function post(url, { json, binary }) {
  const head = new TextEncoder().encode(json);
  const headers = binary.length === 0
    ? { "Content-Type": "application/json" }
    : { "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": String(head.length) };
  return ask(url, headers, new Blob([head, ...binary.map(({ bytes }) => bytes)]));
}

function curl(url, json, binary) {
  if (binary.length === 0) return `curl -s ${quote(url)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quote(json)}`;
  return [
    `{ ${[`printf '%s' ${quote(json)}`, ...binary.map(({ command }) => command)].join("; ")}; } |`,
    `curl -s ${quote(url)} \\`,
    "  -H 'Content-Type: application/octet-stream' \\",
    `  -H 'Inference-Header-Content-Length: ${new TextEncoder().encode(json).length}' \\`,
    "  --data-binary @-",
  ].join("\n");
}
