// Draws every [data-chart] from the figure (a json_script) it names.
//
// Plotly is large: it is fetched after the page has been painted. A chart out of sight is drawn
// as well, for a page may be printed before it is scrolled. Plotly must find what stands for its
// own style rules, or it would write a style element, which our content security policy forbids:
// its rules are in css/plotly.css, under the id it looks for, and those for maps, which we have
// none of, are an empty template.
"use strict";

(() => {
  const { plotly, locale } = document.currentScript.dataset;
  const MAP_STYLE_ID = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
  const NARROW = 560;
  const NARROW_HEIGHT = 460;
  // A4 upright between the margins of css/site.css, in CSS pixels.
  const PAPER_WIDTH = 680;

  const CONFIG = {
    displaylogo: false,
    displayModeBar: true,
    doubleClick: false,
    locale: "zh-CN",
    modeBarButtons: [["toImage"]],
    responsive: true,
    showSendToCloud: false,
    toImageButtonOptions: { format: "svg" },
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
      document.head.append(placeholder);
      ready = fetched(plotly).then(() => fetched(locale));
    }
    return ready;
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
    return { ...figure, layout: { ...figure.layout, xaxis, height: NARROW_HEIGHT } };
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

  async function draw(chart) {
    const figure = JSON.parse(document.getElementById(chart.dataset.chart).textContent);
    try {
      await plotlyReady();
    } catch {
      chart.textContent = "图表没有载入，刷新页面再试；同样的数字都在下面的表里。";
      chart.classList.add("chart--failed");
      return;
    }
    const { data, layout } = fitted(figure, chart.clientWidth);
    const config = { ...CONFIG, toImageButtonOptions: { ...CONFIG.toImageButtonOptions, filename: document.title } };
    await Plotly.newPlot(chart, data, layout, config);
    labelled(chart);
    walkable(chart, figure);
    chart.dataset.drawn = "true";
  }

  function drawAll() {
    document.querySelectorAll("[data-chart]").forEach(draw);
  }

  function resizeDrawn(layout) {
    document.querySelectorAll("[data-drawn]").forEach((chart) => Plotly.relayout(chart, layout));
  }

  // A chart as wide as the screen would lose its last years, and the target, at the paper's edge.
  addEventListener("beforeprint", () => resizeDrawn({ width: PAPER_WIDTH }));
  addEventListener("afterprint", () => resizeDrawn({ width: null, autosize: true }));

  // Two frames: the first paint is then done.
  requestAnimationFrame(() => requestAnimationFrame(drawAll));
})();
