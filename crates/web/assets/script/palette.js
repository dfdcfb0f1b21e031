// Ctrl K finds anything: <a data-palette="/search.json"> opens a dialog instead of its page.
// The answer is a list of {"label", "detail", "href"}. A question mark lists the keys.
const trigger = document.querySelector("[data-palette]");
const address = trigger.dataset.palette;

const make = (tag, attributes = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
};

const input = make("input", {
  type: "text", role: "combobox", placeholder: "Find a service, asset, person or agency",
  "aria-label": "Find anything", "aria-controls": "palette-found", "aria-expanded": "true",
  "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
});
const found = make("div", { id: "palette-found", role: "listbox", "aria-label": "Found" });
const note = make("p", { role: "status" }, "Type at least two letters.");
const palette = make("dialog", { class: "palette", "aria-label": "Find anything" }, input, found, note);

const keys = make("dialog", { "aria-label": "Keys" });
const list = make("dl", { class: "keys" });
for (const [key, what] of [
  ["Ctrl K", "Find anything"], ["/", "Search this list"], ["?", "This list of keys"],
  ["↑ ↓ Enter", "Choose and open"], ["Esc", "Close"],
  ["Arrow keys on a map", "Follow a dependency to the next thing"], ["+ − 0 on a map", "Zoom in, zoom out, show all"],
]) {
  list.append(make("dt", {}, make("kbd", {}, key)), make("dd", {}, what));
}
keys.append(make("h2", {}, "Keys"), list, make("form", { method: "dialog" },
  make("div", { class: "actions" }, make("button", { class: "button" }, "Close"))));
document.body.append(palette, keys);

let chosen = -1;
let asked = null;
let waiting = 0;

const choose = (index) => {
  const options = [...found.children];
  chosen = options.length ? (index + options.length) % options.length : -1;
  options.forEach((it, at) => it.setAttribute("aria-selected", String(at === chosen)));
  const option = options[chosen];
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
};

const show = (results) => {
  found.replaceChildren(...results.map((it, at) => {
    const option = make("div", { role: "option", id: `palette-${at}`, "aria-selected": "false" },
      make("span", {}, it.label), make("small", {}, it.detail ?? ""));
    option.addEventListener("click", () => location.assign(it.href));
    option.dataset.href = it.href;
    return option;
  }));
  note.textContent = results.length ? `${results.length} found` : "Nothing found.";
  choose(0);
};

const ask = async () => {
  asked?.abort();
  const text = input.value.trim();
  if (text.length < 2) {
    show([]);
    note.textContent = "Type at least two letters.";
    return;
  }
  asked = new AbortController();
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const body = await answer.json();
    show(Array.isArray(body) ? body : body.results);
  } catch (error) {
    if (error.name !== "AbortError") note.textContent = "The search cannot be reached just now.";
  }
};

// Opens it, with what was typed already.
export const open = (typed = "") => {
  if (palette.open) return;
  palette.showModal();
  input.select();
  if (!typed) return;
  input.value = typed;
  ask();
};

input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 120);
});
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && 0 <= chosen) {
    event.preventDefault();
    location.assign(found.children[chosen].dataset.href);
  }
});
palette.addEventListener("click", (event) => {
  if (event.target === palette) palette.close();
});
trigger.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    if (event.key === "?") keys.showModal();
    const search = document.querySelector("#list-text");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    }
  }
});
