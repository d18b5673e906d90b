// 1,000 texts, the same each time: sentences, scripts, emoji, marks, control characters, white space, long words.
export function texts() {
  const random = mulberry(20260101);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const some = (least, most) => least + Math.floor(random() * (most - least + 1));
  const many = (least, most, make) => Array.from({ length: some(least, most) }, make);
  const point = (from, to) => String.fromCodePoint(from + Math.floor(random() * (to - from + 1)));

  const words = ("the model serves a request and answers with tensors in less than a second when its queue is short "
    + "don't can't we'll I'm they've she'd IT'S it's naïve café Zürich résumé coöperate São Paulo Ångström İstanbul "
    + "version 3 of 12,345.67 at 10:30 on 2024-05-17 costs $1.50 or €2,30 per GPU hour www.example.org/a?b=c&d=%20 "
    + "user@example.com #tag @name C++ C# std::vector<int> x=y+1; if(a&&b){return!c} snake_case camelCase HTTPServer "
    + "unbelievable internationalisation tokenization antidisestablishmentarianism").split(" ");
  const scripts = [
    [0x4e00, 0x9fa5], [0x3041, 0x3096], [0x30a1, 0x30fa], [0xac00, 0xd7a3], [0x0621, 0x064a], [0x05d0, 0x05ea],
    [0x0430, 0x044f], [0x0410, 0x042f], [0x03b1, 0x03c9], [0x0905, 0x0939], [0x0e01, 0x0e30], [0x1e00, 0x1eff],
    [0x0100, 0x017f], [0xff01, 0xff5e], [0x1100, 0x1112], [0x10400, 0x1044f], [0x1d400, 0x1d454], [0x20000, 0x200ff],
    [0x2460, 0x24ff], [0xfb00, 0xfb06], [0x2150, 0x215f], [0x0660, 0x0669], [0x2000, 0x200a], [0x2190, 0x21ff],
  ];
  const emoji = ["😀", "🎉", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "❤️", "☕", "1️⃣", "🤷🏻‍♀️", "🫠", "𝔘𝔫𝔦", "™", "…", "—", "“”", "½"];
  const marks = ["\u0301", "\u0308", "\u0327", "\u0323", "\u0302", "\u030a", "\u0345", "\u0338", "\u05b0", "\u064e", "\u093f", "\u0e33", "\u3099"];
  const controls = ["\u0000", "\u0001", "\u0008", "\u000b", "\u001f", "\u007f", "\u0085", "\u00ad", "\u200b", "\u200d", "\u200e", "\u202e", "\u2060", "\ufeff", "\ufffd", "\ue000"];
  const spaces = [" ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", " \n ", "\u00a0", "\u3000", "\u2028", "\u2003", "\u1680"];
  const special = ["[MASK]", "[CLS]", "<s>", "</s>", "<mask>", " <mask>", "<|endoftext|>", "<unk>", "[UNK]", "▁", "▁▁a", "Ġ", "##ing", "<0x41>", "slipway", "Slipway", "slipways"];

  const sentence = () => many(2, 12, () => pick(words)).join(" ") + pick([".", "!", "?", "", "...", " ."]);
  const foreign = () => { const [from, to] = pick(scripts); return many(1, 9, () => point(from, to)).join(""); };
  const marked = () => many(1, 6, () => pick([..."aeiounAEIOUçßøđıẞ"]) + many(0, 3, () => pick(marks)).join("")).join("");
  const makers = [
    sentence, sentence, sentence,
    () => many(1, 5, foreign).join(pick([" ", "", "、"])),
    () => many(1, 6, () => pick(emoji)).join(pick(["", " "])),
    () => many(1, 4, marked).join(" "),
    () => many(1, 8, () => pick([pick(controls), pick(words)])).join(""),
    () => many(1, 8, () => pick([pick(spaces), pick(spaces), pick(words)])).join(""),
    () => many(1, 6, () => pick([pick(special), pick(words), " "])).join(pick(["", " "])),
    () => many(1, 10, () => pick([sentence, foreign, marked, () => pick(emoji), () => pick(controls), () => pick(spaces), () => pick(special)])()).join(pick(["", " "])),
    () => many(3, 40, () => point(0x20, 0x2ff)).join(""),
    () => many(1, 30, () => pick([..."0123456789.,-+eE%$ "])).join(""),
  ];

  const fixed = [
    "", " ", "  ", "\n", "\t \n", "a", "A", "é", "e\u0301", "\u0301", "\u0301a", "😀", "\u0000", "\ufffd", "\ufeffabc",
    "'s", "'S", "'ſ", "I'LL", "a's b'T", "''s", "ﬁ ﬂ ﬃ ™ ① ㌔ ﷺ", "가각힣", "가각", "ǅ ǆ Ǆ", "ẞß", "İi̇", "ΣΑΣ", "ΌΣΟΣ",
    "x".repeat(101), "x".repeat(5000), "ab".repeat(2000), "ü".repeat(500), "漢".repeat(500), "😀".repeat(200),
    "e\u0301".repeat(300), "a" + "\u0301\u0323".repeat(60), " ".repeat(300), "\n".repeat(50) + "a", "1".repeat(200),
    "!".repeat(200), "▁".repeat(30), "a ".repeat(300), "<mask>".repeat(20), "https://example.org/" + "a1-".repeat(100),
  ];
  while (fixed.length < 1000) {
    fixed.push(pick(makers)());
  }

  return fixed;
}

// A generator of numbers that is the same on every machine.
function mulberry(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
