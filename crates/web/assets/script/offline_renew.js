// Where plans are kept in this browser, they are renewed while somebody works here, and deleted when
// they sign out or somebody else signs in.
import { forget, read, renew } from "./offline_store.js";

const PAUSE = 60 * 60 * 1000;

const OUT = "form[action='/sign-out'], form[action='/account/sign-out-everywhere']";

for (const form of document.querySelectorAll(OUT)) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await forget();
    } finally {
      form.submit();
    }
  });
}

const renewed = async () => {
  const copy = await read();
  if (!copy || Date.now() - Date.parse(copy.content.madeAt) < PAUSE) return;
  const answer = await fetch("/offline.json", { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const content = await answer.json();
  if (content.person === copy.person) await renew(content);
  else await forget();
};

// A page without a server, or with somebody who signed out, renews nothing.
if (document.querySelector("[data-palette]")) renewed().catch(() => {});
