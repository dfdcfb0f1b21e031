// Leaving a form with changes asks once. Sending it does not.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const read = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
  let before = read();
  let sent = false;
  // What saved itself is nothing that leaving would lose.
  form.addEventListener("saved", () => { before = read(); });
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("pageshow", () => { sent = false; });
  addEventListener("beforeunload", (event) => {
    if (!sent && read() !== before) event.preventDefault();
  });
}
