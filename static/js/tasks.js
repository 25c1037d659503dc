/* The table of tasks: arrows go up and down a column and along a row, Enter opens a cell, Esc leaves it as it was. */
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
