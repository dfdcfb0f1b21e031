// What this browser keeps of plans, encrypted: one record in IndexedDB.
//
// A key pair is made when somebody turns it on. What is kept is encrypted for its public half, so
// that it can be renewed without asking; its private half is locked with what they typed.
const NAME = "mainstay-offline";
const ROUNDS = 1_000_000;
const TRIES_MAX = 10;
const PAIR = { name: "RSA-OAEP", hash: "SHA-256" };
const { subtle } = globalThis.crypto;
const random = (n) => crypto.getRandomValues(new Uint8Array(n));

const database = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

const within = async (mode, work) => {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction("kept", mode);
      const asked = work(transaction.objectStore("kept"));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
};

const write = (copy) => within("readwrite", (it) => it.put(copy, "copy"));

// The record as it is kept, or nothing.
export const read = () => within("readonly", (it) => it.get("copy"));

// PBKDF2, because a browser has nothing that costs more memory.
const lockOf = async (typed, salt, rounds, uses) => {
  const bytes = new TextEncoder().encode(typed.normalize("NFKC"));
  const base = await subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, uses);
};

const sealed = async (publicKey, content) => {
  const key = await subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const iv = random(12);
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  return {
    iv,
    data: await subtle.encrypt({ name: "AES-GCM", iv }, key, bytes),
    key: await subtle.encrypt(PAIR, publicKey, await subtle.exportKey("raw", key)),
    madeAt: content.made_at,
    plans: content.plans.length,
  };
};

// Begins to keep `content`, which opens with what was typed.
export const begin = async (typed, content) => {
  const how = { ...PAIR, modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]) };
  const pair = await subtle.generateKey(how, true, ["encrypt", "decrypt"]);
  const [salt, iv] = [random(16), random(12)];
  const lock = await lockOf(typed, salt, ROUNDS, ["wrapKey"]);
  const secret = await subtle.wrapKey("pkcs8", pair.privateKey, lock, { name: "AES-GCM", iv });
  await write({
    person: content.person, salt, rounds: ROUNDS, iv, secret, tries: 0,
    publicKey: pair.publicKey, content: await sealed(pair.publicKey, content),
  });
  localStorage.setItem(NAME, content.person);
};

// Keeps `content` in place of what is kept.
export const renew = async (content) => {
  const copy = await read();
  if (copy) await write({ ...copy, content: await sealed(copy.publicKey, content) });
};

// What is kept, or why it does not open. After too many wrong tries it is deleted.
export const open = async (typed) => {
  const copy = await read();
  if (!copy) return { gone: true };
  const { salt, rounds, iv, secret, content, tries } = copy;
  let own;
  try {
    const lock = await lockOf(typed, salt, rounds, ["unwrapKey"]);
    const form = { name: "AES-GCM", iv };
    own = await subtle.unwrapKey("pkcs8", secret, lock, form, PAIR, false, ["decrypt"]);
  } catch {
    const left = TRIES_MAX - tries - 1;
    if (left <= 0) await forget();
    else await write({ ...copy, tries: tries + 1 });
    return { left: Math.max(0, left) };
  }
  const raw = await subtle.decrypt(PAIR, own, content.key);
  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const bytes = await subtle.decrypt({ name: "AES-GCM", iv: content.iv }, key, content.data);
  if (tries) await write({ ...copy, tries: 0 });
  return { content: JSON.parse(new TextDecoder().decode(bytes)) };
};

// Deletes all of it, the worker and its files among it.
export const forget = async () => {
  localStorage.removeItem(NAME);
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
  for (const it of (await navigator.serviceWorker?.getRegistrations()) ?? []) await it.unregister();
  for (const it of await caches.keys()) if (it.startsWith("mainstay-")) await caches.delete(it);
};

// How long ago that was, in words.
export const ago = (time) => {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 60000));
  const [n, unit] = minutes < 120 ? [minutes, "minute"]
    : minutes < 2880 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
  return n === 0 ? "less than a minute ago" : `${n} ${unit}${n === 1 ? "" : "s"} ago`;
};
