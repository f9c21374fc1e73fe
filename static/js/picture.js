// Lets the pictures the server drew be read year by year, with pointer, finger or arrow keys, and
// saved as PNG. Without this file they are complete all the same: each year has its <title>.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  // What a picture's look is made of; written into the copy that leaves the page.
  const LOOK = [
    "color", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "paint-order", "font-family", "font-size", "font-weight", "display",
  ];
  const SCALE = 2;
  const MARGIN = 24;
  const CLOSING = "，。；：、！？）】》”’%";

  // ---- reading ---------------------------------------------------------------

  function bubble(plot) {
    const said = document.createElement("div");
    said.className = "plot__said";
    said.hidden = true;
    plot.append(said);
    return said;
  }

  function guide(picture) {
    const line = document.createElementNS(SVG, "line");
    line.setAttribute("class", "plot__guide");
    line.setAttribute("y1", "0");
    line.setAttribute("y2", "100%");
    line.setAttribute("visibility", "hidden");
    picture.append(line);
    return line;
  }

  function write(said, words) {
    const [title, ...rest] = words.split(/：(.*)/s);
    const heading = document.createElement("b");
    heading.textContent = title;
    const lines = (rest[0] ?? "").split("；").map((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      return line;
    });
    said.replaceChildren(heading, ...lines);
  }

  function readable(plot) {
    const picture = plot.querySelector("svg");
    const columns = [...picture.querySelectorAll(".plot__column")].map((shape) => {
      const title = shape.querySelector("title");
      const words = title.textContent;
      title.remove();
      return { shape, words, centre: shape.dataset.centre };
    });
    if (!columns.length) return;
    const said = bubble(plot);
    const line = guide(picture);
    const spoken = document.createElement("p");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    plot.after(spoken);
    let at = -1;

    function hide() {
      at = -1;
      said.hidden = true;
      line.setAttribute("visibility", "hidden");
    }

    function show(index, aloud) {
      at = index;
      const { words, centre } = columns[at];
      write(said, words);
      said.hidden = false;
      line.setAttribute("x1", centre);
      line.setAttribute("x2", centre);
      line.setAttribute("visibility", "visible");
      const inner = picture.getBoundingClientRect();
      const outer = plot.getBoundingClientRect();
      const x = inner.left - outer.left + (inner.width * parseFloat(centre)) / 100;
      const left = x + 12 + said.offsetWidth <= outer.width ? x + 12 : x - 12 - said.offsetWidth;
      // Set by script, not written into the page: the content security policy allows that.
      said.style.left = `${Math.max(0, left)}px`;
      if (aloud) spoken.textContent = words;
    }

    columns.forEach(({ shape }, index) => {
      shape.addEventListener("pointerenter", () => show(index, false));
      shape.addEventListener("click", () => show(index, false));
    });
    plot.addEventListener("pointerleave", hide);
    plot.addEventListener("blur", hide);
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", `${picture.getAttribute("aria-label")} 按左右方向键逐项查看。`);
    plot.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
      if (!step || event.target !== plot) return;
      event.preventDefault();
      const last = columns.length - 1;
      const from = at < 0 && step < 0 ? columns.length : at;
      show(Math.min(Math.max(from + step, 0), last), true);
    });
  }

  // ---- saving ----------------------------------------------------------------

  function looked(original, copy) {
    const style = getComputedStyle(original);
    for (const name of LOOK) copy.setAttribute(name, style.getPropertyValue(name));
    copy.removeAttribute("class");
    [...original.children].forEach((child, index) => looked(child, copy.children[index]));
  }

  // A reference leads out of the picture: its mark is put in its place.
  function marked(picture, copy) {
    const references = [...picture.querySelectorAll("use")];
    [...copy.querySelectorAll("use")].forEach((reference, index) => {
      const mark = document.querySelector(references[index].getAttribute("href"));
      const place = document.createElementNS(SVG, "svg");
      place.setAttribute("x", reference.getAttribute("x"));
      place.setAttribute("y", reference.getAttribute("y"));
      place.setAttribute("overflow", "visible");
      place.setAttribute("color", reference.getAttribute("color"));
      const shape = mark.cloneNode(false);
      shape.removeAttribute("id");
      if (shape.getAttribute("class") === "mark-hollow") shape.setAttribute("fill", groundOf(picture));
      place.append(shape);
      reference.replaceWith(place);
    });
  }

  const groundOf = () => getComputedStyle(document.body).backgroundColor;

  function element(name, attributes, text = "") {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  const measure = document.createElement("canvas").getContext("2d");
  function widthOf(text, size, weight) {
    measure.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
    return measure.measureText(text).width;
  }

  // Chinese is broken anywhere, but no line begins with what closes the one before.
  function broken(text, size, weight, width) {
    const lines = [""];
    for (const sign of text) {
      const isFull = widthOf(lines.at(-1) + sign, size, weight) > width;
      if (isFull && !CLOSING.includes(sign)) lines.push("");
      lines[lines.length - 1] += sign;
    }
    return lines;
  }

  // A column of things from the head downwards; `y` is where the next one goes.
  class Sheet {
    constructor(width) {
      this.width = width;
      this.y = MARGIN;
      this.whole = element("svg", { width });
      this.whole.append(element("rect", { width: "100%", height: "100%", fill: groundOf() }));
    }

    write(text, size, weight = 400) {
      const { color, fontFamily } = getComputedStyle(document.body);
      const look = { "font-size": size, "font-weight": weight, "font-family": fontFamily, fill: color };
      for (const line of broken(text, size, weight, this.width - 2 * MARGIN)) {
        this.whole.append(element("text", { ...look, x: MARGIN, y: this.y + size }, line));
        this.y += size * 1.5;
      }
    }

    draw(picture, { left, height, above, below }) {
      const copy = picture.cloneNode(true);
      looked(picture, copy);
      marked(picture, copy);
      for (const each of copy.querySelectorAll("[data-centre], [visibility=hidden]")) each.remove();
      const { width } = picture.getBoundingClientRect();
      const place = { x: MARGIN + left, y: this.y + above, width, height, overflow: "visible" };
      for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
      this.whole.append(copy);
      this.y += above + height + below;
    }

    list(items, size = 13) {
      const { color, fontFamily } = getComputedStyle(document.body);
      const look = { "font-size": size, "font-family": fontFamily, fill: color };
      let x = MARGIN;
      for (const item of items) {
        const text = item.textContent.trim();
        const width = 30 + widthOf(text, size, 400) + 20;
        if (x > MARGIN && x + width > this.width - MARGIN) [x, this.y] = [MARGIN, this.y + 22];
        const key = item.querySelector("svg");
        const copy = key.cloneNode(true);
        looked(key, copy);
        marked(key, copy);
        copy.setAttribute("x", x);
        copy.setAttribute("y", this.y);
        this.whole.append(copy, element("text", { ...look, x: x + 30, y: this.y + 13 }, text));
        x += width;
      }
      this.y += 30;
    }

    written() {
      this.height = this.y + MARGIN / 2;
      this.whole.setAttribute("height", this.height);
      return new XMLSerializer().serializeToString(this.whole);
    }
  }

  // While Plotly's chart is in its place the picture has no size: it is put back for the measuring,
  // which is over before anything is painted.
  function measuredSheetOf(frame) {
    const [still, chart] = [frame.querySelector("[data-still]"), frame.querySelector("[data-chart]")];
    if (!still?.classList.contains("is-away")) return sheetOf(frame);
    still.classList.remove("is-away");
    chart.hidden = true;
    try {
      return sheetOf(frame);
    } finally {
      still.classList.add("is-away");
      chart.hidden = false;
    }
  }

  // The picture with its title above, its legend and source below, as one SVG.
  function sheetOf(frame) {
    const plot = frame.querySelector("[data-plot]");
    const picture = plot.querySelector("svg");
    const { width, height } = picture.getBoundingClientRect();
    const padding = getComputedStyle(plot);
    const [left, right] = [parseFloat(padding.paddingLeft), parseFloat(padding.paddingRight)];
    const sheet = new Sheet(width + left + right + 2 * MARGIN);
    sheet.write(frame.querySelector("figcaption h2, figcaption h3").textContent.trim(), 20, 600);
    const sub = frame.querySelector(".chart-frame__sub");
    if (sub) sheet.write(sub.textContent.trim(), 13);
    sheet.draw(picture, { left, height, above: parseFloat(padding.paddingTop) + 8, below: 40 });
    sheet.list(frame.querySelectorAll(".legend-line li"));
    for (const each of frame.querySelectorAll("[data-said-below]")) sheet.write(each.textContent.trim(), 12);
    sheet.write(decodeURI(location.href.split("#")[0]), 12);
    return sheet;
  }

  function saved(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function savePicture(frame, name) {
    const sheet = measuredSheetOf(frame);
    const svg = sheet.written();
    const { width, height } = sheet;
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = width * SCALE;
      canvas.height = height * SCALE;
      const context = canvas.getContext("2d");
      context.scale(SCALE, SCALE);
      context.drawImage(image, 0, 0, width, height);
      canvas.toBlob((blob) => saved(blob, `${name}.png`), "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  }

  document.querySelectorAll("[data-plot]").forEach(readable);
  document.querySelectorAll("[data-save-picture]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      savePicture(button.closest("[data-chart-frame]"), button.dataset.savePicture);
    });
  });
})();
