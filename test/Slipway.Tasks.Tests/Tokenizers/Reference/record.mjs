// Records what Hugging Face's own library makes of texts, for the tests to compare with.
//
//   npm install tokenizers@0.23.2        (somewhere outside of the repository)
//   NODE_PATH=…/node_modules node record.mjs make              vocabularies, texts and records of this folder, anew
//   NODE_PATH=…/node_modules node record.mjs record FOLDER     records for each tokenizer.json under FOLDER
//
// A record has for each text: ids, offsets in code points (start, end, start, end, …), words (-1 for none), type ids, and
// the decoded text.
import { createRequire } from "node:module";
import { gunzipSync, gzipSync } from "node:zlib";
import fs from "node:fs";
import path from "node:path";
import { vocabularies } from "./vocabularies.mjs";
import { texts } from "./texts.mjs";

const { Tokenizer } = createRequire(path.join(process.env.NODE_PATH ?? ".", "x"))("tokenizers");
const here = import.meta.dirname;
const [command, folder] = process.argv.slice(2);

if (command === "make") {
  pack(path.join(here, "texts.json.gz"), texts());
  for (const [name, tokenizer] of Object.entries(vocabularies(path.join(here, "../../../..")))) {
    pack(path.join(here, `${name}.tokenizer.json.gz`), tokenizer);
    pack(path.join(here, `${name}.record.json.gz`), await record(JSON.stringify(tokenizer)));
  }
} else {
  for (const name of fs.readdirSync(folder, { recursive: true }).filter((file) => path.basename(file) === "tokenizer.json")) {
    const file = path.join(folder, name);
    try {
      pack(path.join(path.dirname(file), "record.json.gz"), await record(fs.readFileSync(file, "utf8")));
      console.log(file);
    } catch (error) {
      console.log(`${file}: ${error.message}`);
    }
  }
}

async function record(json) {
  const tokenizer = Tokenizer.fromString(json);
  const all = JSON.parse(gunzipSync(fs.readFileSync(path.join(here, "texts.json.gz"))));
  const cases = [];
  for (const text of all) {
    // What a tokenizer cannot encode at all (no token for unknown characters) is an error on both sides.
    try {
      const encoding = await tokenizer.encode(text);
      const ids = encoding.getIds();
      cases.push({
        ids,
        offsets: encoding.getOffsets().flat(),
        words: encoding.getWordIds().map((word) => word ?? -1),
        types: encoding.getTypeIds(),
        decoded: await tokenizer.decode(ids, true),
      });
    } catch {
      cases.push(null);
    }
  }

  return cases;
}

function pack(file, value) {
  fs.writeFileSync(file, gzipSync(JSON.stringify(value), { level: 9 }));
}
