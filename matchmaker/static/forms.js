// Long texts: how much room is left, and a question before one that is not saved is left behind.

const PAUSE = 1_000;
const number = new Intl.NumberFormat(document.documentElement.lang);

// As the server counts: without what it takes away at the ends, and letters, not halves of them.
const lengthOf = (text) => [...text.trim().normalize("NFC")].length;

// What is seen follows each key; what is heard waits until somebody stops to think.
function count(text) {
  const room = document.getElementById(`${text.id}-room`);
  const seen = document.createElement("p");
  const heard = document.createElement("p");
  seen.className = "form-text room-left";
  seen.ariaHidden = "true";
  heard.className = "visually-hidden";
  heard.setAttribute("role", "status");
  room.classList.add("visually-hidden");
  room.after(seen, heard);
  let pause;
  const look = () => {
    const left = Number(text.dataset.longest) - lengthOf(text.value);
    const words = left < 0 ? room.dataset.textOver : room.dataset.textLeft;
    seen.textContent = words.replace("{}", number.format(Math.abs(left)));
    seen.classList.toggle("is-over", left < 0);
  };
  look();
  text.addEventListener("input", () => {
    look();
    clearTimeout(pause);
    pause = setTimeout(() => { heard.textContent = seen.textContent; }, PAUSE);
  });
}

// A form says by `data-unsaved` that it holds what is saved nowhere; of others, texts are looked at.
// What a page gave back with a fault is not saved, though it came from the server.
function isUnsaved() {
  if (document.querySelector("form[data-unsaved]")) return true;
  const cameBack = document.querySelector(".error-summary") !== null;
  const texts = document.querySelectorAll("form[method=post]:not(.profile-form) textarea:not([hidden], [readonly])");
  return [...texts].some((text) => (cameBack ? text.value.trim() : text.value !== text.defaultValue));
}

let isSent = false;
addEventListener("submit", (event) => { isSent = !event.defaultPrevented; });
addEventListener("pageshow", () => { isSent = false; });
addEventListener("beforeunload", (event) => {
  if (!isSent && isUnsaved()) event.preventDefault();
});

document.querySelectorAll("textarea[data-longest]").forEach(count);
