import { el } from "./dom.js";

/**
 * A text with spans marked in it. Spans: `{ start, end, hue, tag, title }`, offsets in UTF-16; they may lie in each other and
 * over each other: what sticks out of another is cut there and goes on behind it.
 */
export function markedText(text, spans) {
  const usable = spans.filter(({ start, end }) => Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end > start && end <= text.length);
  return el("p", { class: "marked", dir: "auto" }, pieces(text, 0, text.length, usable.map((span) => ({ ...span, isEnd: true }))));
}

function pieces(text, from, to, spans) {
  const queue = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const nodes = [];
  let at = from;
  while (queue.length > 0) {
    const span = queue.shift();
    if (span.start > at) nodes.push(text.slice(at, span.start));
    const inner = [];
    while (queue.length > 0 && queue[0].start < span.end) {
      const next = queue.shift();
      if (next.end <= span.end) inner.push(next);
      else {
        inner.push({ ...next, end: span.end, isEnd: false });
        insert(queue, { ...next, start: span.end });
      }
    }
    nodes.push(mark(span, pieces(text, span.start, span.end, inner)));
    at = span.end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function insert(queue, span) {
  const index = queue.findIndex((other) => other.start > span.start || (other.start === span.start && other.end < span.end));
  queue.splice(index < 0 ? queue.length : index, 0, span);
}

function mark({ hue, tag, score, title, isEnd }, content) {
  return el(
    "mark",
    { class: `span hue-${hue}`, title },
    content,
    isEnd && tag && el("span", { class: "tag" }, tag, score && el("span", { class: "tag-score", textContent: score })),
  );
}
