// Finds a skill among all of them as one types, and lists what somebody can teach.

const form = document.querySelector(".profile-form");
const find = form.querySelector(".skill-find");
const field = find.querySelector("input");
const PAUSE = 600;
let pause;

// As one types a word, whatever its accents.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const rows = () => [...form.querySelectorAll("#skill-lists .skill")];

function filter() {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  const skills = document.getElementById("skills");
  skills.classList.toggle("is-filtered", words.length > 0);
  let found = 0;
  for (const row of rows()) {
    const told = plain(row.querySelector("legend").textContent);
    const group = plain(row.closest("details")?.querySelector("summary").textContent ?? "");
    const fits = words.every((word) => told.includes(word) || group.includes(word));
    row.classList.toggle("is-found", fits);
    found += fits;
  }
  for (const part of skills.querySelectorAll("details, .skill-rows")) {
    const holds = part.querySelector(".skill.is-found") !== null;
    part.classList.toggle("is-found", holds);
    // What the filter opens, it closes again; what its reader opened stays.
    if (part.matches("details")) open(part, words.length > 0 && holds);
  }
  tell(words.length, found);
}

function open(group, isWanted) {
  if (isWanted && !group.open) {
    group.open = true;
    group.dataset.openedByFilter = "";
  } else if (!isWanted && "openedByFilter" in group.dataset) {
    group.open = false;
    delete group.dataset.openedByFilter;
  }
}

// Heard once somebody stops typing, not with each key.
function tell(hasWords, found) {
  const status = find.querySelector("[role=status]");
  const words = !hasWords ? "" : found
    ? status.dataset.textFound.replace("{}", String(found))
    : status.dataset.textNone;
  clearTimeout(pause);
  pause = setTimeout(() => { status.textContent = words; }, PAUSE);
}

// Enter goes on to the first skill that fits, where the arrows choose a level; Escape shows all again.
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && field.value) {
    field.value = "";
    filter();
  } else if (event.key === "Enter") {
    event.preventDefault();
    const first = rows().find((row) => row.classList.contains("is-found"));
    first?.querySelector("input[type=radio]:checked").focus();
  } else return;
  event.preventDefault();
});
field.addEventListener("input", filter);

function listWhatOneTeaches() {
  const list = document.getElementById("teachable");
  const least = Number(list.dataset.least);
  const taught = rows().flatMap((row) => {
    const level = row.querySelector("input[type=radio]:checked");
    if (!level || level.value === "" || !(Number(level.value) >= least)) return [];
    const entry = document.createElement("li");
    const name = form.querySelector(`label[for="${level.id}"]`).title;
    entry.textContent = list.dataset.text
      .replace("{skill}", () => row.dataset.name)
      .replace("{level}", () => name);
    return [entry];
  });
  list.querySelector("ul").replaceChildren(...taught);
  list.classList.toggle("has-none", taught.length === 0);
}

form.addEventListener("change", ({ target }) => {
  if (target.id === "skill-lists") filter();
  if (target.id === "skill-lists" || target.name?.startsWith("level-")) listWhatOneTeaches();
});

find.hidden = false;
