// The form of a project's report: the running total while money is typed, Ctrl+Enter to send,
// and a warning before what was typed is left behind. Without this script all of it still works.
"use strict";

(() => {
  const form = document.querySelector("[data-report-form]");
  if (!form) return;

  const field = form.querySelector("[data-invested]");
  const total = form.querySelector("[data-invested-total]");

  // Exact decimals: amounts have at most four places.
  const PLACES = 10000n;
  const amount = (text) => {
    const plain = text.normalize("NFKC").replaceAll(",", "").trim();
    const match = /^(\d+)(?:\.(\d{0,4}))?$/.exec(plain);
    return match ? BigInt(match[1]) * PLACES + BigInt((match[2] || "").padEnd(4, "0")) : null;
  };
  const shown = (value) => {
    const whole = (value / PLACES).toLocaleString("zh-CN");
    const rest = (value % PLACES).toString().padStart(4, "0").replace(/0+$/, "");
    return rest ? `${whole}.${rest}` : whole;
  };
  const addUp = () => {
    const before = amount(field.dataset.before);
    const own = amount(field.value);
    const known = [before, own].filter((each) => each !== null);
    const box = total.closest("span");
    if (box) box.hidden = known.length === 0;
    total.textContent = known.length ? shown(known.reduce((sum, each) => sum + each, 0n)) : "";
  };
  if (field && total) field.addEventListener("input", addUp);

  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });

  const primary = form.querySelector("[data-primary]");
  const keys = form.querySelector("[data-keys]");
  if (primary && keys) {
    keys.hidden = false;
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit(primary);
      }
    });
  }
})();
