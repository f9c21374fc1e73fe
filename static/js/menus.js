// Closes the menus at the head of the page on Escape and on a click elsewhere.
"use strict";

(() => {
  const opened = () => document.querySelectorAll("details[data-menu][open]");

  addEventListener("click", (event) => {
    for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
