// The signs beside the filters of the back office's choices have a name, but nothing that says
// what it names: a reader's browser may leave it out. They are pictures.
"use strict";

// Django makes them once the page is loaded, with a script that comes before this one.
addEventListener("load", () => {
  for (const sign of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) {
    sign.setAttribute("role", "img");
  }
});
