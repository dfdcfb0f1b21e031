// The page that opens with no server: asks for what opens the kept plans, and shows how old they are.
import { ago, open, read } from "./offline_store.js";
import { clear, show } from "./offline_show.js";

const page = document.querySelector("[data-offline-read]");
const part = (name) => page.querySelector(`[data-offline-${name}]`);
const form = part("open");
const DAY = 24 * 60 * 60 * 1000;

const sayAge = (time) => {
  const isOld = 7 * DAY < Date.now() - Date.parse(time);
  part("age").textContent = `As of ${ago(time)}${isOld ? ": what it says may be out of date" : ""}.`;
  part("age").className = isOld ? "state warn" : "";
};

const locked = async () => {
  const copy = await read();
  clear();
  part("content").hidden = true;
  part("lock").hidden = true;
  form.hidden = !copy;
  if (!copy) {
    part("age").textContent = "Nothing is kept in this browser. It is turned on in Mainstay, under your name.";
    return;
  }
  sayAge(copy.content.madeAt);
  form.pin.focus();
};

const refusal = (left) => {
  if (left === 0) return "Ten wrong passphrases: what was kept is deleted.";
  return `This is not the passphrase. ${left === 1 ? "One try is" : `${left} tries are`} left.`;
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  part("problem").textContent = "";
  const button = form.querySelector("button");
  button.disabled = true;
  const { content, left, gone } = await open(form.pin.value);
  button.disabled = false;
  form.pin.value = "";
  if (gone) return locked();
  if (!content) {
    if (left === 0) await locked();
    part("problem").textContent = refusal(left);
    return;
  }
  form.hidden = true;
  part("content").hidden = false;
  part("lock").hidden = false;
  sayAge(content.made_at);
  show(content);
});

part("lock").addEventListener("click", () => {
  location.hash = "";
  locked();
});

locked();
