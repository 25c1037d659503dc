/* The table of tasks: arrows go up and down a column and along a row, Enter opens a cell, Esc leaves it as it was,
   Ctrl+Z takes back what was changed last on this page. */
(function () {
  "use strict";
  var STOPS = "a.cell, .form-check-input, a.ev, .n a, .m a";
  var UP = { ArrowUp: -1, ArrowDown: 1 }, ALONG = { ArrowLeft: -1, ArrowRight: 1 };

  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var form = event.target.closest("[data-cell-form]");
      if (!form) return;
      event.preventDefault();
      // asked for directly: a click in the moment before htmx has taken the new cell in hand would leave the page
      var leave = form.querySelector("[data-cell-leave]").getAttribute("hx-get");
      window.htmx.ajax("GET", leave, { target: form.closest("[data-cell]"), swap: "innerHTML" });
      return;
    }
    var stop = (event.key in UP || event.key in ALONG) && event.target.closest(STOPS), row = stop && stop.closest(".row-t");
    if (!row || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    var next;
    if (event.key in ALONG) {
      var stops = all(STOPS, row);
      next = stops[stops.indexOf(stop) + ALONG[event.key]];
    } else {
      var cells = all(".row-t > td." + stop.closest("td").className.split(" ")[0]);
      var place = cells.indexOf(stop.closest("td")) + UP[event.key];
      next = cells[place] && cells[place].querySelector(STOPS);
    }
    if (next) { event.preventDefault(); next.focus(); }
  });

  /* Ctrl+Z outside of what is typed into: the newest 撤销 of the page, its forms numbered as they come */
  var changes = 0;
  function takeBack(event) {
    if (event.target.closest("textarea, select, input:not([type=checkbox])") || event.target.isContentEditable) return;
    var newest = all("[data-undo]").sort(function (one, other) {
      return (other.dataset.undo || 0) - (one.dataset.undo || 0);
    })[0];
    if (!newest) return;
    event.preventDefault();
    newest.requestSubmit();
  }
  document.addEventListener("keydown", function (event) {
    var isZ = event.key === "z" || event.key === "Z";
    if (isZ && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && !event.repeat) takeBack(event);
  });
  /* our own change in another cell of the row is no stranger's: what was offered or opened before goes on from it */
  function follow(row, was, now) {
    all("[data-undo] [name=row]", row).forEach(function (field) {
      var parts = field.value.split(" ");
      if (parts[1] === was) { parts[1] = now; field.value = parts.join(" "); }
    });
    all("[data-cell-form] [name=version]", row).forEach(function (field) {
      if (field.value === was) field.value = now;
    });
  }
  document.addEventListener("htmx:afterSettle", function (event) {
    var saved = event.target.querySelector && event.target.querySelector("[data-saved]");
    if (!saved) return;
    var undo = saved.querySelector("[data-undo]"), versions = saved.dataset.saved.split(" ");
    if (undo && !undo.dataset.undo) undo.dataset.undo = ++changes;
    follow(saved.closest(".row-t"), versions[0], versions[1]);
  });

  /* a cell that was saved or left has the focus again, so that the next key goes on from there */
  document.addEventListener("htmx:afterSettle", function (event) {
    var cell = event.target.closest && event.target.closest("[data-cell]");
    if (!cell || cell.querySelector("[data-cell-form]")) return;
    var at = document.activeElement;
    if (at && at !== document.body && !cell.contains(at)) return;
    var stop = cell.querySelector("a.cell") || cell.closest(".row-t").querySelector(".m a");
    if (stop) stop.focus();
  });
})();
