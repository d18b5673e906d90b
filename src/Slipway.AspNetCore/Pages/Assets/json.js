/**
 * JSON as the protocol writes it. JavaScript's own parser rounds integers beyond 2⁵³ and refuses the tokens NaN and
 * Infinity, so numbers are kept here as they were written.
 */
export class Num {
  constructor(raw) {
    this.raw = raw;
  }

  get value() {
    return Number(this.raw);
  }

  toString() {
    return this.raw;
  }
}

const token = /"(?:[^"\\]|\\.)*"|-?(?:Infinity|NaN|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;
// Unknown to whoever wrote the text: no string in it can pass for a number.
const mark = crypto.getRandomValues(new Uint32Array(4)).join("-") + ":";

/** Parses `text`; numbers become `Num`. Throws SyntaxError. */
export function parse(text) {
  const marked = text.replace(token, (found) => (found[0] === '"' ? found : `"${mark}${found}"`));
  return JSON.parse(marked, (_, value) =>
    typeof value === "string" && value.startsWith(mark) ? new Num(value.slice(mark.length)) : value,
  );
}

/** Writes on one line. */
export function write(value) {
  if (value instanceof Num) return value.raw;
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Writes for people: objects are broken into lines, arrays of plain values are not. */
export function pretty(value, indent = "") {
  const inner = indent + "  ";
  if (Array.isArray(value)) {
    const plain = value.every((item) => item === null || typeof item !== "object" || item instanceof Num);
    if (plain) return `[${value.map(write).join(", ")}]`;
    return `[\n${value.map((item) => inner + pretty(item, inner)).join(",\n")}\n${indent}]`;
  }
  if (value !== null && typeof value === "object" && !(value instanceof Num)) {
    const members = Object.entries(value).map(([key, member]) => `${inner}${JSON.stringify(key)}: ${pretty(member, inner)}`);
    return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${indent}}`;
  }
  return write(value);
}

/** The elements of nested arrays, in order. */
export function flatten(data) {
  return Array.isArray(data) ? data.flat(Infinity) : [];
}
