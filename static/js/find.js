/* Search everywhere: Ctrl K goes to the field of the top bar; what is found stands below it while one types.
   Arrows choose, Enter goes there, Esc closes. Without script the field sends its form to the search page. */
(function () {
  "use strict";
  var form = document.querySelector("[data-find-at]");
  if (!form || !window.AbortController) return;
  var field = form.elements.q, list = form.querySelector("[role=listbox]"), said = form.querySelector("[data-find-said]");
  var kept = "", timer = 0, asking = null, chosen = null;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  function options() {
    return Array.prototype.slice.call(list.querySelectorAll("a[role=option]"));
  }
  function choose(option) {
    if (chosen) chosen.setAttribute("aria-selected", "false");
    chosen = option || null;
    if (!chosen) { field.removeAttribute("aria-activedescendant"); return; }
    chosen.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }
  function show(is_open) {
    list.hidden = !is_open;
    field.setAttribute("aria-expanded", String(is_open));
    if (!is_open) choose(null);
  }
  function fill(html) {
    choose(null);
    list.innerHTML = html; /* made by our own template, which escapes what people typed */
    var count = options().length;
    show(list.childElementCount > 0);
    said.textContent = count ? "找到 " + count + " 处，用上下键选" : "没有找到";
  }
  function ask() {
    var words = field.value.trim();
    if (words === kept && !list.hidden) return;
    kept = words;
    if (asking) asking.abort();
    if (!words) { list.textContent = ""; said.textContent = ""; show(false); return; }
    asking = new AbortController();
    fetch(form.dataset.findAt + "?q=" + encodeURIComponent(words), { signal: asking.signal, redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer.status); })
      .then(function (html) { if (words === field.value.trim()) fill(html); })
      .catch(function () { /* the form itself still searches */ });
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, 180);
  }

  field.addEventListener("input", function (event) { if (!event.isComposing) soon(); });
  field.addEventListener("compositionend", soon);
  field.addEventListener("focus", function () { if (field.value.trim()) soon(); });
  field.addEventListener("keydown", function (event) {
    if (event.isComposing) return;
    var rows = list.hidden ? [] : options(), at = rows.indexOf(chosen);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { kept = ""; ask(); return; }
      if (!rows.length) return;
      var step = event.key === "ArrowDown" ? 1 : -1;
      choose(rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : (at + step + rows.length) % rows.length]);
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      chosen.click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (!list.hidden) show(false);
      else if (field.value) { field.value = ""; kept = ""; }
      else field.blur();
    }
  });
  form.addEventListener("focusout", function (event) {
    if (!form.contains(event.relatedTarget)) show(false);
  });
  list.addEventListener("mousedown", function (event) { event.preventDefault(); /* the field keeps the focus */ });

  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (!field.offsetParent) { location.href = form.action; return; } /* no room for the field: its page */
    field.focus();
    field.select();
  });
})();
