// What a person meets who works by keyboard, with a thumb, in large type or in forced colours.
(() => {
  const CONTROLS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex='0']";

  const name = (element) =>
    `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""} “${(
      element.innerText || element.name || element.className || ""
    )
      .trim()
      .slice(0, 40)}”`;

  // A box that is hidden behind its label is seen as the label.
  const seenAs = (element) =>
    element.matches(".btn-check") ? document.querySelector(`label[for="${element.id}"]`) : element;

  const controls = () =>
    [...document.querySelectorAll(CONTROLS)].filter(
      (element) => element.checkVisibility() && !element.disabled && element.tabIndex >= 0,
    );

  const coveredAt = (element, x, y) => {
    let hit = document.elementFromPoint(x, y);
    for (; hit && !hit.contains(element); hit = hit.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(hit).position)) return true;
    }
    return false;
  };

  const isHidden = (element) => {
    const box = element.getBoundingClientRect();
    const [middle, centre] = [box.left + box.width / 2, box.top + box.height / 2];
    const isSeenAt = (y) => y > 0 && y < window.innerHeight && !coveredAt(element, middle, y);
    const places = [box.top + 2, centre, box.bottom - 2].map(isSeenAt);
    // What is high may be seen in part; a line of text or a button must be seen whole.
    return box.height > 60 ? !places.some(Boolean) : !places.every(Boolean);
  };

  const focusFaults = () => {
    const faults = [];
    for (const control of controls()) {
      control.focus();
      const seen = seenAs(control);
      const style = getComputedStyle(seen);
      if (document.activeElement !== control) faults.push(`cannot have the focus: ${name(control)}`);
      else if (isHidden(seen)) faults.push(`focused but hidden: ${name(seen)}`);
      else if (!control.matches("iframe") && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2))
        faults.push(`the focus is not seen: ${name(seen)}`);
    }
    document.activeElement.blur();
    return faults;
  };

  const isInSentence = (element) =>
    element.matches("a") &&
    getComputedStyle(element).display === "inline" &&
    [...element.parentElement.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1,
    );

  const targetFaults = () =>
    controls()
      .filter((control) => !control.matches(".skip-link, iframe, div, pre") && !isInSentence(control))
      .map(seenAs)
      .filter((seen) => {
        const box = seen.getBoundingClientRect();
        return box.width < 24 || box.height < 24;
      })
      .map((seen) => `smaller than 24 pixels: ${name(seen)}`);

  const widthFaults = (when) => {
    const over = document.documentElement.scrollWidth - window.innerWidth;
    if (over <= 0) return [];
    const sticksOut = (element) =>
      element.getBoundingClientRect().right > window.innerWidth + 1 ||
      (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === "visible");
    const widest = [...document.querySelectorAll("body *")]
      .filter((element) => element.checkVisibility() && element.clientWidth && sticksOut(element))
      .pop();
    return [`${over} pixels too wide ${when}: ${widest ? name(widest) : "?"}`];
  };

  const spacingFaults = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }" +
        "p { margin-bottom: 2em !important }",
    );
    document.adoptedStyleSheets = [sheet];
    const faults = widthFaults("with text spaced out");
    document.adoptedStyleSheets = [];
    return faults;
  };

  const regionFaults = () =>
    [...document.querySelectorAll("main *")]
      .filter((element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX))
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .filter(
        (element) =>
          !element.matches("textarea, select") &&
          !(element.tabIndex === 0 && (element.ariaLabel || element.getAttribute("aria-labelledby"))),
      )
      .map((element) => `scrolls sideways without a name or the focus: ${name(element)}`);

  const motionFaults = () =>
    [...document.querySelectorAll("body *")]
      .filter((element) => {
        const style = getComputedStyle(element);
        return style.animationName !== "none" || /[1-9]/.test(style.transitionDuration);
      })
      .map((element) => `moves although motion is reduced: ${name(element)}`)
      .slice(0, 3);

  const summaryFaults = () => {
    const summary = document.querySelector("[data-focus-on-load]");
    if (!summary) return [];
    return document.activeElement === summary ? [] : ["the summary of faults has not the focus"];
  };

  return { focusFaults, targetFaults, widthFaults, spacingFaults, regionFaults, motionFaults, summaryFaults };
})()
