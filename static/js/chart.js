// Puts Plotly's chart in the place of the server's picture when the reader asks for it.
//
// Plotly is large: nothing of it is fetched before. It must find what stands for its own style
// rules, or it would write a style element, which our content security policy forbids: its rules
// are in css/plotly.css, under the id it looks for, and those for maps, which we have none of,
// are an empty template. Paper gets the server's picture.
"use strict";

(() => {
  const { plotly, locale, styles } = document.currentScript.dataset;
  const MAP_STYLE_ID = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
  const STYLE_ID = "plotly.js-style-global";
  const NARROW = 560;
  const SHOW = "交互图";
  const HIDE = "静态图";

  const CONFIG = {
    displaylogo: false,
    displayModeBar: true,
    doubleClick: "reset",
    locale: "zh-CN",
    // No camera: it would save a picture without title and source; 下载 PNG stands beside.
    modeBarButtons: [["zoom2d", "pan2d", "resetScale2d"]],
    responsive: true,
    showSendToCloud: false,
  };

  function fetched(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error(address));
      document.head.append(script);
    });
  }

  let ready = null;
  function plotlyReady() {
    if (!ready) {
      const placeholder = document.createElement("template");
      placeholder.id = MAP_STYLE_ID;
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.id = STYLE_ID;
      sheet.className = "no-inline-styles";
      sheet.href = styles;
      document.head.append(placeholder, sheet);
      ready = fetched(plotly).then(() => fetched(locale));
    }
    return ready;
  }

  // The figure names light colours and, beside them, what each is called in css/tokens.css.
  function recoloured(part, colours) {
    if (typeof part === "string") return colours[part] ?? part;
    if (Array.isArray(part)) return part.map((each) => recoloured(each, colours));
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, recoloured(each, colours)]));
  }

  function coloursNow({ colours }) {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      Object.entries(colours).map(([light, name]) => [light, style.getPropertyValue(name).trim() || light]),
    );
  }

  // On a narrow screen every year's label would run into the next; what else there is no room
  // for, the figure says in the meta of its layout and traces.
  function fitted({ data, layout }, width) {
    if (width >= NARROW) return { data, layout };
    const { tickvals, ticktext } = layout.xaxis;
    const step = Math.ceil(tickvals.length / 6);
    const kept = (_, index) => (tickvals.length - 1 - index) % step === 0;
    const xaxis = { ...layout.xaxis, tickvals: tickvals.filter(kept), ticktext: ticktext.filter(kept) };
    const yaxis = { ...layout.yaxis, ...layout.meta.narrow?.yaxis };
    return {
      data: data.map((trace) => ({ ...trace, ...trace.meta?.narrow })),
      // A finger that moves over the chart moves the page.
      layout: { ...layout, xaxis, yaxis, dragmode: false },
    };
  }

  function labelled(chart) {
    const [first, ...others] = chart.querySelectorAll("svg.main-svg");
    first.setAttribute("role", "img");
    first.setAttribute("aria-label", chart.dataset.chartLabel);
    for (const each of others) each.setAttribute("aria-hidden", "true");
    for (const button of chart.querySelectorAll(".modebar-btn")) {
      button.setAttribute("aria-label", button.dataset.title);
    }
  }

  const heightOf = (chart, still) =>
    Math.max(still.getBoundingClientRect().height, figureOf(chart).layout.meta.height ?? 0);

  // Words that only mean something beside one of the two charts.
  function explained(chart, isExplored) {
    const frame = chart.closest("[data-chart-frame]");
    for (const each of frame.querySelectorAll("[data-explored]")) each.hidden = !isExplored;
    for (const each of frame.querySelectorAll("[data-still-words]")) each.hidden = isExplored;
  }

  function figureOf(chart) {
    const figure = JSON.parse(document.getElementById(chart.dataset.chart).textContent);
    return recoloured(figure, coloursNow(figure.layout.meta));
  }

  async function drawn(chart) {
    await plotlyReady();
    const figure = figureOf(chart);
    const { data, layout } = fitted(figure, chart.clientWidth);
    // A map has nothing to zoom into.
    const config = { ...CONFIG, displayModeBar: layout.meta.walk !== "cells" };
    await Plotly.newPlot(chart, data, { ...layout, height: chart.clientHeight }, config);
    labelled(chart);
    if (!chart.dataset.drawn) chartWalks.walkable(chart, figure);
    // A new plot forgets who listened to the one before.
    chartWalks.leading(chart);
    chart.dataset.drawn = "true";
  }

  async function show(chart, still, button) {
    button.disabled = true;
    chart.style.height = `${heightOf(chart, still)}px`;
    still.classList.add("is-away");
    chart.hidden = false;
    try {
      await drawn(chart);
      explained(chart, true);
      button.textContent = HIDE;
      button.setAttribute("aria-pressed", "true");
    } catch {
      hide(chart, still, button);
      button.textContent = "交互图没有载入，点此再试";
      ready = null;
    }
    button.disabled = false;
  }

  function hide(chart, still, button) {
    chart.hidden = true;
    explained(chart, false);
    still.classList.remove("is-away");
    button.textContent = SHOW;
    button.setAttribute("aria-pressed", "false");
  }

  for (const button of document.querySelectorAll("[data-explore]")) {
    const frame = button.closest("[data-chart-frame]");
    const [chart, still] = [frame.querySelector("[data-chart]"), frame.querySelector("[data-still]")];
    button.hidden = false;
    for (const hint of frame.querySelectorAll("[data-explore-hint]")) hint.hidden = false;
    button.addEventListener("click", () => (chart.hidden ? show : hide)(chart, still, button));
  }

  // Colours change with the system's while a chart is drawn.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.querySelectorAll("[data-drawn]:not([hidden])").forEach(drawn);
  });
})();
