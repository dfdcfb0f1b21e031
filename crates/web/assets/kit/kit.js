// The only script of a kit: how old it is, and a search over all its pages.
// It runs from a disk, so it is no module and loads nothing: words.js has what can be found.
(() => {
  const DAY = 24 * 60 * 60 * 1000;
  for (const part of document.querySelectorAll("[data-age]")) {
    const days = Math.floor((Date.now() - Date.parse(part.dataset.age)) / DAY);
    if (days < 1) part.textContent = ", less than a day ago";
    else part.textContent = `, ${days} ${days === 1 ? "day" : "days"} ago`;
    if (30 < days) {
      part.textContent += ": what it says may be out of date";
      part.className = "state warn";
    }
  }

  const form = document.querySelector("[data-search]");
  if (!form) return;
  const box = form.querySelector("input");
  const found = document.querySelector("[data-found]");
  const all = (globalThis.KIT_WORDS ?? []).map((it) => ({
    ...it, plain: `${it.title} ${it.part} ${it.text}`.toLowerCase(),
  }));
  form.hidden = false;

  const make = (tag, ...inside) => {
    const element = document.createElement(tag);
    element.append(...inside);
    return element;
  };
  // What stands around the first of the words, so that one sees what it is about.
  const excerpt = (text, word) => {
    const at = Math.max(0, text.toLowerCase().indexOf(word) - 60);
    return (at ? "… " : "") + text.slice(at, at + 200) + (at + 200 < text.length ? " …" : "");
  };
  const line = (it, word) => {
    const link = make("a", it.part ? `${it.title}: ${it.part}` : it.title);
    link.href = it.href;
    return make("li", link, make("br"), make("small", excerpt(it.text, word)));
  };
  const search = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.hidden = words.length === 0;
    if (found.hidden) return;
    const hits = all.filter((it) => words.every((word) => it.plain.includes(word)));
    const list = make("ol", ...hits.slice(0, 50).map((it) => line(it, words[0])));
    list.className = "outline";
    const count = hits.length === 1 ? "1 place found" : `${hits.length} places found`;
    found.replaceChildren(make("h2", hits.length ? count : "Nothing found"), list);
  };
  box.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
})();
