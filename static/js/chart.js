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

  // On a narrow screen every year's label would run into the next.
  function fitted(figure, width) {
    if (width >= NARROW) return figure;
    const { tickvals, ticktext } = figure.layout.xaxis;
    const step = Math.ceil(tickvals.length / 6);
    const kept = (_, index) => (tickvals.length - 1 - index) % step === 0;
    const xaxis = {
      ...figure.layout.xaxis,
      tickvals: tickvals.filter(kept),
      ticktext: ticktext.filter(kept),
    };
    // A finger that moves over the chart moves the page.
    return { ...figure, layout: { ...figure.layout, xaxis, dragmode: false } };
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

  // Left and right walk through the years, as the pointer does; the words are also spoken.
  function walkable(chart, figure) {
    const known = figure.data.flatMap(({ x, y }) => x.filter((_, index) => y[index] !== null));
    const years = [...new Set(known)].sort((a, b) => a - b);
    const spoken = document.createElement("p");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    chart.after(spoken);
    chart.tabIndex = 0;
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-label", `${chart.dataset.chartLabel}按左右方向键逐年查看。`);
    let at = -1;
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step || event.target !== chart) return;
      event.preventDefault();
      at = at < 0 && step < 0 ? years.length - 1 : Math.min(Math.max(at + step, 0), years.length - 1);
      const points = figure.data.flatMap((trace, curveNumber) => {
        const pointNumber = trace.hoverinfo === "skip" ? -1 : trace.x.indexOf(years[at]);
        return pointNumber >= 0 && trace.y[pointNumber] !== null ? [{ curveNumber, pointNumber }] : [];
      });
      const [{ curveNumber: nearest, pointNumber: place }] = points;
      Plotly.Fx.hover(chart, { xval: years[at], yval: figure.data[nearest].y[place] }, "xy");
      const words = points.map(({ curveNumber, pointNumber }) => {
        const trace = figure.data[curveNumber];
        return `${trace.name} ${trace.customdata[pointNumber]}`;
      });
      spoken.textContent = `${years[at]}年：${words.join("；")}`;
    });
    chart.addEventListener("blur", () => Plotly.Fx.unhover(chart));
  }

  function figureOf(chart) {
    const figure = JSON.parse(document.getElementById(chart.dataset.chart).textContent);
    return recoloured(figure, coloursNow(figure.layout.meta));
  }

  async function drawn(chart) {
    await plotlyReady();
    const figure = figureOf(chart);
    const { data, layout } = fitted(figure, chart.clientWidth);
    await Plotly.newPlot(chart, data, { ...layout, height: chart.clientHeight }, CONFIG);
    labelled(chart);
    if (!chart.dataset.drawn) walkable(chart, figure);
    chart.dataset.drawn = "true";
  }

  async function show(chart, still, button) {
    button.disabled = true;
    chart.style.height = `${Math.max(still.clientHeight, 300)}px`;
    still.classList.add("is-away");
    chart.hidden = false;
    try {
      await drawn(chart);
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
    still.classList.remove("is-away");
    button.textContent = SHOW;
    button.setAttribute("aria-pressed", "false");
  }

  for (const button of document.querySelectorAll("[data-explore]")) {
    const frame = button.closest("[data-chart-frame]");
    const [chart, still] = [frame.querySelector("[data-chart]"), frame.querySelector("[data-still]")];
    button.hidden = false;
    button.addEventListener("click", () => (chart.hidden ? show : hide)(chart, still, button));
  }

  // Colours change with the system's while a chart is drawn.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.querySelectorAll("[data-drawn]:not([hidden])").forEach(drawn);
  });
})();
