import { el, newId, quote } from "./dom.js";
import { FieldError, schemaFields } from "./fields.js";

/** Chooses a picture: from a file, by dropping it or by pasting it; options beside it. It is sent as it is. */
export function pictureForm(typed, onChange) {
  const member = Object.keys(typed.requestSchema.properties ?? {}).find((name) => name === "image") ?? "image";
  let file = null;
  let address = null;
  const id = newId("picture");
  const input = el("input", { type: "file", id, accept: "image/*", class: "file-input", onchange: () => take(input.files[0]) });
  const image = el("img", { class: "preview", alt: "", hidden: true });
  const note = el("p", { class: "hint", role: "status" });
  const box = el(
    "div",
    { class: "drop", ondragover: over, ondragleave: leave, ondrop: drop },
    el("div", { class: "drop-words" }, el("label", { class: "choose", for: id }, "Choose a picture"), el("span", { class: "quiet", textContent: " or drop it here, or paste it" })),
    input,
    image,
    note,
  );
  const fields = schemaFields({ schema: typed.requestSchema, values: {}, omit: [member], onChange });
  const view = el("div", {}, box, fields.count > 0 && fields.view);

  function take(next) {
    if (!next) return;
    if (!next.type.startsWith("image/")) {
      note.textContent = `“${next.name}” is not a picture.`;
      return;
    }
    file = next;
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(file);
    image.src = address;
    image.alt = file.name ? `The chosen picture, ${file.name}` : "The chosen picture";
    image.hidden = false;
    image.onload = () => (note.textContent = `${file.name || "picture"} · ${image.naturalWidth} × ${image.naturalHeight} · ${size(file.size)}`);
    image.onerror = () => {
      image.hidden = true;
      note.textContent = `${file.name || "The picture"} · ${size(file.size)}: this browser cannot show it; the server may read it.`;
    };
    onChange();
  }

  function over(event) {
    event.preventDefault();
    box.classList.add("over");
  }

  function leave() {
    box.classList.remove("over");
  }

  function drop(event) {
    event.preventDefault();
    leave();
    take(event.dataTransfer.files[0]);
  }

  addEventListener("paste", function paste(event) {
    // A model that is no longer shown has no use for it.
    if (!view.isConnected) removeEventListener("paste", paste);
    else if (view.offsetParent && event.clipboardData?.files.length > 0) take(event.clipboardData.files[0]);
  });

  take(fromAddress(typed.example?.[member]));
  return {
    view,
    request() {
      if (!file) throw new FieldError("Choose a picture first.");
      const type = file.type || "application/octet-stream";
      return { type, body: file, query: fields.read(), shell: `--data-binary @${quote(file.name || "picture.png")}` };
    },
    subjects: () => [{ picture: address }],
  };
}

function fromAddress(text) {
  const found = /^data:(image\/[\w.+-]+);base64,(.*)$/s.exec(typeof text === "string" ? text : "");
  if (!found) return null;
  try {
    const bytes = Uint8Array.from(atob(found[2]), (letter) => letter.charCodeAt(0));
    return new File([bytes], `example.${found[1].split("/")[1]}`, { type: found[1] });
  } catch {
    return null;
  }
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : bytes < 1 << 20 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / (1 << 20)).toFixed(1)} MiB`;
}
