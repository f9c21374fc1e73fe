// Keeps out of a submission what the clerk has unticked.
//
// Each answer to a save draws the box of its row anew, ticked where the figure could be sent;
// what somebody chose holds instead, as long as this tab is open. To tick is not to type: the
// row is not saved by it.
"use strict";

(() => {
  const desk = document.querySelector("[data-entry]");
  if (!desk) return;

  const prefix = `entry-choice:${desk.dataset.user}:${location.pathname}:`;
  const chosen = new Map();
  const isBox = (element) => element.matches("input[name=ticket]");
  const keyOf = (box) => box.closest("[data-row]")?.dataset.row;

  function remembered(key) {
    try {
      return sessionStorage.getItem(prefix + key);
    } catch {
      return chosen.get(key) ?? null;
    }
  }

  function remember(key, choice) {
    chosen.set(key, choice);
    try {
      sessionStorage.setItem(prefix + key, choice);
    } catch {
      // Kept on this page alone.
    }
  }

  function restore() {
    desk.querySelectorAll("input[name=ticket]").forEach((box) => {
      const choice = remembered(keyOf(box));
      if (choice === "out") box.checked = false;
    });
  }

  ["input", "change"].forEach((kind) => desk.addEventListener(kind, (event) => {
    if (!isBox(event.target)) return;
    event.stopPropagation();
    remember(keyOf(event.target), event.target.checked ? "in" : "out");
  }, { capture: true }));

  desk.addEventListener("htmx:afterSwap", restore);
  addEventListener("pageshow", restore);
  restore();
})();
