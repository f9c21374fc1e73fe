// Shows a page anew once the verdict it marks as [data-stale] has been recomputed.
//
// Asks seldom, ever more seldom, and not at all while nobody looks. Nothing moves under a
// reader's hands before there is something new.
"use strict";

(() => {
  const FIRST_WAIT = 2000;
  const LONGEST_WAIT = 60000;

  async function isRecomputed() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-stale]") === null;
  }

  function askAfter(wait) {
    setTimeout(async () => {
      if (!document.hidden && (await isRecomputed().catch(() => false))) {
        location.reload();
        return;
      }
      askAfter(Math.min(wait * 2, LONGEST_WAIT));
    }, wait);
  }

  if (document.querySelector("[data-stale]")) askAfter(FIRST_WAIT);
})();
