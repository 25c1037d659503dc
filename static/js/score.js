/* Scoring without the mouse: 1–9 choose or begin the figure a rule asks for, Alt+← → keep and move, Ctrl+Enter keeps,
   N turns to points beside the rule, E shows where the score comes from. Leaving by a link to another clause keeps too.
   The page works the same without it, by its buttons. */
(function () {
  "use strict";
  var forms = Array.prototype.slice.call(document.querySelectorAll("[data-award]"));
  var form = forms[0];  /* the one in hand: by the rule where there is one, until something is changed in the other */
  if (!form) return;
  var isOpen = !form.querySelector("fieldset:disabled");
  var isChanged = false;

  forms.forEach(function (one) {
    var points = one.querySelector("input[name=points]");
    var other = one.querySelector('input[name=choice][value="other"]');
    one.addEventListener("input", function () { form = one; isChanged = true; });
    /* a grade and typed points exclude each other */
    one.addEventListener("change", function (event) {
      if (!points || event.target.name !== "choice") return;
      if (event.target === other) points.focus(); else points.value = "";
    });
    if (points && other) {
      points.addEventListener("input", function () { if (points.value) other.checked = true; });
    }
  });

  /* what a digit is for: the choices in hand, else the first field there is */
  function inHand() {
    var at = document.activeElement;
    var isOwn = at && at.type === "radio" && form.contains(at);
    return isOwn ? at : form.querySelector("input[type=radio], input[inputmode=decimal]");
  }

  function keep(go) {
    var button = document.querySelector('button[form="' + form.id + '"][value="' + go + '"]');
    if (button) { isChanged = false; form.requestSubmit(button); return; }
    isChanged = false;
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

  /* from the rule to points given by a person, and back */
  function turn() {
    var beside = document.querySelector("details[data-beside]");
    if (!beside || forms.length < 2) return;
    beside.open = !beside.open;
    form = beside.open ? beside.querySelector("[data-award]") : forms[0];
    var field = form.querySelector("input:not([type=hidden])");
    if (field) field.focus();
  }

  /* another clause by a link: what was chosen here is kept first, and that clause is where keeping leads */
  document.addEventListener("click", function (event) {
    if (!isOpen || !isChanged || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey) return;
    var link = event.target.closest("#cats a[data-clause], .acts a[data-clause]");
    if (!link) return;
    event.preventDefault();
    keep(link.getAttribute("data-clause"));
  });

  /* the bar keeps the form in hand, not only the one it is made for */
  document.addEventListener("click", function (event) {
    var button = event.target.closest(".submit button[form]");
    if (!button || !isChanged || button.getAttribute("form") === form.id) return;
    event.preventDefault();
    keep(button.value);
  });

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
    if (!isOpen) return;
    if (event.key === "n" || event.key === "N") { turn(); return; }
    if (!/^[0-9]$/.test(event.key)) return;
    var field = inHand();
    if (!field) return;
    if (field.type !== "radio") {
      field.focus();  /* the digit itself goes there */
      field.select();
      return;
    }
    var choice = form.querySelectorAll('input[name="' + field.name + '"]')[Number(event.key) - 1];
    if (!choice) return;
    event.preventDefault();
    choice.focus();
    choice.click();
  });
})();
