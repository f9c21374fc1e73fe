// Walks the timeline with the keyboard: up and down from project to project, left and right
// through the years, plus and minus to zoom, 0 for all years. The keys follow links of the page,
// and only while the focus is in the timeline; the project in focus keeps it on the next page.
"use strict";

(() => {
  const KEPT = "timeline-focus";
  const SAME = { "=": "+", "_": "-" };
  const table = document.querySelector("[data-timeline]");
  if (!table) return;
  const names = [...table.querySelectorAll("tbody th[scope=row] a")];

  function move(from, step) {
    const at = names.indexOf(from);
    names[at < 0 ? 0 : Math.min(Math.max(at + step, 0), names.length - 1)]?.focus();
  }

  function follow(link) {
    const focused = document.activeElement.closest("th")?.querySelector("a");
    sessionStorage.setItem(KEPT, focused ? focused.pathname : "");
    link.click();
  }

  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = SAME[event.key] ?? event.key;
    const link = document.querySelector(`.zoom a[data-key="${CSS.escape(key)}"]`);
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!step && !link) return;
    event.preventDefault();
    if (step) move(document.activeElement, step);
    else follow(link);
  });

  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept !== null) (names.find((each) => each.pathname === kept) ?? names[0])?.focus();
})();
