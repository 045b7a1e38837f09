// Saves each part of the profile by itself, a moment after it was changed. Without scripts, and where
// something has to be decided, the button below the part does.

const form = document.querySelector(".profile-form[data-saves-itself]");
const CHOSEN = 1_000;
const TYPED = 2_000;
const MOST_KEPT_ALIVE = 60_000;
const [FIRST_RETRY, LONGEST_RETRY] = [5_000, 60_000];

if (form) saveByItself();

function saveByItself() {
  const texts = form.dataset;
  const bar = form.querySelector(".save-words");
  const parts = new Map([...form.querySelectorAll("[data-part]")].map((place) => [
    place.dataset.part,
    // `edits` counts changes, so that what is typed while a save is under way is saved, too.
    { id: place.dataset.part, place, edits: 0, saved: 0, timer: 0, retry: FIRST_RETRY, isStopped: false },
  ]));
  // One save at a time: two could each take the other for somebody else's.
  let line = Promise.resolve();
  let underWay = 0;

  const isDirty = (part) => part.edits !== part.saved;
  const partOf = (element) => parts.get(element.closest("[data-part]")?.dataset.part);

  function showWhatIsUnsaved() {
    form.toggleAttribute("data-unsaved", [...parts.values()].some(isDirty));
  }

  function touch(part) {
    part.edits += 1;
    showWhatIsUnsaved();
  }

  function later(part, wait) {
    clearTimeout(part.timer);
    if (!part.isStopped) part.timer = setTimeout(() => queue(part), wait);
  }

  function queue(part) {
    clearTimeout(part.timer);
    underWay += 1;
    line = line.then(() => save(part)).finally(() => { underWay -= 1; });
  }

  function bodyOf(part) {
    const body = new URLSearchParams(new FormData(form));
    body.set("action", `save-${part.id}`);
    body.set("by_itself", "yes");
    return body;
  }

  // While the page is being left, what is not too long is sent on behind it.
  function ask(part) {
    const body = bodyOf(part);
    const keepalive = document.visibilityState === "hidden" && `${body}`.length < MOST_KEPT_ALIVE;
    return fetch(form.getAttribute("action"), { method: "POST", body, keepalive });
  }

  async function save(part) {
    if (!isDirty(part) || part.isStopped) return;
    const edits = part.edits;
    say(part, texts.textSaving, "");
    let response, answer;
    try {
      response = await ask(part);
      const isAnswer = response.headers.get("Content-Type")?.includes("application/json");
      answer = isAnswer ? await response.json() : null;
    } catch {
      answer = null;
    }
    if (answer) take(part, answer, edits);
    else if (!response || response.status >= 500 || response.status === 429) tryAgain(part);
    else stop(part, texts.textRefused);
    showWhatIsUnsaved();
  }

  function take(part, answer, edits) {
    part.retry = FIRST_RETRY;
    if (answer.state === "faults") {
      showFaults(part.place, answer.faults);
      return say(part, answer.words, "is-fault");
    }
    if (answer.state !== "saved") return stop(part, answer.words);
    part.saved = edits;
    form.elements[`version-${part.id}`].value = answer.version;
    showFaults(part.place, []);
    showStates(answer.states);
    part.place.classList.remove("needs-press");
    say(part, isDirty(part) ? "" : answer.words, "is-saved");
  }

  function tryAgain(part) {
    part.place.classList.add("needs-press");
    say(part, texts.textAway, "is-fault");
    later(part, part.retry);
    part.retry = Math.min(2 * part.retry, LONGEST_RETRY);
  }

  function stop(part, words) {
    part.isStopped = true;
    part.place.classList.add("needs-press");
    say(part, words, "is-fault");
  }

  // Beside the part for who sees it, and in the bar, which is read out.
  function say(part, words, state) {
    const beside = part.place.querySelector(".part-words");
    beside.textContent = words;
    beside.className = `part-words ${state}`;
    if (state && words) bar.textContent = words;
  }

  function showStates(states) {
    const progress = form.querySelector(".form-progress");
    for (const [id, state] of Object.entries(states)) {
      const step = progress.querySelector(`[data-section="${id}"]`);
      step.className = step.className.replace(/\bis-\w+/, `is-${state}`);
      step.querySelector(".visually-hidden").textContent = progress.getAttribute(`data-text-${state}`);
    }
  }

  form.addEventListener("input", ({ target }) => {
    const part = partOf(target);
    if (!part || !target.name) return;
    touch(part);
    // Addresses are looked at once they are whole.
    if (target.matches("textarea:not(#wishes)")) later(part, TYPED);
  });
  form.addEventListener("change", ({ target }) => {
    const part = partOf(target);
    if (!part || (target.form && !target.name)) return;
    if (!isDirty(part)) touch(part);
    // Half a date is one, too: it counts when its field is left.
    if (target.type !== "date") later(part, CHOSEN);
  });
  form.addEventListener("focusout", ({ target }) => {
    const part = partOf(target);
    if (part && target.type === "date" && isDirty(part)) later(part, CHOSEN);
  });

  // What is sent with a button must not overtake what is being saved.
  form.addEventListener("submit", (event) => {
    parts.forEach((part) => clearTimeout(part.timer));
    if (!underWay) return;
    event.preventDefault();
    const submitter = event.submitter ?? undefined;
    line.then(() => setTimeout(() => form.requestSubmit(submitter)));
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const part of parts.values()) {
      if (isDirty(part) && !part.isStopped) queue(part);
    }
  });
  addEventListener("online", () => {
    for (const part of parts.values()) if (isDirty(part)) later(part, 0);
  });

  for (const id of (form.dataset.unsavedParts ?? "").split(" ")) {
    if (parts.has(id)) parts.get(id).edits = 1;
  }
  form.classList.add("saves-itself");
  if (!form.hasAttribute("data-unsaved")) bar.textContent = bar.dataset.text;
  // With what came back unsaved from the server, too, the buttons stay until it is saved.
  for (const part of parts.values()) {
    part.place.classList.toggle("needs-press", isDirty(part));
  }
}

// Each sentence at its field, as the server would write it; without faults, none.
function showFaults(place, faults) {
  const pattern = form.querySelector("template.field-error-pattern");
  for (const old of place.querySelectorAll(".field-error")) {
    const control = place.querySelector(`[aria-describedby~="${old.id}"]`);
    const rest = control?.getAttribute("aria-describedby").split(" ").filter((id) => id !== old.id);
    if (rest?.length) control.setAttribute("aria-describedby", rest.join(" "));
    else control?.removeAttribute("aria-describedby");
    old.remove();
  }
  place.querySelectorAll(".has-error").forEach((part) => part.classList.remove("has-error"));
  place.querySelectorAll("[aria-invalid]").forEach((control) => {
    control.removeAttribute("aria-invalid");
    control.classList.remove("is-invalid");
  });
  for (const { anchor, sentence } of faults) {
    const control = document.getElementById(anchor);
    if (!control) continue;
    const note = pattern.content.firstElementChild.cloneNode(true);
    note.id = `${anchor}-error`;
    note.append(sentence);
    control.closest(".skill, .certification, .form-field").classList.add("has-error");
    if (control.matches("fieldset")) control.querySelector("legend").after(note);
    else if (control.closest(".skill")) control.closest(".skill").querySelector("legend").after(note);
    else control.before(note);
    if (control.matches("fieldset")) continue;
    control.classList.add("is-invalid");
    control.setAttribute("aria-invalid", "true");
    const described = [control.getAttribute("aria-describedby"), note.id];
    control.setAttribute("aria-describedby", described.filter(Boolean).join(" "));
  }
}
