import { copyButton, el, tabs } from "./dom.js";

/**
 * Shows an answer: how it went, and what it says to read and as text; or, where it is an error, the server's words.
 * `views` makes of the answer `{ title, readable, text }`.
 */
export function showAnswer(panel, answer, views) {
  const head = el(
    "p",
    { class: "result-head" },
    el("span", { class: answer.ok ? "badge good" : "badge bad", textContent: answer.status }),
    el("span", { class: "quiet", textContent: `${formatTime(answer.milliseconds)} · ${formatSize(answer.content.length)}` }),
  );
  panel.replaceChildren(head, ...(answer.ok ? answerView(views(answer), head) : errorView(decode(answer.content))));
}

export function decode(content) {
  return new TextDecoder().decode(content);
}

/** What a list leaves out, in words. */
export function rest(count, what) {
  return count > 0 && el("p", { class: "hint", textContent: `… and ${count.toLocaleString("en")} more ${what}; all are in the JSON.` });
}

function answerView({ title, readable, text, form = "JSON" }, head) {
  const code = el("pre", { class: "code", textContent: text });
  const box = el("div", { class: "code-box" }, copyButton(() => text, "Copy the answer"), code);
  if (!readable) return [box];
  const json = el("div", {}, box);
  const views = tabs("Answer", [
    { key: "readable", title, panel: readable },
    { key: "json", title: form, panel: json },
  ]);
  views.choose("readable");
  head.append(views.list);
  return [readable, json];
}

function errorView(text) {
  let message = text;
  try {
    message = String(JSON.parse(text).error ?? text);
  } catch {
    // Not every error comes from the server itself: a proxy answers with text or HTML, shown as it is.
  }
  return [el("p", { class: "error-text", role: "alert", textContent: message || "The server gave no reason." })];
}

function formatTime(milliseconds) {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

function formatSize(bytes) {
  return bytes < 10_000 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(0)} KiB`;
}
