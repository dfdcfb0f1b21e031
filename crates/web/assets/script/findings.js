// What the rules find in what is typed: <form data-findings="/plans/1/draft/scope/findings">.
// A moment after something was typed, the form is sent there; the answer is swapped in by its id.
const PAUSE = 300;

for (const form of document.querySelectorAll("form[data-findings]")) {
  let waiting = 0;
  let asked = null;

  const look = async () => {
    asked?.abort();
    asked = new AbortController();
    const data = new FormData(form);
    data.delete("opened");
    try {
      const body = new URLSearchParams(data);
      const answer = await fetch(form.dataset.findings, { method: "POST", body, signal: asked.signal });
      if (!answer.ok) return;
      const held = document.createElement("template");
      held.innerHTML = await answer.text();
      const fresh = held.content.firstElementChild;
      const stale = fresh && document.getElementById(fresh.id);
      if (!stale || stale.contains(document.activeElement)) return;
      const open = stale.querySelector("details")?.open;
      stale.replaceWith(fresh);
      if (open) fresh.querySelector("details")?.setAttribute("open", "");
    } catch {
      // Nobody waits for it: the next time something is typed it is tried again.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
}
