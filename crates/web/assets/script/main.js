// The only script a page names: it loads a behavior when the page has something for it.
const behaviors = {
  "[data-palette]": () => import("./palette.js"),
  "[data-live]": () => import("./live.js"),
  "[data-map]": () => import("./map.js"),
  "[data-select-all]": () => import("./select_all.js"),
  "time[data-relative]": () => import("./relative_time.js"),
  "form[data-unsaved]": () => import("./unsaved.js"),
  "[data-drop]": () => import("./drop.js"),
  "[data-confirm]": () => import("./confirm.js"),
  "[data-lookup]": () => import("./lookup.js"),
  "details[data-menu]": () => import("./menus.js"),
};

for (const [selector, load] of Object.entries(behaviors)) {
  if (document.querySelector(selector)) load();
}

// A refused form: the summary of its problems is read first.
document.querySelector("[data-focus]")?.focus();
