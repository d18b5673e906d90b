import { el } from "./dom.js";

/** A small picture to draw on: one cell per value, drawn with the pointer or with arrow keys and the space bar. */
export function gridEditor({ width, height, values, label, onChange }) {
  const start = values.map(Number);
  let cells = [...start];
  const top = Math.max(...start, 0) || 1;
  const brush = el("input", { type: "number", step: "any", value: String(top), class: "brush" });
  const canvas = el("canvas", { class: "grid", width: width * 16, height: height * 16, tabIndex: 0, role: "application" });
  canvas.setAttribute("aria-label", `${label}, ${height} by ${width}. Arrow keys move, space draws, Delete erases.`);
  const pen = canvas.getContext("2d");
  const cursor = { x: 0, y: 0, shown: false };
  let erasing = false;

  function draw() {
    const scale = Math.max(Math.abs(Number(brush.value)) || 1, ...cells.map(Math.abs));
    for (let i = 0; i < cells.length; i += 1) {
      const level = Math.round(255 * Math.min(1, Math.max(0, cells[i] / scale)));
      pen.fillStyle = `rgb(${level} ${level} ${level})`;
      pen.fillRect((i % width) * 16, Math.floor(i / width) * 16, 16, 16);
    }
    if (cursor.shown) {
      pen.strokeStyle = "#f2a65a";
      pen.lineWidth = 2;
      pen.strokeRect(cursor.x * 16 + 1, cursor.y * 16 + 1, 14, 14);
    }
  }

  function put(x, y, value) {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    cells[y * width + x] = value;
    draw();
    onChange();
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [
      Math.floor(((event.clientX - box.left) / box.width) * width),
      Math.floor(((event.clientY - box.top) / box.height) * height),
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = place(event);
    erasing = event.button === 2 || event.shiftKey;
    put(x, y, erasing ? 0 : Number(brush.value));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons !== 0) put(...place(event), erasing ? 0 : Number(brush.value));
  });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key in steps) {
      cursor.x = Math.min(width - 1, Math.max(0, cursor.x + steps[event.key][0]));
      cursor.y = Math.min(height - 1, Math.max(0, cursor.y + steps[event.key][1]));
      draw();
    } else if (event.key === " ") put(cursor.x, cursor.y, Number(brush.value));
    else if (event.key === "Delete" || event.key === "Backspace") put(cursor.x, cursor.y, 0);
    else return;
    event.preventDefault();
  });
  for (const [name, shown] of [["focus", true], ["blur", false]]) {
    canvas.addEventListener(name, () => {
      cursor.shown = shown && canvas.matches(":focus-visible");
      draw();
    });
  }

  function reset(next) {
    cells = [...next];
    draw();
    onChange();
  }

  const view = el(
    "div",
    { class: "grid-editor" },
    canvas,
    el(
      "div",
      { class: "grid-tools" },
      el("p", { class: "hint", textContent: "Draw with the pointer; hold Shift to erase." }),
      el("label", { class: "brush-label" }, "Ink value ", brush),
      el("button", { type: "button", class: "small", textContent: "Clear", onclick: () => reset(start.map(() => 0)) }),
      el("button", { type: "button", class: "small", textContent: "Example", onclick: () => reset(start) }),
    ),
  );
  draw();
  return { view, values: () => cells.map(String) };
}
