// How Plotly's charts are walked through with the arrow keys, and where their points lead.
//
// A figure's layout.meta.walk says what is walked: "years" of lines (unless it says otherwise),
// "points" one after the other, or "cells" of a map. Each stop is spoken, and shown as by the
// pointer. A trace's meta.urls says where its points lead: Enter, a click or a second tap goes there.
"use strict";

const chartWalks = (() => {
  const HINTS = { years: "按左右方向键逐年查看", points: "按左右方向键逐个查看", cells: "按方向键逐格查看" };
  const ECHO = 100;
  const LINE_BREAK = /<br>/g;

  const ALONG = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  const held = (at, last) => Math.min(Math.max(at, 0), last);
  // From nowhere the first step back is to the last.
  const moved = (at, step, last) => (at < 0 && step === -1 ? last : held(at + step, last));
  const inOrder = (one, other) => (one < other ? -1 : Number(one > other));
  const linkOf = (trace, at) => (Array.isArray(at) ? trace.meta?.urls?.[at[0]]?.[at[1]] : trace.meta?.urls?.[at]);

  // Each walk returns a step: from a key to the next stop, or nothing where the key is not its own.
  function years({ data }) {
    const known = data.flatMap(({ x, y }) => x.filter((_, index) => y[index] !== null));
    const stops = [...new Set(known)].sort(inOrder);
    let at = -1;
    return (key) => {
      const step = ALONG[key];
      if (!step) return null;
      at = moved(at, step, stops.length - 1);
      const points = data.flatMap((trace, curveNumber) => {
        const pointNumber = trace.hoverinfo === "skip" ? -1 : trace.x.indexOf(stops[at]);
        return pointNumber >= 0 && trace.y[pointNumber] !== null ? [{ curveNumber, pointNumber }] : [];
      });
      const [{ curveNumber: nearest, pointNumber: place }] = points;
      const words = points.map(({ curveNumber, pointNumber }) => {
        const trace = data[curveNumber];
        return `${trace.name} ${trace.customdata[pointNumber]}`;
      });
      return {
        hovered: { xval: stops[at], yval: data[nearest].y[place] },
        words: `${stops[at]}年：${words.join("；")}`,
      };
    };
  }

  function points({ data }) {
    const stops = data
      .flatMap((trace, curveNumber) =>
        trace.hoverinfo === "skip" ? [] : trace.x.map((x, pointNumber) => ({ curveNumber, pointNumber, x })),
      )
      .sort((one, other) => inOrder(one.x, other.x));
    let at = -1;
    return (key) => {
      const step = ALONG[key];
      if (!step) return null;
      at = moved(at, step, stops.length - 1);
      const { curveNumber, pointNumber } = stops[at];
      const trace = data[curveNumber];
      return {
        hovered: [{ curveNumber, pointNumber }],
        words: trace.customdata[pointNumber].replace(LINE_BREAK, "，"),
        url: linkOf(trace, pointNumber),
      };
    };
  }

  function cells({ data }) {
    const [{ x, y }] = data;
    let [row, column] = [0, -1];
    return (key) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
      if (!step) return null;
      [row, column] = column < 0 ? [0, 0] : [held(row + step[0], y.length - 1), held(column + step[1], x.length - 1)];
      // Each trace holds the cells of some colours: the one that has this cell.
      const curveNumber = data.findIndex(({ z }) => z[row][column] !== null);
      const trace = data[curveNumber];
      return {
        hovered: { xval: x[column], yval: y[row] },
        words: trace.hovertext[row][column].replace(LINE_BREAK, "，"),
        url: linkOf(trace, [row, column]),
      };
    };
  }

  function spokenBeside(chart) {
    const spoken = document.createElement("p");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    chart.after(spoken);
    return spoken;
  }

  function walkable(chart, figure) {
    const kind = figure.layout.meta.walk ?? "years";
    const step = { years, points, cells }[kind](figure);
    const spoken = spokenBeside(chart);
    chart.tabIndex = 0;
    chart.setAttribute("role", "group");
    const opening = figure.data.some(({ meta }) => meta?.urls) ? "，按回车打开。" : "。";
    chart.setAttribute("aria-label", `${chart.dataset.chartLabel}${HINTS[kind]}${opening}`);
    let stop = null;
    chart.addEventListener("keydown", (event) => {
      if (event.target !== chart) return;
      if (event.key === "Enter" && stop?.url) location.assign(stop.url);
      const next = step(event.key);
      if (!next) return;
      event.preventDefault();
      stop = next;
      Plotly.Fx.hover(chart, stop.hovered, "xy");
      spoken.textContent = stop.words;
    });
    chart.addEventListener("blur", () => {
      stop = null;
      Plotly.Fx.unhover(chart);
    });
  }

  // A finger cannot hover: its first tap on a point reads it, the second goes where it leads.
  // Each tap is told twice, as a touch and as the mouse it stands for, and then no longer hovers.
  function leading(chart) {
    const hasPointer = matchMedia("(hover: hover)");
    let last = { place: "", at: -Infinity };
    chart.on("plotly_click", ({ event, points: [{ data, curveNumber, pointNumber, x, y }] }) => {
      const url = linkOf(data, pointNumber);
      const place = JSON.stringify([curveNumber, pointNumber]);
      const isSame = last.place === place;
      if (!url || (isSame && event.timeStamp - last.at < ECHO)) return;
      last = { place, at: event.timeStamp };
      if (hasPointer.matches || isSame) location.assign(url);
      else {
        const hovered = Array.isArray(pointNumber) ? { xval: x, yval: y } : [{ curveNumber, pointNumber }];
        setTimeout(() => Plotly.Fx.hover(chart, hovered, "xy"), ECHO);
      }
    });
  }

  return { leading, walkable };
})();
