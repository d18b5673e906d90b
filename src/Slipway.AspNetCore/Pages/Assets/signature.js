import { el } from "./dom.js";

/** The inputs and outputs of a model, side by side. */
export function signatureView(model) {
  return el(
    "section",
    { class: "card signature", "aria-label": "Signature" },
    sideView("Inputs", model.inputs),
    sideView("Outputs", model.outputs),
  );
}

function sideView(title, tensors) {
  return el(
    "div",
    { class: "side" },
    el("h2", { textContent: title }),
    tensors.length === 0
      ? el("p", { class: "hint", textContent: "None." })
      : el("ul", { class: "tensors" }, tensors.map(tensorView)),
  );
}

function tensorView(tensor) {
  const shape = el("span", { class: "shape", "aria-label": shapeWords(tensor.shape) });
  tensor.shape.forEach((extent, index) => {
    if (index > 0) shape.append(" × ");
    const free = !/^\d+$/.test(extent);
    const shown = extent === "-1" ? "any" : extent;
    if (index === 0) shape.append("[");
    shape.append(el("span", { class: free ? "dim free" : "dim", textContent: shown, title: free ? "Free dimension" : "" }));
  });
  shape.append(tensor.shape.length === 0 ? "scalar" : "]");
  return el(
    "li",
    {},
    el(
      "p",
      { class: "tensor-line" },
      el("span", { class: "name", textContent: tensor.name }),
      el("span", { class: "datatype", textContent: tensor.datatype }),
      shape,
      tensor.optional && el("span", { class: "optional", textContent: "optional" }),
    ),
    tensor.description && el("p", { class: "hint", textContent: tensor.description }),
    tensor.labels.length > 0 && labelsView(tensor.labels),
  );
}

function labelsView(labels) {
  const shown = labels.slice(0, 12);
  const more = labels.length - shown.length;
  return el("p", { class: "labels" }, el("span", { class: "quiet", textContent: "Labels: " }), shown.join(", "), more > 0 && `, … ${more} more`);
}

function shapeWords(shape) {
  return shape.length === 0 ? "scalar" : `shape ${shape.map((extent) => (extent === "-1" ? "any" : extent)).join(" by ")}`;
}
