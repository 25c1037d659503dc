/* What every page may need: big type, long text folded, rows ticked, htmx failures told in words.
   Everything here only saves a page load or a scroll; each form and link works without it. */
(function () {
  "use strict";
  var root = document.documentElement;

  function all(selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  }

  /* 大字: at once here, and kept with the account when the page says where */
  all("[data-size-toggle]").forEach(function (button) {
    function show() { button.setAttribute("aria-pressed", String(root.dataset.size === "large")); }
    show();
    button.form.addEventListener("submit", function (event) {
      event.preventDefault();
      var big = root.dataset.size !== "large";
      if (big) root.dataset.size = "large"; else delete root.dataset.size;
      try { localStorage.bigType = big ? "yes" : "no"; } catch (error) { /* private window */ }
      show();
      if (!button.form.getAttribute("action")) return;
      var data = new FormData(button.form);
      data.append("big", big ? "1" : "");
      fetch(button.form.action, { method: "POST", body: data, redirect: "manual" })
        .catch(function () { tell("大字版没有存到账号里，这台电脑上仍然有效。"); });
    });
  });

  /* 展开 only where two lines are not enough */
  function unfoldable(inside) {
    all("[data-more]", inside).forEach(function (button) {
      var text = button.parentNode.querySelector(".clip");
      if (text && text.scrollHeight > text.clientHeight + 2) button.hidden = false;
    });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-more]");
    if (!button) return;
    var isOpen = button.parentNode.querySelector(".clip").classList.toggle("all");
    button.textContent = isOpen ? "收起" : "展开";
    button.setAttribute("aria-expanded", String(isOpen));
  });

  /* rows ticked in a table: count them, show the bar for many */
  function count(table) {
    var boxes = all("tbody input[type=checkbox]", table);
    var picked = boxes.filter(function (box) { return box.checked; });
    boxes.forEach(function (box) {
      var row = box.closest("tr");
      if (row) row.classList.toggle("on", box.checked);
    });
    all("[data-picked]").forEach(function (place) { place.textContent = picked.length; });
    all("[data-bulk]").forEach(function (bar) { bar.hidden = picked.length === 0; });
    document.body.classList.toggle("picking", picked.length > 0);
  }
  document.addEventListener("change", function (event) {
    var table = event.target.closest("[data-pick]");
    if (!table) return;
    if (event.target.matches("[data-pick-all]")) {
      all("tbody tr:not([hidden]) input[type=checkbox]", table).forEach(function (box) {
        box.checked = event.target.checked;
      });
    }
    count(table);
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-unpick]")) return;
    all("[data-pick]").forEach(function (table) {
      all("input[type=checkbox]", table).forEach(function (box) { box.checked = false; });
      count(table);
    });
  });

  /* a table wider than the window can be scrolled by keyboard too */
  function scrollable() {
    all(".scroll-x").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    });
  }
  scrollable();
  window.addEventListener("resize", scrollable);

  /* whoever goes on typing in a field that somebody else changed too means the own words */
  document.addEventListener("input", function (event) {
    var form = event.target.form, mine = form && event.target.name && document.getElementById("mine-" + event.target.name);
    if (mine && mine.form === form) mine.checked = true;
  });

  /* a form that came back: on to the first field that is wrong, opened where it was folded away */
  function wrong() {
    var line = document.querySelector("[data-refused]");
    if (!line) return;
    var named = all("a", line).map(function (link) { return document.getElementById(link.hash.slice(1)); });
    var first = named.filter(Boolean).sort(function (one, other) {
      return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
    })[0];
    if (!first) return;
    var fold = first.closest("details");
    if (fold) fold.open = true;
    var field = first.matches("input, select, textarea") ? first : first.parentNode.querySelector("input");
    if (field) field.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
  }
  wrong();

  /* a field that sends its form when it changes: filters */
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
  });
  /* 打印: without script the browser's own menu prints the same page */
  all("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  /* one sentence at the top of the page */
  function tell(words) {
    var list = document.querySelector("[data-notices]");
    if (!list) return;
    var line = document.createElement("p"), icon = document.createElement("i"), text = document.createElement("span");
    line.className = "msg msg-warning";
    icon.className = "bi bi-exclamation-circle-fill";
    icon.setAttribute("aria-hidden", "true");
    text.textContent = words;
    line.append(icon, text);
    list.replaceChildren(line);
    line.scrollIntoView({ block: "center" });
  }
  /* A login in another tab changes the token of all forms; the ones open here go on with the new one. */
  function renew() {
    var found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
    if (found) all("[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = found[1]; });
    return found && found[1];
  }
  window.addEventListener("focus", renew);
  document.addEventListener("visibilitychange", renew);
  document.addEventListener("submit", renew, true);
  document.addEventListener("htmx:configRequest", function (event) {
    var token = renew();
    if (token) event.detail.headers["X-CSRFToken"] = token;
  });

  document.addEventListener("htmx:sendError", function () { tell("网络没有接通，刚才的改动没有存上，请再试一次。"); });
  document.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    if (status === 403) tell("登录已过期，或者没有这项权限；请刷新本页。");
    else if (status === 409) tell("别人刚改过这一条，请刷新本页看新的内容。");
    else tell("刚才的改动没有存上，请刷新本页再试。");
  });
  document.addEventListener("htmx:afterSettle", function (event) { unfoldable(event.target); });

  unfoldable();
  all("[data-pick]").forEach(count);
})();
