// Small vocabularies of our own, learnt from this repository's documentation, one for each kind of tokenizer.
import fs from "node:fs";
import path from "node:path";

export function vocabularies(root) {
  const text = ["README.md", "docs/guides/batching.md", "docs/guides/python.md", "docs/guides/operating.md"]
    .map((file) => fs.readFileSync(path.join(root, file), "utf8"))
    .join("\n");
  const counts = count(text.match(/\p{L}+|\p{N}+|[^\s\p{L}\p{N}]+/gu));
  return {
    wordpiece: wordPiece(counts),
    "byte-level-bpe": roberta(counts),
    "llama3-bpe": llama3(counts),
    unigram: unigram(counts),
    "byte-fallback-bpe": llama2(counts),
    "suffix-bpe": clip(counts),
    wordlevel: wordLevel(counts),
    mixed: mixed(counts),
  };
}

const latin = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"];
const accents = [..."àáâäåçèéêëíîïñóôöøúûüßœæ"];
const others = [..."абвгдежзийклмнопрстуфхцчшщыьэюяαβγδεικλμνοπρςστωاببتجحدرسعلمنהוילמנעשת中国日本語人大一あいうえおカタナ한국어가"];

function count(words) {
  const counts = new Map();
  for (const word of words) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }

  return counts;
}

// The best pieces of words by how much of the text they cover.
function pieces(counts, most, longest = 12) {
  const found = new Map();
  for (const [word, times] of counts) {
    const characters = [...word];
    for (let start = 0; start < characters.length; start++) {
      for (let end = start + 1; end <= Math.min(characters.length, start + longest); end++) {
        const piece = (start > 0 ? "##" : "") + characters.slice(start, end).join("");
        found.set(piece, (found.get(piece) ?? 0) + times);
      }
    }
  }

  return [...found]
    .filter(([piece, times]) => times > 3 && piece.replace("##", "").length > 1)
    .sort((a, b) => b[1] * b[0].length - a[1] * a[0].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, most);
}

// Byte-pair encoding the plain way: count all pairs, merge the most frequent, again.
function learn(words, most) {
  const parts = words.map(([symbols, times]) => ({ symbols: [...symbols], times }));
  const merges = [];
  while (merges.length < most) {
    const pairs = new Map();
    for (const { symbols, times } of parts) {
      for (let i = 0; i + 1 < symbols.length; i++) {
        const pair = symbols[i] + " " + symbols[i + 1];
        pairs.set(pair, (pairs.get(pair) ?? 0) + times);
      }
    }

    const best = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    if (!best || best[1] < 3) {
      break;
    }

    const [left, right] = best[0].split(" ");
    merges.push([left, right]);
    for (const part of parts) {
      for (let i = 0; i + 1 < part.symbols.length; i++) {
        if (part.symbols[i] === left && part.symbols[i + 1] === right) {
          part.symbols.splice(i, 2, left + right);
        }
      }
    }
  }

  return merges;
}

function ids(tokens) {
  return Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id]));
}

function special(vocab, ...tokens) {
  return tokens.map((token) => ({
    id: vocab[token.content] ?? token.id,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
    ...token,
  }));
}

function file(parts) {
  return { version: "1.0", truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...parts };
}

function template(vocab, cls, sep) {
  const token = (id, type_id) => ({ SpecialToken: { id, type_id } });
  const text = (id, type_id) => ({ Sequence: { id, type_id } });
  return {
    type: "TemplateProcessing",
    single: [token(cls, 0), text("A", 0), ...(sep ? [token(sep, 0)] : [])],
    pair: [token(cls, 0), text("A", 0), ...(sep ? [token(sep, 0)] : []), text("B", 1), ...(sep ? [token(sep, 1)] : [])],
    special_tokens: Object.fromEntries([cls, sep].filter(Boolean).map((id) => [id, { id, ids: [vocab[id]], tokens: [id] }])),
  };
}

function wordPiece(counts) {
  const lower = new Map();
  for (const [word, times] of counts) {
    lower.set(word.toLowerCase(), (lower.get(word.toLowerCase()) ?? 0) + times);
  }

  const letters = [...latin.filter((c) => c === c.toLowerCase()), ...others];
  const vocab = ids(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...letters, ...letters.map((c) => "##" + c), ...pieces(lower, 1500).map(([piece]) => piece)]);
  return file({
    added_tokens: [
      ...special(vocab, { content: "[PAD]" }, { content: "[UNK]" }, { content: "[CLS]" }, { content: "[SEP]" }, { content: "[MASK]", lstrip: true }),
      ...special(vocab, { content: "Slipway", id: Object.keys(vocab).length, special: false, normalized: true, single_word: true }),
    ],
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: template(vocab, "[CLS]", "[SEP]"),
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab },
  });
}

function byteCharacters() {
  const characters = [];
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    characters.push(String.fromCharCode(printable ? byte : next++));
  }

  return characters;
}

function byteLevel(counts, most) {
  const characters = byteCharacters();
  const bytes = (word) => [...new TextEncoder().encode(word)].map((byte) => characters[byte]);
  const words = [...counts].flatMap(([word, times]) => [[bytes(" " + word), times], [bytes(word), Math.ceil(times / 4)]]);
  return { characters, merges: learn(words, most) };
}

function roberta(counts) {
  const { characters, merges } = byteLevel(counts, 900);
  const vocab = ids(["<s>", "<pad>", "</s>", "<unk>", ...characters, ...merges.map((pair) => pair.join("")), "<mask>"]);
  return file({
    added_tokens: special(vocab, { content: "<s>" }, { content: "<pad>" }, { content: "</s>" }, { content: "<unk>" }, { content: "<mask>", lstrip: true }),
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: { type: "RobertaProcessing", sep: ["</s>", vocab["</s>"]], cls: ["<s>", vocab["<s>"]], trim_offsets: true, add_prefix_space: false },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: "", end_of_word_suffix: "", fuse_unk: false, byte_fallback: false, vocab, merges: merges.map((pair) => pair.join(" ")) },
  });
}

function llama3(counts) {
  const { characters, merges } = byteLevel(counts, 700);
  const vocab = ids([...characters, ...merges.map((pair) => pair.join("")), "Ġunreachable"]);
  const size = Object.keys(vocab).length;
  const begin = { content: "<|begin|>", id: size };
  return file({
    added_tokens: special(vocab, begin, { content: "<|endoftext|>", id: size + 1 }),
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+" }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: { type: "Sequence", processors: [{ type: "ByteLevel", add_prefix_space: true, trim_offsets: false, use_regex: true }, template({ [begin.content]: size }, begin.content)] },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: true, vocab, merges },
  });
}

function unigram(counts) {
  const total = [...counts.values()].reduce((sum, times) => sum + times, 0);
  const found = pieces(counts, 1800).map(([piece, times]) => [piece.startsWith("##") ? piece.slice(2) : "▁" + piece, Math.log(times / total)]);
  const single = [...latin, ...accents, ...others.slice(0, 60), "▁"].map((c, i) => [c, -7 - i / 50]);
  const unique = new Map([["<s>", 0], ["<pad>", 0], ["</s>", 0], ["<unk>", 0]]);
  for (const [piece, score] of [...single, ...found]) {
    unique.set(piece, Math.max(score, unique.get(piece) ?? -1000));
  }

  const vocab = [...unique, ["<mask>", 0]];
  const position = Object.fromEntries(vocab.map(([piece], id) => [piece, id]));
  return file({
    added_tokens: special(position, { content: "<s>" }, { content: "<pad>" }, { content: "</s>" }, { content: "<unk>" }, { content: "<mask>", lstrip: true }),
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Precompiled", precompiled_charsmap: characterMap() },
        { type: "Replace", pattern: { Regex: " {2,}" }, content: " " },
      ],
    },
    pre_tokenizer: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    post_processor: template(position, "<s>", "</s>"),
    decoder: { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true },
    model: { type: "Unigram", unk_id: 3, byte_fallback: false, vocab },
  });
}

// Rules as SentencePiece keeps them: a double array in which each node has a block of 256 units of its own.
function characterMap() {
  const rules = new Map([["\t", " "], ["\n", " "], ["\r", " "], ["\u00a0", " "], ["\u3000", " "], ["\u200b", ""], ["\u0001", ""], ["\u00ad", ""], ["™", "TM"], ["…", "..."], ["ﬁ", "fi"], ["ﬂ", "fl"], ["ﬃ", "ffi"], ["½", "1⁄2"], ["①", "1"], ["㌔", "キロ"]]);
  for (let c = 0xff01; c <= 0xff5e; c++) {
    rules.set(String.fromCharCode(c), String.fromCharCode(c - 0xfee0));
  }

  for (const letter of [..."aeiounAEIOUN"]) {
    for (const mark of ["\u0301", "\u0308", "\u0302"]) {
      const composed = (letter + mark).normalize("NFC");
      if (composed.length === 1) {
        rules.set(letter + mark, composed);
      }
    }
  }

  const encoder = new TextEncoder();
  const root = { next: new Map(), value: -1 };
  const chunks = [];
  let length = 0;
  for (const [from, to] of rules) {
    let node = root;
    for (const byte of encoder.encode(from)) {
      if (!node.next.has(byte)) {
        node.next.set(byte, { next: new Map(), value: -1 });
      }

      node = node.next.get(byte);
    }

    node.value = length;
    const bytes = encoder.encode(to + "\0");
    chunks.push(bytes);
    length += bytes.length;
  }

  const units = [];
  let blocks = 1;
  const place = (node, at, label) => {
    const block = blocks++ * 256;
    units[at] = (((at ^ block) << 10) | (node.value >= 0 ? 0x100 : 0) | label) >>> 0;
    if (node.value >= 0) {
      units[block] = (node.value | 0x80000000) >>> 0;
    }

    for (const [byte, child] of node.next) {
      place(child, block ^ byte, byte);
    }
  };
  place(root, 0, 0);
  const out = Buffer.alloc(4 + blocks * 1024 + length);
  out.writeUInt32LE(blocks * 1024, 0);
  units.forEach((unit, i) => out.writeUInt32LE(unit, 4 + i * 4));
  Buffer.concat(chunks).copy(out, 4 + blocks * 1024);
  return out.toString("base64");
}

function llama2(counts) {
  const words = [...counts].map(([word, times]) => [["▁", ...word], times]);
  const merges = learn(words, 900);
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
  const vocab = ids(["<unk>", "<s>", "</s>", ...bytes, ...merges.map((pair) => pair.join("")), ...merges.flat(), "▁", ...latin, ...accents, ...others.slice(0, 40)]);
  return file({
    added_tokens: special(vocab, { content: "<unk>" }, { content: "<s>" }, { content: "</s>" }),
    normalizer: { type: "Sequence", normalizers: [{ type: "Prepend", prepend: "▁" }, { type: "Replace", pattern: { String: " " }, content: "▁" }] },
    post_processor: template(vocab, "<s>"),
    decoder: { type: "Sequence", decoders: [{ type: "Replace", pattern: { String: "▁" }, content: " " }, { type: "ByteFallback" }, { type: "Fuse" }, { type: "Strip", content: " ", start: 1, stop: 0 }] },
    model: { type: "BPE", dropout: null, unk_token: "<unk>", continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: true, byte_fallback: true, vocab, merges: merges.map((pair) => pair.join(" ")) },
  });
}

function clip(counts) {
  const words = [...counts].map(([word, times]) => {
    const characters = [...word.toLowerCase()];
    characters.push(characters.pop() + "</w>");
    return [characters, times];
  });
  const merges = learn(words, 700);
  const letters = [...latin, ...accents];
  const vocab = ids(["<unk>", ...letters, ...letters.map((c) => c + "</w>"), ...merges.flat(), ...merges.map((pair) => pair.join(""))]);
  return file({
    normalizer: { type: "Sequence", normalizers: [{ type: "NFC" }, { type: "Replace", pattern: { Regex: "\\s+" }, content: " " }, { type: "Lowercase" }] },
    pre_tokenizer: { type: "Split", pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" }, behavior: "Removed", invert: true },
    decoder: { type: "BPEDecoder", suffix: "</w>" },
    model: { type: "BPE", dropout: null, unk_token: "<unk>", continuing_subword_prefix: null, end_of_word_suffix: "</w>", fuse_unk: false, byte_fallback: false, vocab, merges },
  });
}

function wordLevel(counts) {
  const words = [...counts].filter(([, times]) => times > 2).map(([word]) => word.toLowerCase());
  const vocab = ids(["[UNK]", "[PAD]", ...latin, ...words]);
  return file({
    added_tokens: special(vocab, { content: "[UNK]" }, { content: "[PAD]" }),
    normalizer: { type: "Sequence", normalizers: [{ type: "NFKC" }, { type: "Lowercase" }] },
    pre_tokenizer: { type: "Whitespace" },
    model: { type: "WordLevel", vocab, unk_token: "[UNK]" },
  });
}

function mixed(counts) {
  const words = [...counts].map(([word, times]) => [[...word].map((c, i) => (i > 0 ? "@" : "") + c), times]);
  // Merges are of what stands in the vocabulary; a continuation loses its mark when it is merged to what is before it.
  const merges = learn(words.map(([symbols, times]) => [symbols.map((s) => s), times]), 0);
  const letters = [...latin, ...accents];
  const pairs = [["t", "@h"], ["th", "@e"], ["@i", "@n"], ["@in", "@g"], ["@e", "@r"], ["m", "@o"], ["a", "@n"], ["an", "@d"], ["@o", "@n"], ["1", "@2"]];
  const joined = pairs.map(([left, right]) => left + right.slice(1));
  const vocab = ids(["<unk>", ...letters, ...letters.map((c) => "@" + c), ...merges.flat(), ...joined]);
  return file({
    normalizer: { type: "Sequence", normalizers: [{ type: "Nmt" }, { type: "NFKD" }, { type: "StripAccents" }, { type: "Strip", strip_left: true, strip_right: true }] },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "WhitespaceSplit" },
        { type: "Punctuation", behavior: "MergedWithPrevious" },
        { type: "Digits", individual_digits: false },
        { type: "Split", pattern: { String: "e" }, behavior: "MergedWithNext", invert: false },
        { type: "CharDelimiterSplit", delimiter: "#" },
        { type: "FixedLength", length: 7 },
      ],
    },
    model: { type: "BPE", dropout: null, unk_token: "<unk>", continuing_subword_prefix: "@", end_of_word_suffix: null, fuse_unk: true, byte_fallback: false, vocab, merges: pairs },
  });
}
