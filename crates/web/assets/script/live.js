// Parts that change by themselves: <div id="progress" data-live="/import/1/live">.
// The server sends whole fragments as events; each is swapped in by the id of its element.
// An event called "done" ends the stream, and goes to the address in its data if there is one.
for (const part of document.querySelectorAll("[data-live]")) {
  const source = new EventSource(part.dataset.live);

  source.addEventListener("message", (event) => {
    const held = document.createElement("template");
    held.innerHTML = event.data;
    for (const fresh of [...held.content.children]) {
      const stale = fresh.id && document.getElementById(fresh.id);
      if (!stale || stale.contains(document.activeElement) && stale.querySelector("input, textarea")) continue;
      const focused = stale.contains(document.activeElement) && document.activeElement.id;
      stale.replaceWith(fresh);
      if (focused) document.getElementById(focused)?.focus();
    }
  });

  source.addEventListener("done", (event) => {
    source.close();
    if (event.data) location.assign(event.data);
  });

  addEventListener("pagehide", () => source.close());
}
