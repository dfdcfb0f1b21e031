// The page on which somebody turns on that this browser keeps their plans: <div data-offline>.
import { ago, begin, forget, read, renew } from "./offline_store.js";

const page = document.querySelector("[data-offline]");
const part = (name) => page.querySelector(`[data-offline-${name}]`);
const form = part("on");
const PIN_MIN = 8;

const say = (text) => { part("status").textContent = text; };

const show = async () => {
  const copy = await read();
  const isOurs = copy?.person === page.dataset.offline;
  // What somebody else left here is not ours to keep.
  if (copy && !isOurs) await forget();
  form.hidden = isOurs;
  part("kept").hidden = !isOurs;
  if (!isOurs) return say("Nothing is kept in this browser.");
  const { madeAt, plans } = copy.content;
  say(`Kept in this browser: ${plans} ${plans === 1 ? "plan" : "plans"}, as of ${ago(madeAt)}.`);
};

const fetched = async (address, method) => {
  const answer = await fetch(address, { method, headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

const problemWith = (typed, again) => {
  if ([...typed].length < PIN_MIN) return `Use at least ${PIN_MIN} characters.`;
  return typed === again ? "" : "Both fields must say the same.";
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = problemWith(form.pin.value, form.again.value);
  part("problem").textContent = problem;
  if (problem) return form.pin.focus();
  say("Keeping …");
  try {
    await navigator.serviceWorker.register("/service-worker.js");
    await begin(form.pin.value, await fetched("/offline", "POST"));
    await navigator.serviceWorker.ready;
    form.reset();
    await show();
  } catch (error) {
    await forget();
    say(`Nothing is kept: ${error.message}.`);
  }
});

part("renew").addEventListener("click", async () => {
  say("Renewing …");
  try {
    await renew(await fetched("/offline.json", "GET"));
    await show();
  } catch {
    say("Not renewed: the server cannot be reached. What was kept is still there.");
  }
});

part("off").addEventListener("click", async () => {
  await forget();
  await show();
});

if (globalThis.crypto?.subtle && navigator.serviceWorker && globalThis.indexedDB) {
  page.hidden = false;
  await show();
} else {
  page.hidden = false;
  say("This browser cannot keep anything encrypted here: it does so only over https.");
}
