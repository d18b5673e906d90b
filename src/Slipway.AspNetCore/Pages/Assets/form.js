import { el, newId, quote } from "./dom.js";
import { FieldError } from "./fields.js";
import { gridEditor } from "./grid.js";
import { flatten, Num } from "./json.js";

const maxFields = 64;
const number = /^-?(?:Infinity|NaN|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)$/;

/**
 * Fields for a request. `request` is the parsed example; `specs` are the model's inputs. `read()` gives the request
 * with the values of the fields, or throws a FieldError whose message can be shown.
 */
export function buildForm(request, specs, onChange) {
  const editors = (request.inputs ?? []).map((tensor) => {
    const spec = specs.find((candidate) => candidate.name === tensor.name) ?? { labels: [] };
    return { tensor, editor: editorFor(tensor, spec, onChange) };
  });
  const view = el(
    "div",
    { class: "fields" },
    editors.map(({ editor }) => editor.view),
    editors.length === 0 && el("p", { class: "hint", textContent: "This model has no inputs: send the request as it is." }),
  );
  return {
    view,
    read: () => ({
      ...request,
      inputs: editors.map(({ tensor, editor }) => (editor.read ? { ...tensor, data: editor.read() } : tensor)),
    }),
    /** The pieces of the binary part, in the order of the inputs, each with the shell command that prints it. */
    binary: () => editors.filter(({ editor }) => editor.part).map(({ editor }) => editor.part()),
  };
}

function editorFor(tensor, spec, onChange) {
  const shape = tensor.shape.map(Number);
  const legend = el(
    "legend",
    {},
    el("span", { class: "name", textContent: tensor.name }),
    el("span", { class: "type", textContent: `${tensor.datatype} [${shape.join(", ")}]` }),
  );
  const box = el("fieldset", {}, legend, spec.description && el("p", { class: "hint", textContent: spec.description }));
  if (tensor.data === undefined) return binaryEditor(box, tensor, onChange);

  const values = flatten(tensor.data);
  const editor = pick(tensor, spec, shape, values, onChange);
  box.append(editor.view);
  return { view: box, read: editor.read };
}

function pick(tensor, spec, shape, values, onChange) {
  const [height, width] = shape.slice(-2);
  const plane = shape.length >= 2 && height >= 8 && width >= 8 && height <= 64 && width <= 64;
  const numeric = tensor.datatype !== "BYTES" && tensor.datatype !== "BOOL";
  if (numeric && plane && height * width === values.length) {
    const grid = gridEditor({ width, height, values, label: tensor.name, onChange });
    return { view: grid.view, read: () => grid.values().map((value) => new Num(value)) };
  }
  return values.length <= maxFields
    ? fieldsEditor(tensor, spec, shape, values, onChange)
    : listEditor(tensor, values, onChange);
}

function fieldsEditor(tensor, spec, shape, values, onChange) {
  const columns = shape.at(-1) ?? 1;
  const single = values.length === 1 || columns === 1;
  const fields = values.map((value, index) => field(tensor, labelOf(spec, columns, index, values.length), value, onChange));
  const style = tensor.datatype === "BYTES" || values.length === 1 ? "cells wide" : "cells";
  const view = el("div", {});
  for (let start = 0; start < fields.length; start += single ? fields.length : columns) {
    const row = single ? fields : fields.slice(start, start + columns);
    if (row.length < fields.length) view.append(el("p", { class: "row-label", textContent: `Row ${start / columns}` }));
    view.append(el("div", { class: style }, row.map((one) => one.view)));
  }
  return { view, read: () => fields.map((one) => one.read()) };
}

function labelOf(spec, columns, index, count) {
  if (spec.labels?.length === columns) return spec.labels[index % columns];
  if (count === 1) return null;
  return String(columns === 1 ? index : index % columns);
}

function field(tensor, label, value, onChange) {
  const id = newId("field");
  if (tensor.datatype === "BOOL") {
    const box = el("input", { type: "checkbox", id, checked: value === true, onchange: onChange });
    return { view: el("label", { class: "cell check", for: id }, box, label ?? tensor.name), read: () => box.checked };
  }

  const text = tensor.datatype === "BYTES";
  const input = text
    ? el("textarea", { id, rows: 2, value: String(value), oninput: onChange })
    : el("input", { type: "text", inputMode: "decimal", id, value: String(value), autocomplete: "off", oninput: onChange });
  const read = () => (text ? input.value : readNumber(input, label === null ? tensor.name : `${tensor.name} ${label}`));
  if (label === null) input.setAttribute("aria-label", tensor.name);
  return { view: el("div", { class: "cell" }, label !== null && el("label", { for: id, textContent: label }), input), read };
}

function readNumber(input, what) {
  const text = input.value.trim();
  const valid = number.test(text);
  input.setAttribute("aria-invalid", String(!valid));
  if (!valid) throw new FieldError(`“${what}” holds “${text}”, which is not a number.`);
  return new Num(text.replace(/^(-?)\./, "$10.").replace(/\.(?=$|[eE])/, ""));
}

function listEditor(tensor, values, onChange) {
  const text = tensor.datatype === "BYTES";
  const area = el("textarea", {
    class: "mono",
    rows: 8,
    spellcheck: false,
    value: values.join(text ? "\n" : ", "),
    oninput: onChange,
    "aria-label": `Values of ${tensor.name}`,
  });
  const hint = text ? "One text per line." : "Values in row-major order, separated by commas or spaces.";
  return { view: el("div", {}, area, el("p", { class: "hint", textContent: hint })), read };

  function read() {
    if (text) return area.value.split("\n");
    const words = area.value.split(/[\s,]+/).filter((word) => word !== "");
    if (tensor.datatype === "BOOL") return words.map((word) => word === "true" || word === "1");
    const wrong = words.find((word) => !number.test(word));
    if (wrong !== undefined) throw new FieldError(`“${tensor.name}” holds “${wrong}”, which is not a number.`);
    return words.map((word) => new Num(word));
  }
}

function binaryEditor(box, tensor, onChange) {
  const size = Number(tensor.parameters?.binary_data_size ?? 0);
  const id = newId("file");
  let content = null;
  const note = el("p", { class: "hint", role: "status" });
  const file = el("input", {
    type: "file",
    id,
    async onchange() {
      content = file.files[0] ? new Uint8Array(await file.files[0].arrayBuffer()) : null;
      describe();
      onChange();
    },
  });
  function describe() {
    const amount = size.toLocaleString("en");
    note.textContent =
      content === null
        ? `This tensor travels as ${amount} raw bytes: zeros, or the content of a file.`
        : `The file has ${content.length.toLocaleString("en")} bytes; ${amount} are needed.`;
  }
  describe();
  box.append(note, el("label", { for: id, class: "file" }, "Raw little-endian data ", file));
  return {
    view: box,
    part: () =>
      content === null
        ? { bytes: new Uint8Array(size), command: `head -c ${size} /dev/zero` }
        : { bytes: content, command: `cat ${quote(file.files[0].name)}` },
  };
}
