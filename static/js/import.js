/* 导入核对: each cell is saved as it is left, the source follows the item in hand, keys answer questions.
   Without script everything here is a plain form with a 保存改动 button. */
(function () {
  "use strict";

  function all(selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  }

  var give = document.querySelector("[data-give]");
  if (give) {
    give.addEventListener("submit", function () {
      all("[data-wait]", give).forEach(function (place) { place.hidden = false; });
      setTimeout(function () { all("button", give).forEach(function (button) { button.disabled = true; }); });
    });
    window.addEventListener("pageshow", function () {
      all("[data-wait]", give).forEach(function (place) { place.hidden = true; });
      all("button", give).forEach(function (button) { button.disabled = false; });
    });
  }

  var form = document.getElementById("check");
  if (!form) return;
  var sheet = form.querySelector(".sheet");

  /* one cell after the other: each answer brings the version the next one needs */
  var queue = Promise.resolve();
  function save(cell) {
    if (cell.value === cell.dataset.saved) return;
    var sent = cell.value;
    queue = queue.then(function () {
      var chosen = {};
      all("select[data-name]", form).forEach(function (select) { chosen[select.dataset.name] = select.value; });
      var values = { version: form.elements.version.value };
      values.csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
      values[cell.name] = sent;
      return window.htmx.ajax("POST", form.dataset.cellPath, { values: values, swap: "none", source: form })
        .then(function () {
          var failed = form.querySelector("[data-error]");
          cell.classList.toggle("ask", Boolean(failed));
          cell.setAttribute("aria-invalid", String(Boolean(failed)));
          if (!failed) { cell.dataset.saved = sent; cell.classList.add("edited"); }
          all("select[data-name]", form).forEach(function (select) {
            if (chosen[select.dataset.name]) select.value = chosen[select.dataset.name];
          });
          if (!failed && cell.name.indexOf("move-") === 0) window.location.reload();
        });
    });
  }
  all("[data-cell]", form).forEach(function (cell) { cell.dataset.saved = cell.value; });
  form.addEventListener("change", function (event) {
    if (event.target.matches("[data-cell]")) save(event.target);
  });
  form.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.matches("[data-cell]") && !event.isComposing) {
      event.preventDefault();
      event.target.blur();
    }
  });

  /* departments read as chips and are typed as one line */
  function asChips(input) {
    var view = input.parentNode.querySelector("[data-depts]");
    if (!view) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "cell depts";
    button.setAttribute("aria-label", input.getAttribute("aria-label") + "：" + (input.value || "待定"));
    while (view.firstChild) button.append(view.firstChild);
    view.replaceWith(button);
    input.hidden = true;
    button.addEventListener("click", function () {
      button.hidden = true;
      input.hidden = false;
      input.focus();
      input.select();
    });
    input.addEventListener("blur", function () {
      if (input.getAttribute("aria-invalid") === "true") return;
      if (input.value !== input.defaultValue) {
        input.defaultValue = input.value;
        button.replaceChildren();
        (input.value.split(/[、，,;；\s]+/).filter(Boolean).concat(input.value.trim() ? [] : ["待定"])).forEach(function (name, place) {
          var chip = document.createElement("span");
          chip.className = "dept" + (place ? "" : " first");
          chip.textContent = name;
          button.append(chip);
        });
      }
      input.hidden = true;
      button.hidden = false;
    });
  }
  all("input.depts", form).forEach(asChips);

  /* the source line of what is in hand */
  function show(line, isAsked) {
    all("[aria-current=true]", form).forEach(function (one) { one.removeAttribute("aria-current"); });
    var source = document.getElementById("L" + line);
    if (source) {
      var folded = source.closest("details");
      if (folded) folded.open = true;
      source.setAttribute("aria-current", "true");
      sheet.scrollTop += source.getBoundingClientRect().top - sheet.getBoundingClientRect().top - 72;
    }
    all(".item[data-line='" + line + "']", form).forEach(function (item) { item.setAttribute("aria-current", "true"); });
    if (isAsked) {
      var item = form.querySelector(".item[data-line='" + line + "']");
      if (item) item.scrollIntoView({ block: "center" });
    }
  }
  form.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-line]");
    var button = event.target.closest("button.fold");
    if (link) {
      event.preventDefault();
      show(link.dataset.line, false);
    }
    if (button) fold(button, button.getAttribute("aria-expanded") !== "true");
  });
  form.addEventListener("focusin", function (event) {
    var item = event.target.closest(".item[data-line]");
    if (item && !item.hasAttribute("aria-current")) show(item.dataset.line, false);
  });

  function fold(button, isOpen) {
    document.getElementById(button.getAttribute("aria-controls")).hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    button.closest(".cat").classList.toggle("shut", !isOpen);
    grow();
  }
  var foldAll = form.querySelector("[data-fold-all]");
  foldAll.hidden = false;
  foldAll.addEventListener("click", function () {
    var isOpen = foldAll.textContent === "全部展开";
    all("button.fold", form).forEach(function (button) { fold(button, isOpen); });
    foldAll.textContent = isOpen ? "全部收起" : "全部展开";
  });

  /* cells are as high as their text */
  function grow() {
    if (window.CSS && CSS.supports("field-sizing", "content")) return;
    all("textarea.cell", form).forEach(function (cell) {
      cell.style.height = "auto";
      cell.style.height = cell.scrollHeight + 2 + "px";
    });
  }
  grow();
  window.addEventListener("resize", grow);
  form.addEventListener("input", function (event) { if (event.target.matches("textarea.cell")) grow(); });

  /* questions: 1, 2, 3 answer the first open one; the arrows walk their source lines */
  document.addEventListener("keydown", function (event) {
    if (/INPUT|TEXTAREA|SELECT/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    var answers = all(".ask-card:not(.is-done) .answers", form)[0];
    var chosen = answers && /^[1-9]$/.test(event.key) && all(".ans", answers)[event.key - 1];
    if (chosen) chosen.click();
  });
  function showKeys() { all("[data-keys]", form).forEach(function (place) { place.hidden = false; }); }
  showKeys();
  document.body.addEventListener("htmx:oobAfterSwap", showKeys);
  var stops = all(".asks [data-line]", form).map(function (one) { return one.dataset.line; })
    .filter(function (line, place, lines) { return lines.indexOf(line) === place; });
  var at = -1;
  function step(by) {
    at = (at + by + stops.length) % stops.length;
    show(stops[at], false);
  }
  if (stops.length) {
    form.querySelector("[data-steps]").hidden = false;
    form.querySelector("[data-prev]").addEventListener("click", function () { step(-1); });
    form.querySelector("[data-next]").addEventListener("click", function () { step(1); });
    step(1);
  }
})();
