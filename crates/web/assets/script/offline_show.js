// Shows what is kept, once it is open: a list of plans, one plan, contacts, the order of recovery.
// Which of them, the address says after its #, so that the browser's way back works.
const part = (name) => document.querySelector(`[data-offline-${name}]`);
const search = part("search");
let kept = null;

const make = (tag, attributes = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
};

// Our own HTML, encrypted since it came from the server: nothing in it can act.
const parsed = (html) => {
  const held = document.createElement("template");
  held.innerHTML = html;
  return held.content;
};

const plain = (html) => parsed(html).textContent.replace(/\s+/g, " ");

const line = (href, title, detail) => make("li", {},
  make("a", { href }, title), make("br"), make("small", {}, detail));

const list = () => {
  const lines = kept.plans.map((it) => line(`#plan=${encodeURIComponent(it.code)}`, it.title, it.agency));
  return lines.length ? make("ol", { class: "outline" }, ...lines)
    : make("p", {}, "No plan was in force.");
};

const found = (words) => {
  const hits = kept.texts.filter((it) => words.every((word) => it.plain.includes(word)));
  const lines = hits.map((it) => {
    const at = Math.max(0, it.plain.indexOf(words[0]) - 60);
    return line(it.href, it.title, `… ${it.text.slice(at, at + 200)} …`);
  });
  const title = hits.length === 1 ? "1 found" : `${hits.length} found`;
  return make("section", { "aria-live": "polite" }, make("h2", {}, hits.length ? title : "Nothing found"),
    make("ol", { class: "outline" }, ...lines));
};

const tabs = (chosen) => {
  const all = [["#", "Plans"], ["#contacts", "Contacts"], ["#order", "Order of recovery"]];
  part("tabs").replaceChildren(...all.map(([href, label]) => {
    const link = make("a", { href }, label);
    if (href === chosen) link.setAttribute("aria-current", "page");
    return make("li", {}, link);
  }));
};

const render = () => {
  if (!kept) return;
  const words = search.querySelector("input").value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) {
    tabs("");
    return part("part").replaceChildren(found(words));
  }
  const [name, code] = location.hash.slice(1).split("=");
  const plan = name === "plan" && kept.plans.find((it) => it.code === decodeURIComponent(code ?? ""));
  tabs(name === "contacts" || name === "order" ? `#${name}` : "#");
  if (plan) part("part").replaceChildren(make("h2", {}, plan.title), parsed(plan.html));
  else if (name === "contacts") part("part").replaceChildren(parsed(kept.contacts));
  else if (name === "order") part("part").replaceChildren(parsed(kept.order));
  else part("part").replaceChildren(list());
};

// Shows what was kept.
export const show = (content) => {
  const texts = content.plans.map((it) => ({
    href: `#plan=${encodeURIComponent(it.code)}`, title: it.title, text: `${it.title} ${plain(it.html)}`,
  }));
  texts.push({ href: "#contacts", title: "Contacts", text: plain(content.contacts) });
  texts.push({ href: "#order", title: "Order of recovery", text: plain(content.order) });
  kept = { ...content, texts: texts.map((it) => ({ ...it, plain: it.text.toLowerCase() })) };
  render();
};

// Takes it from the page again.
export const clear = () => {
  kept = null;
  search.querySelector("input").value = "";
  part("part").replaceChildren();
  part("tabs").replaceChildren();
};

search.addEventListener("input", render);
search.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", () => {
  search.querySelector("input").value = "";
  render();
});
