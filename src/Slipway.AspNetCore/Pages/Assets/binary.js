import { Num } from "./json.js";

const text = new TextDecoder();

const readers = {
  BOOL: [1, (view, at) => view.getUint8(at) !== 0],
  UINT8: [1, (view, at) => num(view.getUint8(at))],
  UINT16: [2, (view, at) => num(view.getUint16(at, true))],
  UINT32: [4, (view, at) => num(view.getUint32(at, true))],
  UINT64: [8, (view, at) => num(view.getBigUint64(at, true))],
  INT8: [1, (view, at) => num(view.getInt8(at))],
  INT16: [2, (view, at) => num(view.getInt16(at, true))],
  INT32: [4, (view, at) => num(view.getInt32(at, true))],
  INT64: [8, (view, at) => num(view.getBigInt64(at, true))],
  FP16: [2, (view, at) => num(half(view.getUint16(at, true)))],
  BF16: [2, (view, at) => num(brain(view.getUint16(at, true)))],
  FP32: [4, (view, at) => num(Number(view.getFloat32(at, true).toPrecision(9)))],
  FP64: [8, (view, at) => num(view.getFloat64(at, true))],
};

/** Gives each output that travelled as raw bytes its `data`. Throws RangeError where the bytes do not suffice. */
export function fillBinaryOutputs(answer, bytes) {
  let start = 0;
  for (const output of answer.outputs ?? []) {
    const size = Number(output.parameters?.binary_data_size ?? NaN);
    if (Number.isNaN(size)) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, size);
    output.data = output.datatype === "BYTES" ? readTexts(view) : readAll(view, ...readers[output.datatype]);
    start += size;
  }
}

function readAll(view, size, read) {
  return Array.from({ length: Math.floor(view.byteLength / size) }, (_, index) => read(view, index * size));
}

function readTexts(view) {
  const texts = [];
  for (let at = 0; at < view.byteLength; ) {
    const length = view.getUint32(at, true);
    texts.push(text.decode(new Uint8Array(view.buffer, view.byteOffset + at + 4, length)));
    at += 4 + length;
  }
  return texts;
}

function num(value) {
  return new Num(String(value));
}

function half(bits) {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function brain(bits) {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits * 65536);
  return Number(view.getFloat32(0).toPrecision(4));
}
