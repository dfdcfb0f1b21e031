// <input data-lookup="/search.json?kind=agency" list="…"> offers what its text finds.
// The answer is a list of {"code", "label", "detail"}: the code is sent, the label is read.
for (const input of document.querySelectorAll("input[data-lookup]")) {
  const list = document.getElementById(input.getAttribute("list"));
  let asked = null;
  let waiting = 0;

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(input.dataset.lookup, location.href);
    address.searchParams.set("q", input.value.trim());
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      const body = await answer.json();
      const found = Array.isArray(body) ? body : body.results;
      list.replaceChildren(...found.filter((it) => it.code).map((it) => {
        const option = document.createElement("option");
        option.value = it.code;
        option.label = it.detail ? `${it.label} · ${it.detail}` : it.label;
        return option;
      }));
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  input.addEventListener("focus", ask, { once: true });
}
