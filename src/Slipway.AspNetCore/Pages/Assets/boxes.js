import { rest } from "./answer.js";
import { percent } from "./bars.js";
import { el } from "./dom.js";

const hues = 8;
const maxBoxes = 200;

/** What was found in a picture: boxes over it, and a list whose entries show theirs. */
export function boxesView({ objects }, { picture }) {
  const hueOf = new Map();
  for (const { label } of objects) if (!hueOf.has(label)) hueOf.set(label, hueOf.size % hues);
  const shown = objects.slice(0, maxBoxes);
  const frames = shown.map(({ label }) => el("div", { class: `box hue-${hueOf.get(label)}` }, el("span", { class: "box-name", textContent: label })));
  const image = el("img", { class: "preview", alt: `The picture with ${objects.length} marked objects`, src: picture });
  image.addEventListener("load", () => {
    shown.forEach(({ box }, index) => {
      const { style } = frames[index];
      style.left = `${(box.xmin / image.naturalWidth) * 100}%`;
      style.top = `${(box.ymin / image.naturalHeight) * 100}%`;
      style.width = `${((box.xmax - box.xmin) / image.naturalWidth) * 100}%`;
      style.height = `${((box.ymax - box.ymin) / image.naturalHeight) * 100}%`;
    });
  });
  const rows = shown.map(({ label, score, box }, index) => {
    const light = (on) => () => frames[index].classList.toggle("lit", on);
    return el(
      "tr",
      { tabIndex: 0, onmouseenter: light(true), onmouseleave: light(false), onfocus: light(true), onblur: light(false) },
      el("td", {}, el("span", { class: `chip-small hue-${hueOf.get(label)}`, textContent: label })),
      el("td", { class: "count", textContent: percent(score), title: String(score) }),
      el("td", { class: "count", textContent: [box.xmin, box.ymin, box.xmax, box.ymax].map(Math.round).join(", ") }),
    );
  });
  if (objects.length === 0) return el("p", { class: "hint", textContent: "Nothing was found in this picture." });
  return el(
    "div",
    {},
    picture && el("div", { class: "boxes" }, image, frames),
    el(
      "div",
      { class: "table-scroll", tabIndex: 0, role: "region", "aria-label": "Objects" },
      el(
        "table",
        { class: "records" },
        el("thead", {}, el("tr", {}, ["Object", "Score", "Left, top, right, bottom"].map((title) => el("th", { scope: "col", textContent: title })))),
        el("tbody", {}, rows),
      ),
      rest(objects.length - maxBoxes, "objects"),
    ),
  );
}
