// Niceties of the profile form; without them everything works through its buttons.

const form = document.querySelector(".profile-form");

function preselectTimeZone() {
  const select = form.elements.time_zone;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // A browser that hides where it is says `UTC` or a mere offset; nobody chose that.
  if (select.value || !here?.includes("/") || here.startsWith("Etc/")) return;
  if (![...select.options].some((option) => option.value === here)) {
    select.add(new Option(here, here));
  }
  select.value = here;
}

let asked = 0;

// The page that the button would fetch gives the skills that are shown. Who walks through the roles
// with the arrow keys asks several times, and the answers may come in any order: the last one counts.
async function useTargets() {
  const turn = ++asked;
  const role = form.elements.target_role.selectedOptions[0].text;
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "targets");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
  if (!answer.ok) return;
  const text = await answer.text();
  if (turn !== asked) return;
  const page = new DOMParser().parseFromString(text, "text/html");
  document.getElementById("skill-lists").replaceWith(page.getElementById("skill-lists"));
  form.elements.targets_from.value = page.querySelector("[name=targets_from]").value;
  const status = document.getElementById("targets-status");
  status.textContent = status.dataset.text.replace("{}", () => role);
  document.getElementById("skill-lists").dispatchEvent(new Event("change", { bubbles: true }));
}

function markWhereOneIs() {
  const links = [...form.querySelectorAll(".form-progress a")];
  const mark = (id) => {
    for (const link of links) {
      link.toggleAttribute("aria-current", link.hash === `#${id}`);
    }
  };
  const observer = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => mark(entry.target.id)),
    { rootMargin: "-20% 0px -75% 0px" },
  );
  form.querySelectorAll(".form-section").forEach((section) => observer.observe(section));
  mark("about-you");
}

preselectTimeZone();
markWhereOneIs();
// Where nothing is saved by itself, what was changed is unsaved until a button is pressed.
if (!form.hasAttribute("data-saves-itself")) {
  form.addEventListener("input", () => form.setAttribute("data-unsaved", ""));
}
form.elements.target_role.addEventListener("change", (event) => {
  if (event.target.value) useTargets();
});
