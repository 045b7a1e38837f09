// Looks how far a task is, so that nobody has to press "Look again". Without scripts the link does.

const shown = document.querySelector("#task[data-open]");
const LONGEST_WAIT = 10_000;

// Soon at first, since most tasks take a moment; then less and less often.
if (shown) look(700);

function look(wait) {
  setTimeout(async () => {
    const now = await fetchTask();
    if (now === "elsewhere" || (now && !now.hasAttribute("data-open"))) {
      location.reload();
      return;
    }
    if (now) tell(now);
    look(Math.min(wait * 1.3, LONGEST_WAIT));
  }, wait);
}

async function fetchTask() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.redirected) return "elsewhere";
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("#task") ?? "elsewhere";
  } catch {
    return null;
  }
}

// Only what is new, so that a screen reader does not repeat itself.
function tell(now) {
  const [before, after] = [shown, now].map((part) => part.querySelector("[role=status]"));
  if (before.textContent !== after.textContent) before.replaceChildren(...after.childNodes);
}
