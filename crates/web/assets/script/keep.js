// What is typed is kept in this tab until the server has it: <form data-keep="who is signed in">.
// If a save was never answered, the page offers it when it is opened again. Another person on this
// machine is not offered it, and signing out forgets it.
const PAUSE = 500;

const words = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

const found = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
};
const forget = (key) => {
  try {
    sessionStorage.removeItem(key);
  } catch { /* Then nothing was kept. */ }
};

const watch = (form) => {
  const key = `mainstay-kept:${form.dataset.keep}:${new URL(form.action).pathname}`;
  const state = ["version", "opened"];
  const fields = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const typed = (all) => JSON.stringify(all.filter(([name]) => !state.includes(name) && name !== "do"));
  const before = typed(fields());
  let waiting = 0;

  const keep = (sent) => {
    clearTimeout(waiting);
    try {
      sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), sent, fields: fields() }));
    } catch { /* There is no room: the page still says what is not saved. */ }
  };

  const put = (all) => {
    const back = document.createElement("form");
    back.method = "post";
    back.action = form.action;
    back.hidden = true;
    for (const [name, value] of [...all.filter(([name]) => name !== "do"), ["do", "put_back"]]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      back.append(field);
    }
    document.body.append(back);
    back.submit();
  };

  const offer = (kept) => {
    const part = document.querySelector("[data-kept]");
    if (!part) return;
    part.querySelector("[data-kept-at]").textContent = words.format(new Date(kept.at));
    part.querySelector("[data-kept-back]").addEventListener("click", () => put(kept.fields));
    part.querySelector("[data-kept-away]").addEventListener("click", () => {
      forget(key);
      part.hidden = true;
    });
    part.hidden = false;
    return part;
  };

  const kept = found(key);
  let offered = null;
  if (kept && typed(kept.fields) !== before) offered = offer(kept);
  else if (kept && !form.hasAttribute("data-dirty")) forget(key);

  form.addEventListener("input", () => {
    // What is offered is not written over before somebody has decided about it.
    if (offered && !offered.hidden) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(false), PAUSE);
  });
  form.addEventListener("saved", () => {
    clearTimeout(waiting);
    if (!offered || offered.hidden) forget(key);
  });
  form.addEventListener("submit", () => keep(true));
};

for (const form of document.querySelectorAll("form[data-keep]")) watch(form);
