// Keeps what is typed into a grid of figures until the server has it.
//
// htmx saves a row when a cell is left. Until the answer says so, the row's text lies in this
// browser's storage; when the connection is lost it is sent again, also after a reload. A row
// is sent with the version it was typed on, so that a rival's change is told and not overwritten.
"use strict";

(() => {
  const RETRY_AFTER = 4000;
  const BOOKKEEPING = new Set(["version", "submission", "row", "known"]);
  const isBookkeeping = (name) => BOOKKEEPING.has(name) || /^(was|about)-/.test(name);
  const STATE_HEADER = "X-Entry-State";
  const LABELS = {
    value_text: "数值",
    vintage: "版本",
    source_title: "来源",
    note: "说明",
    cause: "滞后原因",
    measure: "整改措施",
    measure_by: "整改期限",
  };
  const desk = document.querySelector("[data-entry]");
  if (!desk) return;

  const status = desk.querySelector("[data-entry-status]");
  const prefix = `entry:${desk.dataset.user}:${location.pathname}:`;
  const sent = new Map();
  // Rows to be sent again by themselves, and rows that only a new page can send.
  const waiting = new Set();
  const stuck = new Set();
  // Rows that show a conflict, with the buttons that settle it.
  const clashing = new Set();
  let submitWanted = null;
  desk.classList.add("entry-live");

  const rowOf = (element) => element.closest("[data-row]");
  const rowByKey = (key) => desk.querySelector(`[data-row="${CSS.escape(key)}"]`);
  const fields = (row) => [...row.querySelectorAll("input[name], select[name], textarea[name]")]
    .filter((field) => field.type !== "checkbox" && field.name !== "csrfmiddlewaretoken");

  function textOf(row) {
    return Object.fromEntries(fields(row).map((field) => [field.name, field.value]));
  }

  // Whether a row still says what was sent; fields that came with the answer do not count, nor
  // what the page notes beside a question.
  function stillSays(row, text) {
    const now = textOf(row);
    return Object.entries(text).every(
      ([name, value]) => isBookkeeping(name) || now[name] === undefined || now[name] === value,
    );
  }

  // Whether a cell of a row in conflict is only left, with nothing new in it: the answer would be
  // the same, and would put another button under the pointer that left it for a button.
  function isOnlyLeft(row, trigger) {
    const before = sent.get(row.dataset.row);
    if (trigger?.type !== "change" || !clashing.has(row.dataset.row) || !before) return false;
    return Object.entries(textOf(row)).every(
      ([name, value]) => isBookkeeping(name) || value === (before[name] ?? ""),
    );
  }

  // ---- the store ----------------------------------------------------------------------

  function labelOf(field) {
    return LABELS[field.name] ?? field.dataset.label ?? field.labels?.[0]?.textContent.trim() ?? "";
  }

  // What a row says, for people: they may have to read it where its fields are gone.
  function saidIn(row) {
    return fields(row)
      .filter((field) => !isBookkeeping(field.name) && field.value)
      .map((field) => [field.name, labelOf(field), field.selectedOptions?.[0].text ?? field.value]);
  }

  function keep(row) {
    const kept = { name: row.dataset.name, text: textOf(row), said: saidIn(row) };
    try {
      localStorage.setItem(prefix + row.dataset.row, JSON.stringify(kept));
    } catch {
      tell("浏览器不能保存草稿副本，请不要关闭本页，直到显示“已保存”。");
    }
  }

  function forget(key) {
    localStorage.removeItem(prefix + key);
  }

  function keptRows() {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix))
      .map((name) => [name.slice(prefix.length), read(localStorage.getItem(name))])
      .map(([key, kept]) => [key, { name: key, ...kept }]);
  }

  // Pages of before kept the fields alone.
  function read(stored) {
    const kept = JSON.parse(stored);
    if (kept.text) return kept;
    const typed = Object.entries(kept).filter(([name, value]) => !isBookkeeping(name) && value);
    return { text: kept, said: typed.map(([name, value]) => [name, LABELS[name] ?? "答复", value]) };
  }

  // ---- what is told -------------------------------------------------------------------

  function mark(row, text, isBad = false) {
    row.classList.toggle("entry-row--unsaved", true);
    const place = row.querySelector("[data-save-state]");
    if (place) {
      place.textContent = text;
      place.classList.toggle("overdue", isBad);
    }
  }

  function tell(text) {
    status.textContent = text;
    status.classList.toggle("notice", Boolean(text));
    status.classList.toggle("notice--warning", Boolean(text));
  }

  function tellWaiting() {
    if (waiting.size) {
      tell(`连接中断：${waiting.size}行还没有保存。内容已存在本机浏览器里，连接恢复后自动保存，可以继续填。`);
    } else if (stuck.size) {
      tell(`登录已失效：${stuck.size}行还没有保存。内容已存在本机浏览器里，请刷新本页、重新登录，随后自动保存。`);
    } else {
      tell("");
    }
  }

  // ---- saving -------------------------------------------------------------------------

  function touch(row) {
    keep(row);
    mark(row, "未保存");
  }

  function send(row) {
    if (row && window.htmx) htmx.trigger(row, "send");
  }

  function fail(row, places, text) {
    places.add(row.dataset.row);
    mark(row, text, true);
    tellWaiting();
    submitWanted = null;
  }

  function settle(row, state) {
    const key = row.dataset.row;
    waiting.delete(key);
    stuck.delete(key);
    tellWaiting();
    clashing[state === "conflict" ? "add" : "delete"](key);
    if (state === "saved" && stillSays(row, sent.get(key))) {
      forget(key);
      row.classList.remove("entry-row--unsaved");
    } else if (state === "saved") {
      touch(row);
    } else {
      row.classList.add("entry-row--unsaved");
      submitWanted = null;
    }
    submitWhenSaved();
  }

  desk.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (row && event.target.type !== "checkbox") touch(row);
  });

  desk.addEventListener("htmx:beforeRequest", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    if (isOnlyLeft(row, event.detail.requestConfig.triggeringEvent)) {
      event.preventDefault();
      return;
    }
    sent.set(row.dataset.row, textOf(row));
    const place = row.querySelector("[data-save-state]");
    if (place) place.textContent = "正在保存…";
  });

  // A page that is no answer to a save, such as that for signing in, must not replace anything.
  desk.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.xhr.getResponseHeader(STATE_HEADER)) event.detail.shouldSwap = false;
  });

  // What is being typed, or was typed since, is not replaced by an answer to what was sent.
  desk.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    const row = rowOf(target);
    const isBehind = row && !stillSays(row, sent.get(row.dataset.row) ?? {});
    // A button that was pressed is done with; a field that has the focus is not.
    const { activeElement: at } = document;
    const isTyping = at.matches("input, select, textarea") && target.contains(at);
    if (isBehind || isTyping) event.detail.shouldSwap = false;
  });

  desk.addEventListener("htmx:afterRequest", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    const { xhr, successful } = event.detail;
    const state = xhr.getResponseHeader(STATE_HEADER);
    if (state) settle(row, state);
    // The page for signing in, or a form of a session that is over.
    else if (successful || xhr.status === 403) fail(row, stuck, "未保存：登录已失效");
    else if (xhr.status) fail(row, waiting, `未保存：服务器出错（${xhr.status}），稍后重试`);
    else fail(row, waiting, "未保存：连接中断，稍后重试");
  });

  function retry() {
    [...waiting].forEach((key) => send(rowByKey(key)));
  }
  addEventListener("online", retry);
  setInterval(retry, RETRY_AFTER);

  desk.addEventListener("click", (event) => {
    const discard = event.target.closest("[data-discard]");
    if (!discard) return;
    event.preventDefault();
    forget(discard.dataset.discard);
    location.reload();
  });

  // ---- submitting waits for what is not saved yet -----------------------------------------

  const form = document.getElementById("submit-form");

  function submitWhenSaved() {
    if (!submitWanted || desk.querySelector(".entry-row--unsaved")) return;
    submitWanted = null;
    form.requestSubmit();
  }

  form?.addEventListener("submit", (event) => {
    const unsaved = [...desk.querySelectorAll(".entry-row--unsaved")];
    if (!unsaved.length) return;
    event.preventDefault();
    submitWanted = true;
    tell("还有没保存的数据，正在保存，随后提交。");
    unsaved.forEach(send);
  });

  // ---- after a reload -----------------------------------------------------------------

  function put(row, { text, said }) {
    const labels = Object.fromEntries(said);
    Object.entries(text).forEach(([name, value]) => {
      const found = fields(row).find((field) => field.name === name);
      if (found) {
        found.value = value;
        return;
      }
      // A field that shows only beside what was found: kept until the answer brings it.
      const hidden = document.createElement("input");
      Object.assign(hidden, { type: "hidden", name, value });
      hidden.dataset.label = labels[name] ?? "";
      row.querySelector("form").append(hidden);
    });
  }

  // Shows what cannot be sent any more, word for word, and keeps it until it is let go.
  function showLost(key, { name, said }) {
    const shown = document.querySelector("[data-entry-lost]").content.cloneNode(true);
    const box = shown.firstElementChild;
    box.querySelector("[data-lost-name]").textContent = name;
    const list = box.querySelector("dl");
    const line = list.firstElementChild;
    const filled = said.map(([, label, words]) => {
      const copy = line.cloneNode(true);
      copy.querySelector("dt").textContent = label;
      copy.querySelector("dd > *").textContent = words;
      return copy;
    });
    list.replaceChildren(...filled);
    box.querySelector("button").addEventListener("click", () => {
      forget(key);
      box.remove();
    });
    status.after(shown);
  }

  function restore() {
    keptRows().forEach(([key, kept]) => {
      const row = rowByKey(key);
      if (!row) {
        showLost(key, kept);
        return;
      }
      put(row, kept);
      mark(row, "未保存");
      send(row);
    });
  }

  // A page that is only shown again, not loaded, still has what was typed.
  addEventListener("load", restore);
})();
