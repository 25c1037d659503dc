/* The table of tasks: Esc leaves a cell as it was, arrows go up and down a column. */
(function () {
  "use strict";

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
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    var cell = event.target.closest("a.cell, .tk .form-check-input");
    if (!cell) return;
    var name = cell.closest("td").className;
    var all = Array.prototype.slice.call(document.querySelectorAll(".row-t > td." + name.split(" ")[0]));
    var place = all.indexOf(cell.closest("td")) + (event.key === "ArrowDown" ? 1 : -1);
    var next = all[place] && all[place].querySelector("a.cell, .form-check-input");
    if (next) { event.preventDefault(); next.focus(); }
  });
})();
