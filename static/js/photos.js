/* Photos on the page of a record: their order by button or by dragging, a large view, the code for a phone and what
   comes by it. Without this script the buttons post with their form and a photo opens by itself. Needs upload.js. */
(function () {
  "use strict";
  var EVERY = 4000;

  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  function tell(name, detail) { document.dispatchEvent(new CustomEvent("civility:" + name, { detail: detail })); }
  function post(path, fields) {
    var data = new FormData(), token = document.querySelector("[name=csrfmiddlewaretoken]");
    data.append("csrfmiddlewaretoken", token ? token.value : "");
    Object.keys(fields || {}).forEach(function (name) { data.append(name, fields[name]); });
    return fetch(path, { method: "POST", body: data, headers: { Accept: "application/json" } })
      .then(function (response) { return response.json(); });
  }

  /* --- order --- */
  function move(line, path, to) {
    post(path, { to: to }).then(function (answer) {
      var said = document.querySelector("[data-said]");
      if (said) said.textContent = answer.sentence || "顺序已保存";
      answer.order.forEach(function (pk) {
        var one = document.querySelector('[data-attachment="' + pk + '"]');
        if (one) line.parentNode.append(one);
      });
    }).catch(function () { location.reload(); });
  }
  document.addEventListener("click", function (event) {
    var press = event.target.closest("[data-move]");
    if (!press) return;
    event.preventDefault();
    move(press.closest("[data-attachment]"), press.getAttribute("formaction"), press.value);
    press.focus();
  });
  var held = null;
  document.addEventListener("dragstart", function (event) {
    var line = event.target.closest && event.target.closest("[data-attachment][draggable]");
    if (!line || event.target.matches("input")) return;
    held = line;
    event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", function (event) {
    var line = held && event.target.closest && event.target.closest("[data-attachment]");
    if (!line || line === held || line.parentNode !== held.parentNode) return;
    event.preventDefault();
    var rows = all("[data-attachment]", line.parentNode), isBefore = rows.indexOf(held) < rows.indexOf(line);
    line.parentNode.insertBefore(held, isBefore ? line.nextSibling : line);
  });
  document.addEventListener("dragend", function () {
    var line = held, press = line && line.querySelector("[data-move]");
    held = null;
    if (press) move(line, press.getAttribute("formaction"), all("[data-attachment]", line.parentNode).indexOf(line) + 1);
  });

  /* --- one photo large, the others by arrows --- */
  var room = document.createElement("dialog"), shown = [], now = 0;
  room.className = "large";
  room.setAttribute("aria-label", "大图");
  room.innerHTML = '<figure><img alt=""><figcaption></figcaption></figure><button type="button" class="btn btn-line" data-step="-1">上一张</button><button type="button" class="btn btn-line" data-step="1">下一张</button><button type="button" class="btn btn-line" data-step="0">关闭</button>';
  document.body.append(room);
  function look(place) {
    now = (place + shown.length) % shown.length;
    var link = shown[now], small = link.querySelector("img"), field = link.closest("li").querySelector("[data-caption]");
    var words = field ? field.value : small.alt;
    room.querySelector("img").src = link.href;
    room.querySelector("img").alt = words || small.alt;
    room.querySelector("figcaption").textContent = (now + 1) + "/" + shown.length + (words ? "　" + words : "");
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-look]");
    if (!link || !room.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    shown = all("[data-look]");
    look(shown.indexOf(link));
    room.showModal();
  });
  room.addEventListener("click", function (event) {
    var step = event.target.dataset.step;
    if (step === "0" || event.target === room) room.close();
    else if (step) look(now + Number(step));
  });
  room.addEventListener("keydown", function (event) {
    if (event.key === "ArrowLeft") look(now - 1);
    if (event.key === "ArrowRight") look(now + 1);
  });

  /* --- the code for a phone, and what comes by it --- */
  var filesPath = "";
  function phonePath(press) {
    return press.getAttribute("formaction") || filesPath.replace(/files\/$/, "phone/");
  }
  document.addEventListener("click", function (event) {
    var press = event.target.closest("[data-phone-press]");
    if (!press) return;
    event.preventDefault();
    tell("begin", { then: function (path) {
      filesPath = path;
      post(phonePath(press)).then(function (answer) {
        press.closest("[data-phone]").outerHTML = answer.html;
        document.querySelector("[data-phone-said]").textContent = answer.sentence;
        watch();
      }).catch(function () {
        document.querySelector("[data-phone-said]").textContent = "没有接通，请刷新页面再试。";
      });
    } });
  });
  function newest() {
    return all("[data-via]").reduce(function (most, line) { return Math.max(most, Number(line.dataset.attachment)); }, 0);
  }
  var watching = null;
  function watch() {
    clearTimeout(watching);
    if (document.querySelector("[data-phone][data-open]")) watching = setTimeout(ask, EVERY);
  }
  function days() {
    var form = document.querySelector("[data-record]");
    return form ? "&day=" + (form.dataset.day || "") + "&until=" + (form.elements.ends_on ? form.elements.ends_on.value : "") : "";
  }
  function ask() {
    var zone = document.querySelector("[data-slot][data-files]"), path = zone ? zone.dataset.files : "";
    if (!path || document.hidden) { watch(); return; }
    fetch(path.replace(/files\/$/, "news/") + "?after=" + newest() + days(), { headers: { Accept: "application/json" } })
      .then(function (response) { return response.json(); })
      .then(function (answer) { if (answer.tiles.length) tell("answer", answer); watch(); }, watch);
  }
  all("[data-with-script]").forEach(function (part) { part.hidden = false; });
  watch();
})();
