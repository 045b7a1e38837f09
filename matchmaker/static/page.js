// What a page says about what was just done reaches those who cannot see it, too.

// After a form came back with faults, put the focus on their summary.
document.querySelector("[data-focus-on-load]")?.focus();

// A live region tells what is put into it, not what it holds when the page opens.
const messages = document.querySelector(".messages");
const notices = [...messages.children];
if (notices.length) setTimeout(() => messages.replaceChildren(...notices), 400);
