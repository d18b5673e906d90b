import { el, newId } from "./dom.js";

const number = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const roomy = /^(text|context|document|passage|body|content|sentence)s?$/;

/** Thrown by a form that cannot be read; the message can be shown. */
export class FieldError extends Error {}

/**
 * Fields for an object that a JSON Schema describes, what must be there first. `read()` gives the object, without what was
 * left empty, or throws a FieldError. `values` are what the fields begin with; `omit` names what has no field.
 */
export function schemaFields({ schema, root = schema, values = {}, omit = [], onChange }) {
  const required = new Set(schema.required ?? []);
  const names = Object.keys(schema.properties ?? {}).filter((name) => !omit.includes(name));
  const isMain = (name) => required.has(name) || name in values;
  const fields = names.map((name) => {
    const inner = resolve(schema.properties[name], root);
    return { name, main: isMain(name), ...field(name, inner, { root, value: values[name], isRequired: required.has(name), onChange }) };
  });
  const main = fields.filter((one) => one.main);
  const others = fields.filter((one) => !one.main);
  const view = el(
    "div",
    { class: "fields" },
    main.length > 0 && el("div", { class: "cells typed" }, main.map((one) => one.view)),
    others.length > 0
      && el(
        "details",
        { class: "options", open: main.length === 0 && omit.length === 0 },
        el("summary", { textContent: others.length === 1 ? "1 option" : `${others.length} options` }),
        el("div", { class: "cells typed" }, others.map((one) => one.view)),
      ),
  );
  return {
    view,
    count: fields.length,
    read() {
      const result = {};
      for (const { name, read } of fields) {
        const value = read();
        if (value !== undefined) result[name] = value;
      }
      return result;
    },
  };
}

/** A schema without its references, and without the choice of null. */
export function resolve(schema, root) {
  let current = schema ?? {};
  for (let steps = 0; typeof current.$ref === "string" && steps < 16; steps += 1) {
    const path = current.$ref.replace(/^#\/?/, "").split("/").filter(Boolean);
    const target = path.reduce((at, key) => at?.[decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~")], root);
    current = { ...target, ...(current.description && { description: current.description }) };
  }
  const choices = current.anyOf ?? current.oneOf;
  if (!Array.isArray(choices)) return current;
  const real = choices.map((choice) => resolve(choice, root)).filter((choice) => choice.type !== "null");
  const plain = real.find((choice) => kindOf(choice) !== "json") ?? real[0];
  return { ...plain, ...(current.description && { description: current.description }), default: current.default ?? plain?.default };
}

function kindOf(schema) {
  if (Array.isArray(schema.enum) || "const" in schema) return "choice";
  const types = [schema.type].flat().filter((type) => type && type !== "null");
  if (types.includes("string")) return "text";
  if (types.includes("number") || types.includes("integer")) return "number";
  if (types.includes("boolean")) return "flag";
  if (types.includes("array") && [schema.items?.type].flat().includes("string")) return "lines";
  return "json";
}

function field(name, schema, context) {
  const id = newId("field");
  const make = { choice: choiceField, text: textField, number: numberField, flag: flagField, lines: linesField, json: jsonField };
  const { input, read, wide } = make[kindOf(schema)](name, schema, { ...context, id });
  const hint = schema.description && el("p", { class: "hint", id: `${id}-hint`, textContent: schema.description });
  if (hint) input.setAttribute("aria-describedby", hint.id);
  const label = schema.title ?? wordsOf(name);
  const isFlag = input.type === "checkbox";
  const view = isFlag
    ? el("div", { class: "cell" }, el("label", { class: "check", for: id }, input, label), hint)
    : el("div", { class: wide ? "cell whole" : "cell" }, el("label", { for: id, textContent: label }), input, hint);
  return { view, read };
}

/** The name of a member for people: `top_k` as “Top k”. */
export function wordsOf(name) {
  const words = name.replaceAll("_", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function textField(name, schema, { id, value, isRequired, onChange }) {
  const text = value ?? "";
  const wide = roomy.test(name) || String(text).length > 60 || String(text).includes("\n");
  const input = wide
    ? el("textarea", { id, value: String(text), rows: Math.min(10, 3 + Math.floor(String(text).length / 160)), oninput: onChange })
    : el("input", { type: "text", id, value: String(text), autocomplete: "off", oninput: onChange });
  input.setAttribute("dir", "auto");
  if (schema.default !== undefined && schema.default !== null) input.placeholder = String(schema.default);
  return { input, wide: wide || String(text).length > 20 || name === "question", read: () => (input.value === "" && !isRequired ? undefined : input.value) };
}

function numberField(name, schema, { id, value, isRequired, onChange }) {
  const input = el("input", { type: "text", inputMode: "decimal", id, value: String(value ?? ""), autocomplete: "off", oninput: onChange });
  if (schema.default !== undefined && schema.default !== null) input.placeholder = String(schema.default);
  return { input, read };

  function read() {
    const text = input.value.trim();
    const valid = text === "" ? !isRequired : number.test(text);
    input.setAttribute("aria-invalid", String(!valid));
    if (!valid) throw new FieldError(text === "" ? `“${name}” is empty.` : `“${name}” holds “${text}”, which is not a number.`);
    return text === "" ? undefined : Number(text);
  }
}

function flagField(_, schema, { id, value, isRequired, onChange }) {
  const start = value ?? schema.default ?? false;
  const input = el("input", { type: "checkbox", id, checked: start === true, onchange: onChange });
  const isShown = isRequired || value !== undefined;
  return { input, read: () => (isShown || input.checked !== (schema.default ?? false) ? input.checked : undefined) };
}

function choiceField(_, schema, { id, value, isRequired, onChange }) {
  const choices = (schema.enum ?? [schema.const]).filter((choice) => choice !== null);
  const unset = schema.default === undefined || schema.default === null ? "as the model says" : `${schema.default} (default)`;
  const input = el(
    "select",
    { id, onchange: onChange },
    !isRequired && el("option", { value: "", textContent: unset }),
    choices.map((choice, index) => el("option", { value: String(index), textContent: String(choice), selected: choice === value })),
  );
  return { input, read: () => (input.value === "" ? undefined : choices[Number(input.value)]) };
}

function linesField(_, { items }, { id, value, isRequired, onChange }) {
  const input = el("textarea", { id, rows: 3, value: (value ?? []).join("\n"), placeholder: items?.enum ? `Of ${items.enum.join(", ")}; one on each line` : "One on each line", oninput: onChange });
  const read = () => {
    const lines = input.value.split("\n").filter((line) => line !== "");
    return lines.length === 0 && !isRequired ? undefined : lines;
  };
  return { input, wide: true, read };
}

function jsonField(name, _, { id, value, isRequired, onChange }) {
  const input = el("textarea", {
    class: "mono",
    id,
    rows: 5,
    spellcheck: false,
    value: value === undefined ? "" : JSON.stringify(value, null, 2),
    placeholder: "JSON",
    oninput: onChange,
  });
  return { input, wide: true, read };

  function read() {
    const text = input.value.trim();
    if (text === "" && !isRequired) return undefined;
    try {
      const parsed = JSON.parse(text);
      input.setAttribute("aria-invalid", "false");
      return parsed;
    } catch (error) {
      input.setAttribute("aria-invalid", "true");
      throw new FieldError(`“${name}” is not JSON: ${error.message}`);
    }
  }
}
