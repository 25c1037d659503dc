/* Scoring without the mouse: 1–9 choose, Alt+← → keep and move, Ctrl+Enter keeps, E shows where the score comes from.
   The page works the same without it, by its buttons. */
(function () {
  "use strict";
  var form = document.querySelector("[data-award]");
  if (!form) return;
  var choices = Array.prototype.slice.call(form.querySelectorAll("input[name=choice]"));
  var points = form.querySelector("input[name=points]");
  var other = choices.filter(function (choice) { return choice.value === "other"; })[0];
  var isOpen = choices.length > 0 && !choices[0].matches(":disabled");
  var isChanged = false;

  form.addEventListener("input", function () { isChanged = true; });

  /* a grade and typed points exclude each other */
  form.addEventListener("change", function (event) {
    if (!points || event.target.name !== "choice") return;
    if (event.target === other) points.focus(); else points.value = "";
  });
  if (points && other) {
    points.addEventListener("input", function () { if (points.value) other.checked = true; });
  }

  function keep(go) {
    var button = document.querySelector('button[form="' + form.id + '"][value="' + go + '"]');
    if (button) { form.requestSubmit(button); return; }
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = "go";
    field.value = go;
    form.append(field);
    form.requestSubmit();
  }

  function move(go) {
    var link = document.querySelector('.acts a[rel="' + (go === "next" ? "next" : "prev") + '"]');
    if (isOpen && isChanged) keep(go);
    else if (link) link.click();
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      move(event.key === "ArrowLeft" ? "before" : "next");
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      if (isOpen) { event.preventDefault(); keep("next"); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])")) return;
    if (event.key === "e" || event.key === "E") {
      var why = document.querySelector("[data-why]");
      if (why) { why.open = !why.open; if (why.open) why.scrollIntoView({ block: "nearest" }); }
      return;
    }
    var choice = /^[1-9]$/.test(event.key) && isOpen ? choices[Number(event.key) - 1] : null;
    if (!choice) return;
    event.preventDefault();
    choice.focus();
    choice.click();
  });
})();
