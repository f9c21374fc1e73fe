// Says before the first paint that slides are shown one at a time, so that nothing moves when
// meeting.js, which turns them, arrives. Loaded in the head, not deferred.
"use strict";

document.documentElement.classList.add("is-presenting");
