import { rest } from "./answer.js";
import { el } from "./dom.js";

const maxBars = 12;

/** The highest of some values as bars. Entries: `{ name, value, text, title }`; `high` is the value of a full bar. */
export function barsView(entries, { low = 0, high = 1 } = {}) {
  const order = [...entries].sort((a, b) => b.value - a.value);
  const bars = order.slice(0, maxBars).map(({ name, value, text, title }, rank) => {
    const fill = el("span", { class: "bar-fill" });
    const part = Number.isFinite(value) ? (value - low) / (high - low) : 0;
    fill.style.width = `${Math.max(0, Math.min(1, part)) * 100}%`;
    return el(
      "li",
      { class: rank === 0 ? "bar best" : "bar" },
      el("span", { class: "bar-label", textContent: name, title: name }),
      el("span", { class: "bar-track", "aria-hidden": "true" }, fill),
      el("span", { class: "bar-value", textContent: text ?? percent(value), title: title ?? String(value) }),
    );
  });
  return el("div", {}, el("ol", { class: "bars" }, bars), rest(order.length - maxBars, "values"));
}

export function percent(part) {
  return part > 0 && part < 0.0005 ? "< 0.1 %" : `${(part * 100).toFixed(1)} %`;
}
