// After a form came back with faults, put the focus on their summary.
document.querySelector("[data-focus-on-load]")?.focus();
