// The search box: "/" leads to it, results are suggested as one types, arrows choose among them.
"use strict";

(() => {
  const form = document.querySelector("form.search");
  const box = form.querySelector("[name=q]");
  const panel = form.querySelector(".search__panel");
  const status = form.querySelector("[data-search-status]");
  const WAIT = 160;
  let timer = 0;
  let asked = box.value.trim();
  let request = new AbortController();

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", panel.id);
  box.setAttribute("aria-expanded", "false");
  panel.setAttribute("role", "listbox");
  panel.setAttribute("aria-label", "搜索建议");

  const options = () => [...panel.querySelectorAll("[role=option]")];
  const chosen = () => panel.querySelector("[aria-selected=true]");
  const isOpen = () => !panel.hidden;
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  function close() {
    panel.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function open(html) {
    panel.innerHTML = html;
    const count = options().length;
    status.textContent = count ? `${count} 条建议，按上下键选择` : "没有建议，按回车键搜索";
    if (!count) { close(); return; }
    panel.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }

  function choose(step) {
    const all = options();
    const now = all.indexOf(chosen());
    const next = now + step < -1 ? all.length - 1 : now + step;
    all.forEach((each, place) => each.setAttribute("aria-selected", String(place === next)));
    const option = all[next];
    if (!option) { box.removeAttribute("aria-activedescendant"); return; }
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function suggest() {
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    request.abort();
    if (!text) { close(); return; }
    request = new AbortController();
    const fields = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(`${form.dataset.suggestions}?${fields}`, { signal: request.signal });
      if (answer.ok && document.activeElement === box) open(await answer.text());
    } catch (error) {
      // A newer question, or no network: the form itself still works.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    }
  }

  function moveAmongResults(event, step) {
    const links = [...document.querySelectorAll(".result__link")];
    const now = links.indexOf(document.activeElement);
    if (now === -1 && document.activeElement !== box) return;
    event.preventDefault();
    const next = now + step;
    if (next < 0) box.focus();
    else links[next]?.focus();
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || !isOpen()) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopPropagation();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.assign(chosen().href);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  // A press on a suggestion must not take the focus first, which would close the panel.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "/" && !isTyping(event.target)) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "ArrowDown") moveAmongResults(event, 1);
    else if (event.key === "ArrowUp") moveAmongResults(event, -1);
  });
})();
