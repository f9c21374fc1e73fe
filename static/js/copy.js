// Copies the text of a field; where the browser keeps its clipboard closed, selects it.
"use strict";

(() => {
  const status = document.querySelector("[data-copied]");

  async function copy(field, button) {
    field.select();
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else document.execCommand("copy");
      button.textContent = "已复制";
      status.textContent = "已复制";
    } catch {
      button.textContent = "已选中，按 Ctrl+C";
      status.textContent = "已选中，请按 Ctrl+C 复制";
    }
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", () => copy(field, button));
  }
})();
