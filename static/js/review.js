// Keys of the planners' desk: the queue is walked and decided without a mouse, a figure's page
// has its buttons a letter away, and Enter in the table of entries goes to the row below.
// Without this file everything works with Tab, Space and Enter.
"use strict";

(() => {
  const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;

  function queueKeys(form) {
    const rows = [...form.querySelectorAll("[data-row]")];
    const boxes = [...form.querySelectorAll("[name=ticket]")];
    const all = form.querySelector("[data-mark-all]");
    let at = -1;

    function go(to) {
      if (!rows.length) return;
      rows[at]?.classList.remove("is-current");
      at = Math.min(Math.max(to, 0), rows.length - 1);
      rows[at].classList.add("is-current");
      (rows[at].querySelector("[name=ticket]") ?? rows[at].querySelector("[data-open]")).focus();
      rows[at].scrollIntoView({ block: "nearest" });
    }
    const keys = {
      j: () => go(at + 1),
      k: () => go(at - 1),
      x: () => rows[at]?.querySelector("[name=ticket]")?.click(),
      Enter: () => rows[at] && location.assign(rows[at].dataset.url),
      a: () => form.querySelector("[data-approve-marked]")?.click(),
    };
    if (all) {
      all.hidden = false;
      all.setAttribute("aria-label", "选中本页全部可采用的数据");
      all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    }
    form.addEventListener("focusin", (event) => {
      const row = event.target.closest("[data-row]");
      if (!row || rows[at] === row) return;
      rows[at]?.classList.remove("is-current");
      at = rows.indexOf(row);
      row.classList.add("is-current");
    });
    document.addEventListener("keydown", (event) => {
      const onControl = event.target.closest("a, button");
      if (!plain(event) || isTyping(event.target) || !(event.key in keys)) return;
      if (event.key === "Enter" && onControl) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  function figureKeys() {
    const keys = {
      a: () => document.querySelector("[data-approve]")?.focus(),
      r: () => document.querySelector("[data-reason]")?.focus(),
      c: () => document.querySelector("[data-comment]")?.focus(),
      n: () => document.querySelector(".figure-steps [rel=next]")?.click(),
      p: () => document.querySelector(".figure-steps [rel=prev]")?.click(),
    };
    document.addEventListener("keydown", (event) => {
      if (!plain(event) || isTyping(event.target) || !(event.key in keys)) return;
      event.preventDefault();
      keys[event.key]();
    });
  }

  function entryKeys(form) {
    form.addEventListener("keydown", (event) => {
      const field = event.target.closest("tbody input");
      if (!field || !plain(event) || event.key !== "Enter") return;
      event.preventDefault();
      const suffix = field.name.slice(field.name.indexOf("-"));
      const column = [...form.querySelectorAll(`tbody input[name$="${suffix}"]:not([type=hidden])`)];
      const next = column[column.indexOf(field) + (event.shiftKey ? -1 : 1)];
      next?.focus();
      next?.select();
    });
  }

  document.querySelector("[data-keys]")?.removeAttribute("hidden");
  const queue = document.querySelector("[data-queue]");
  if (queue) queueKeys(queue);
  if (document.querySelector("#decide")) figureKeys();
  const entry = document.querySelector("[data-enter]");
  if (entry) entryKeys(entry);
})();
