// Opens the folded part an address points to, and opens or closes all parts at once.
const parts = () => document.querySelectorAll(".part");

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) {
    part.open = true;
  }
  target.scrollIntoView();
}

const tools = document.querySelector("[data-outline-tools]");
if (tools) {
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open]");
    if (!button) return;
    parts().forEach((part) => { part.open = button.dataset.open === "all"; });
  });
}
addEventListener("hashchange", openTarget);
openTarget();
