// <time data-relative> says how long ago; the full moment, in the reader's zone, is on hover.
const units = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const full = new Intl.DateTimeFormat("en", { dateStyle: "long", timeStyle: "long" });

const say = () => {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const seconds = Math.round((at - Date.now()) / 1000);
    const [unit, size] = units.find(([, size]) => size <= Math.abs(seconds)) ?? [null, 1];
    time.textContent = unit ? words.format(Math.round(seconds / size), unit) : "just now";
    time.title = full.format(at);
  }
};

say();
setInterval(say, 30000);
