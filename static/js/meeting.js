// Meeting mode: shows one slide at a time; arrows, swipes and buttons turn them. presenting.js has
// said so before, and the opening slide stands already.
"use strict";

(() => {
  const root = document.documentElement;
  const slides = [...document.querySelectorAll("[data-meeting] .slide")];
  const tools = document.querySelector("[data-meeting-tools]");
  const bar = document.querySelector("[data-meeting-bar]");
  const place = bar.querySelector("[data-place]");
  const SWIPE = 50;
  let shown = 0;
  let touched = null;

  const isPresenting = () => root.classList.contains("is-presenting");

  function show(number, { focus = true } = {}) {
    turn(slides[shown], false);
    shown = Math.min(Math.max(number, 0), slides.length - 1);
    slides.forEach((slide, at) => slide.classList.toggle("is-shown", at === shown));
    // Numbered as the slides themselves are: the opening has no number.
    place.textContent = shown ? `${shown} / ${slides.length - 1}` : "首页";
    bar.querySelector("[data-step='-1']").disabled = shown === 0;
    bar.querySelector("[data-step='1']").disabled = shown === slides.length - 1;
    history.replaceState(null, "", `#${slides[shown].id}`);
    slides[shown].scrollTop = 0;
    if (focus) slides[shown].focus({ preventScroll: true });
  }

  function start(number) {
    root.classList.add("is-presenting");
    show(number);
  }

  function leave() {
    if (document.fullscreenElement) document.exitFullscreen();
    root.classList.remove("is-presenting");
    slides[shown].scrollIntoView();
  }

  function turnFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen?.();
  }

  // What does not fit the screen is read to its end before the slide is turned.
  function read(direction, part) {
    const slide = slides[shown];
    const rest = direction > 0 ? slide.scrollHeight - slide.clientHeight - slide.scrollTop : slide.scrollTop;
    if (rest > 1) slide.scrollBy({ top: direction * slide.clientHeight * part });
    else show(shown + direction);
  }

  // The other side of a slide, which narrow screens keep apart.
  function turn(slide, isTurned) {
    const button = slide.querySelector("[data-turn]");
    if (!button) return;
    button.dataset.over ??= button.textContent;
    slide.classList.toggle("is-turned", isTurned);
    button.setAttribute("aria-expanded", String(isTurned));
    button.textContent = isTurned ? button.dataset.back : button.dataset.over;
    slide.scrollTop = 0;
  }

  const numberOf = (hash) => slides.findIndex((slide) => `#${slide.id}` === hash);
  const keys = {
    ArrowRight: () => show(shown + 1), ArrowLeft: () => show(shown - 1),
    ArrowDown: () => read(1, 0.25), ArrowUp: () => read(-1, 0.25),
    PageDown: () => read(1, 0.8), PageUp: () => read(-1, 0.8), " ": () => read(1, 0.8),
    Home: () => show(0), End: () => show(slides.length - 1),
    f: turnFull, F: turnFull, Escape: leave,
  };

  addEventListener("keydown", (event) => {
    if (!isPresenting() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === " " && event.target.closest("a, button, summary")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  addEventListener("touchstart", (event) => { touched = event.changedTouches[0]; }, { passive: true });
  addEventListener("touchend", (event) => {
    if (!isPresenting() || !touched || event.target.closest(".table-box")) return;
    const end = event.changedTouches[0];
    const [x, y] = [end.clientX - touched.clientX, end.clientY - touched.clientY];
    if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) show(shown + (x < 0 ? 1 : -1));
  });
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#slide-']");
    if (!link || !isPresenting()) return;
    event.preventDefault();
    show(numberOf(link.hash));
  });
  slides.forEach((slide) => {
    slide.querySelector("[data-turn]")?.addEventListener("click", () => {
      turn(slide, !slide.classList.contains("is-turned"));
    });
  });
  bar.querySelectorAll("[data-step]").forEach((button) => {
    button.addEventListener("click", () => show(shown + Number(button.dataset.step), { focus: false }));
  });
  bar.querySelector("[data-full]").addEventListener("click", turnFull);
  bar.querySelector("[data-leave]").addEventListener("click", leave);
  tools.hidden = false;
  tools.querySelector("[data-start]").addEventListener("click", () => start(shown));

  start(Math.max(0, numberOf(location.hash)));
})();
