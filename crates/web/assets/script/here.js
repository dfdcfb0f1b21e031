// Who else has this open: <div data-here="/plans/1/draft/scope/here">.
// Asking says that this page is open, too; the answer is what stands in the part from then on.
const PAUSE = 20000;

for (const part of document.querySelectorAll("[data-here]")) {
  let shown = part.innerHTML;

  const ask = async () => {
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
