// The only script a page names: it loads a behavior when the page has something for it.

// Until the palette is there, its key is kept for it, with what is typed after it.
let kept = null;
const keep = (event) => {
  const isKey = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (kept === null && !isKey) return;
  event.preventDefault();
  if (isKey) kept ??= "";
  else if (event.key === "Escape") kept = null;
  else if (event.key === "Backspace") kept = kept.slice(0, -1);
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) kept += event.key;
};
const palette = async () => {
  addEventListener("keydown", keep, true);
  try {
    const { open } = await import("./palette.js");
    if (kept !== null) open(kept);
  } finally {
    removeEventListener("keydown", keep, true);
  }
};

const behaviors = {
  "[data-palette]": palette,
  "[data-live]": () => import("./live.js"),
  "[data-map]": () => import("./map.js"),
  "[data-select-all]": () => import("./select_all.js"),
  "time[data-relative]": () => import("./relative_time.js"),
  "form[data-unsaved]": () => import("./unsaved.js"),
  "form[data-autosave]": () => import("./autosave.js"),
  "form[data-findings]": () => import("./findings.js"),
  "[data-here]": () => import("./here.js"),
  "form[data-keep]": () => import("./keep.js"),
  "[data-drop]": () => import("./drop.js"),
  "[data-confirm]": () => import("./confirm.js"),
  "[data-lookup]": () => import("./lookup.js"),
  "details[data-menu]": () => import("./menus.js"),
  "[data-offline]": () => import("./offline.js"),
  "[data-offline-read]": () => import("./offline_read.js"),
};

for (const [selector, load] of Object.entries(behaviors)) {
  if (document.querySelector(selector)) load();
}

// Plans that this browser keeps are looked after on every page. It may refuse to say whether it does.
try {
  if (localStorage.getItem("mainstay-offline")) import("./offline_renew.js");
} catch { /* Then it keeps none. */ }

// What a form kept of what is typed goes when the server says that it has it, or when somebody signs
// out. What was sent and came to nothing stays, to be offered.
const eachKept = (act) => {
  try {
    const kept = Object.keys(sessionStorage).filter((it) => it.startsWith("mainstay-kept:"));
    kept.forEach((key) => act(key, JSON.parse(sessionStorage.getItem(key))));
  } catch { /* Then nothing was kept. */ }
};
const isSaved = ["saved", "unchanged"].includes(new URLSearchParams(location.search).get("done"));
eachKept((key, it) => {
  if (it.sent && isSaved) sessionStorage.removeItem(key);
  else if (it.sent) sessionStorage.setItem(key, JSON.stringify({ ...it, sent: false }));
});
for (const form of document.querySelectorAll("form[action='/sign-out']")) {
  form.addEventListener("submit", () => eachKept((key) => sessionStorage.removeItem(key)));
}

// A refused form: the summary of its problems is read first.
document.querySelector("[data-focus]")?.focus();
