// A form that saves itself a while after something was typed: <form data-autosave>.
// The server answers with {"version", "opened", "parts"}: what the form may save over from then on,
// and what else of the page is different now, swapped in by its id. Where it says no, the form waits for its button: the page that follows says why, and shows both texts.
const PAUSE = 8000;

const ago = (since) => {
  const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
  return seconds < 90 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
};

const swap = (part) => {
  const held = document.createElement("template");
  held.innerHTML = part;
  const fresh = held.content.firstElementChild;
  const stale = fresh && document.getElementById(fresh.id);
  if (!stale || stale.contains(document.activeElement)) return;
  if (stale.outerHTML !== fresh.outerHTML) stale.replaceWith(fresh);
};

const watch = (form) => {
  const status = form.querySelector("[data-autosave-status]");
  const since = form.querySelector("[data-autosave-since]");
  const read = () => {
    const data = new FormData(form);
    ["version", "opened"].forEach((name) => data.delete(name));
    return new URLSearchParams(data).toString();
  };
  let stored = read();
  let savedAt = null;
  let waiting = 0;
  let busy = false;
  let stopped = false;

  // What is read out changes only when something happened. How long ago that was, does not.
  const say = (text) => {
    status.textContent = text;
    since.textContent = "";
  };
  const later = () => {
    if (!waiting && !stopped) waiting = setTimeout(save, PAUSE);
  };

  async function save() {
    clearTimeout(waiting);
    waiting = 0;
    const now = read();
    if (busy || stopped || now === stored) return;
    busy = true;
    say("Saving …");
    const body = new URLSearchParams(new FormData(form));
    body.set("autosave", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      await heard(answer, now);
    } catch {
      say("Not saved: the server cannot be reached. It is tried again.");
      busy = false;
      later();
    }
    busy = false;
  }

  async function heard(answer, now) {
    const isOurs = answer.headers.get("content-type")?.includes("json");
    if (answer.ok && isOurs) {
      const { version, opened, parts = [] } = await answer.json();
      form.elements.version.value = version;
      form.elements.opened.value = opened;
      stored = now;
      savedAt = Date.now();
      say("Saved");
      parts.forEach(swap);
      if (read() === stored) form.dispatchEvent(new CustomEvent("saved"));
      else later();
    } else if (answer.status === 422 && isOurs) {
      say(`Not saved yet: ${(await answer.json()).reason}`);
    } else if (answer.status === 409) {
      stopped = true;
      say("Somebody else saved this first. Press Save to see both texts.");
    } else {
      stopped = true;
      say("Not saved. Press Save to see why.");
    }
  }

  if (form.hasAttribute("data-dirty")) {
    stored = null;
    later();
  }
  form.addEventListener("input", () => {
    if (read() === stored) return;
    if (!busy && !stopped) say("Not saved yet");
    later();
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    stopped = true;
  });
  addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  setInterval(() => {
    if (savedAt && read() === stored && !stopped) since.textContent = ago(savedAt);
  }, 4000);
};

for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
