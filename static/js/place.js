// Keeps the reader's place on the page when the plan or the year is switched.
"use strict";

(() => {
  const KEY = "place";
  const TOP = 40;

  // The last heading above the middle of the screen: it may stand elsewhere on the next page.
  function nearest() {
    const headings = document.querySelectorAll("main :is(h1, h2, h3)[id]");
    return [...headings].filter((each) => each.getBoundingClientRect().top < innerHeight / 2).at(-1);
  }

  addEventListener("click", (event) => {
    const link = event.target.closest("[data-keep-place] a");
    if (!link || scrollY < TOP || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const heading = nearest();
    const place = { url: link.href, y: scrollY, id: heading?.id, top: heading?.getBoundingClientRect().top };
    sessionStorage.setItem(KEY, JSON.stringify(place));
  });

  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  if (!kept || kept.url !== location.href) return;
  const heading = kept.id && document.getElementById(kept.id);
  scrollTo({ top: heading ? scrollY + heading.getBoundingClientRect().top - kept.top : kept.y, behavior: "instant" });
})();
