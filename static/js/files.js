/* Files that are in a record already: taken back, and captioned while the page stays. upload.js brings new ones and
   puts answers on the page (civility:answer). Without this script the same buttons post with their form. */
(function () {
  "use strict";
  function token() {
    var field = document.querySelector("[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }
  function announce(zone, words) {
    var said = (zone && zone.querySelector("[data-said]")) || document.querySelector("[data-said]");
    if (said) said.textContent = words;
  }

  /* taken back */
  document.addEventListener("click", function (event) {
    var press = event.target.closest("[data-withdraw]");
    if (!press) return;
    event.preventDefault();
    var line = press.closest("[data-attachment]"), zone = press.closest("[data-slot]"), data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    press.disabled = true;
    fetch(press.getAttribute("formaction"), { method: "POST", body: data, headers: { Accept: "application/json" } })
      .then(function (response) { return response.json(); })
      .then(function (answer) {
        if (answer.sentence) throw new Error(answer.sentence);
        line.remove();
        document.dispatchEvent(new CustomEvent("civility:answer", { detail: Object.assign({ tiles: [] }, answer) }));
        announce(zone, "已撤下，原文件仍然保存");
      })
      .catch(function (problem) {
        press.disabled = false;
        press.textContent = problem.name === "Error" ? problem.message : "没有撤下，再试一次";
      });
  });

  /* a caption is kept as soon as it is typed */
  document.addEventListener("change", function (event) {
    var field = event.target, zone = field.closest("[data-slot]"), data = new FormData();
    if (!field.matches("[data-caption]") || !zone || !zone.dataset.files) return;
    data.append("csrfmiddlewaretoken", token());
    data.append(field.name, field.value);
    fetch(zone.dataset.files, { method: "POST", body: data, headers: { Accept: "application/json" } })
      .then(function (response) { return response.json(); })
      .then(function (answer) {
        if (answer.sentence) throw new Error(answer.sentence);
        field.classList.add("is-valid");
        announce(zone, "说明已保存");
      })
      .catch(function (problem) {
        field.classList.add("is-invalid");
        field.title = problem.name === "Error" ? problem.message : "说明没有存上，请再改一次";
        announce(zone, field.title);
      });
  });
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-caption]")) event.target.classList.remove("is-valid", "is-invalid");
  });
  document.addEventListener("keydown", function (event) { /* Enter would send the whole page */
    if (event.key === "Enter" && event.target.matches("[data-caption]")) { event.preventDefault(); event.target.blur(); }
  });
})();
