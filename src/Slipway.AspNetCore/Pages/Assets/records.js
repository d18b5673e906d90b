import { el, newId, quote, tabs } from "./dom.js";
import { FieldError, resolve, schemaFields } from "./fields.js";

/** A record by its columns, or a file of them. */
export function recordsForm(typed, onChange) {
  const root = typed.requestSchema;
  const list = root.properties?.records && resolve(root.properties.records, root);
  const schema = list ? resolve(list.items, root) : root;
  const values = (list ? typed.example?.records?.[0] : typed.example) ?? {};
  const record = schemaFields({ schema, root, values, onChange });
  const options = schemaFields({ schema: list ? root : {}, root, omit: ["records"], onChange });
  const takesCsv = typed.mediaTypes.includes("text/csv");
  let file = null;
  let mode = "record";
  const id = newId("table");
  const note = el("p", { class: "hint", role: "status", textContent: "A row of names, then a row for each record. The answer can be downloaded." });
  const input = el("input", { type: "file", id, accept: ".csv,.tsv,text/csv", onchange: choose });
  const recordPanel = el("div", {}, record.view);
  const filePanel = el("div", {}, el("label", { class: "file", for: id }, "A table with these columns (CSV) ", input), note);
  const views = tabs("Records", [
    { key: "record", title: "One record", panel: recordPanel },
    { key: "file", title: "CSV file", panel: filePanel },
  ], (key) => {
    mode = key;
    onChange();
    return true;
  });
  views.choose("record");

  function choose() {
    file = input.files[0] ?? null;
    if (file) note.textContent = `${file.name} · ${file.size.toLocaleString("en")} bytes`;
    onChange();
  }

  return {
    view: el("div", {}, recordPanel, takesCsv && filePanel, options.count > 0 && options.view),
    tabs: takesCsv ? views.list : null,
    request() {
      if (mode === "record") {
        const body = JSON.stringify(list ? { records: [record.read()], ...options.read() } : record.read());
        return { type: "application/json", body, query: {}, shell: `-d ${quote(body)}` };
      }
      if (!file) throw new FieldError("Choose a file first.");
      return { type: "text/csv", accept: "text/csv", body: file, query: options.read(), shell: `--data-binary @${quote(file.name)}` };
    },
    subjects: () => [{}],
  };
}
