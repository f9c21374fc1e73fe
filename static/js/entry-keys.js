// Moves through a grid of figures like a spreadsheet: Enter and the arrows from row to row,
// Tab from cell to cell; a column copied from a spreadsheet is pasted downwards.
"use strict";

(() => {
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  const grid = document.querySelector("[data-entry] table");
  if (!grid) return;

  const cellsOf = (column) => [...grid.querySelectorAll(`[data-column="${column}"]`)];
  const rowCells = (cell) => [...cell.closest("tr").querySelectorAll("[data-column]")];

  function enter(cell) {
    if (!cell) return;
    cell.focus();
    if (cell.select) cell.select();
    cell.closest("tbody").scrollIntoView({ block: "nearest" });
  }

  function vertical(cell, step) {
    const column = cellsOf(cell.dataset.column);
    return column[column.indexOf(cell) + step];
  }

  function horizontal(cell, step) {
    const row = rowCells(cell);
    return row[row.indexOf(cell) + step];
  }

  // Within a text the arrows move the caret; at its ends, or over a marked cell, they leave it.
  function leavesText(cell, key) {
    if (cell.tagName === "SELECT") return true;
    const { selectionStart: start, selectionEnd: end, value } = cell;
    const isWhole = start === 0 && end === value.length;
    if (isWhole) return true;
    return start === end && (key === "ArrowLeft" ? start === 0 : end === value.length);
  }

  function target(cell, event) {
    if (event.key === "Enter") return vertical(cell, event.shiftKey ? -1 : 1) ?? cell;
    // A closed list answers to ↑ and ↓ itself.
    if (event.key in STEPS && cell.tagName !== "SELECT") return vertical(cell, STEPS[event.key]);
    if (event.key === "ArrowLeft" && leavesText(cell, event.key)) return horizontal(cell, -1);
    if (event.key === "ArrowRight" && leavesText(cell, event.key)) return horizontal(cell, 1);
    return null;
  }

  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-column]");
    // Enter that ends the writing of a Chinese word does not leave the cell.
    if (!cell || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && cell.dataset.before !== undefined) {
      cell.value = cell.dataset.before;
      cell.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const next = target(cell, event);
    if (!next) return;
    event.preventDefault();
    if (next === cell) {
      // The last row: the cell is left and entered again, so that it is saved.
      cell.blur();
    }
    enter(next);
  });

  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest("[data-column]");
    if (cell) cell.dataset.before = cell.value;
  });

  grid.addEventListener("paste", (event) => {
    const cell = event.target.closest('input[data-column]');
    const lines = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    if (!cell || lines.length < 2) return;
    event.preventDefault();
    const column = cellsOf(cell.dataset.column);
    const first = column.indexOf(cell);
    lines.forEach((line, offset) => {
      const below = column[first + offset];
      if (!below) return;
      below.value = line.split("\t")[0].trim();
      below.dispatchEvent(new Event("input", { bubbles: true }));
      below.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
})();
