// Who else has this open: <div data-here="/plans/1/draft/scope/here">.
// Asking says that this page is open, too; the answer is what stands in the part from then on.
const PAUSE = 20000;
// Nobody is there who did nothing for so long, and their session may end.
const AWAY = 30 * 60 * 1000;
let last = Date.now();
for (const what of ["keydown", "pointerdown", "pointermove", "scroll"]) {
  addEventListener(what, () => { last = Date.now(); }, { passive: true });
}

for (const part of document.querySelectorAll("[data-here]")) {
  let shown = part.innerHTML;

  const ask = async () => {
    if (document.hidden || AWAY < Date.now() - last) return;
    try {
      const answer = await fetch(part.dataset.here, { method: "POST" });
      if (!answer.ok) return;
      const fresh = await answer.text();
      // What has not changed is not read out again.
      if (fresh !== shown) part.innerHTML = fresh;
      shown = fresh;
    } catch {
      // The next time it is tried again.
    }
  };

  setInterval(ask, PAUSE);
}
