// The box in a heading picks every row, and the bar says how many are picked.
for (const all of document.querySelectorAll("[data-select-all]")) {
  const form = document.getElementById(all.dataset.selectAll);
  const rows = () => [...document.querySelectorAll(`input[type="checkbox"][form="${all.dataset.selectAll}"]`)];
  const count = form?.querySelector("[data-bulk-count]");

  const say = () => {
    const picked = rows().filter((it) => it.checked).length;
    all.checked = 0 < picked && picked === rows().length;
    all.indeterminate = 0 < picked && picked < rows().length;
    if (form) form.hidden = picked === 0;
    if (count) count.textContent = picked === 1 ? "1 row picked" : `${picked} rows picked`;
  };

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const row of rows()) row.checked = all.checked;
    say();
  });
  for (const row of rows()) row.addEventListener("change", say);
  addEventListener("pageshow", say);
  say();
}
