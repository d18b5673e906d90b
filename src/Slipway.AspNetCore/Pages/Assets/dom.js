/**
 * Makes an element. Text only ever becomes a text node: names, labels and errors come from models and are not trusted.
 * Properties: `class`, `on…` listeners, `aria-…` and `data-…` attributes; all else is set as a property.
 */
export function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (/^(aria-|data-|role$|for$)/.test(key)) node.setAttribute(key, value);
    else node[key] = value;
  }
  for (const child of children.flat()) {
    if (child !== undefined && child !== null && child !== false) node.append(child);
  }
  return node;
}

let ids = 0;

/** An id of its own for a label and what it labels. */
export function newId(stem) {
  ids += 1;
  return `${stem}-${ids}`;
}

/** Tabs with the keyboard habits of the ARIA pattern: arrows move, Home and End jump. */
export function tabs(label, entries, onSelect) {
  const buttons = entries.map(({ key, title, panel }) => {
    const button = el("button", {
      type: "button",
      class: "tab",
      id: newId("tab"),
      role: "tab",
      "data-key": key,
      textContent: title,
      onclick: () => choose(key),
    });
    panel.id = newId("panel");
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", button.id);
    button.setAttribute("aria-controls", panel.id);
    return button;
  });
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: move }, buttons);

  function choose(key, focus) {
    if (onSelect?.(key) === false) return;
    entries.forEach((entry, index) => {
      const chosen = entry.key === key;
      entry.panel.hidden = !chosen;
      buttons[index].setAttribute("aria-selected", String(chosen));
      buttons[index].tabIndex = chosen ? 0 : -1;
      if (chosen && focus) buttons[index].focus();
    });
  }

  function move(event) {
    const now = buttons.indexOf(document.activeElement);
    const steps = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: buttons.length - 1 };
    if (now < 0 || !(event.key in steps)) return;
    event.preventDefault();
    choose(entries[(steps[event.key] + entries.length) % entries.length].key, true);
  }

  return { list, choose };
}

/** A button that copies what `text()` gives, and says that it did. */
export function copyButton(text, title) {
  const button = el("button", { type: "button", class: "small", textContent: "Copy", "aria-label": title });
  button.addEventListener("click", async () => {
    button.textContent = (await copy(text())) ? "Copied" : "Not allowed";
    setTimeout(() => (button.textContent = "Copy"), 1600);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without TLS a browser offers no clipboard, but still copies a selection.
    const area = el("textarea", { value: text, class: "off-screen" });
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

/** One word of a shell command. */
export function quote(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
