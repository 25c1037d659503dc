/* The text of a report: each passage is as high as its text, and the words of all of them are counted while typing. */
(function () {
  "use strict";
  var form = document.querySelector("[data-manuscript]");
  if (!form) return;
  var passages = Array.prototype.slice.call(form.querySelectorAll("[data-grows]"));
  var said = form.querySelector("[data-words]");
  var other = Number((said.textContent.match(/\d+/) || [0])[0]) - counted();

  function counted() {
    return passages.reduce(function (sum, one) { return sum + one.value.replace(/\s/g, "").length; }, 0);
  }
  function grow(one) {
    one.style.height = "auto";
    one.style.height = one.scrollHeight + 2 + "px";
  }
  form.addEventListener("input", function (event) {
    if (!event.target.matches("[data-grows]")) return;
    grow(event.target);
    said.textContent = "全文 " + (other + counted()) + " 字（不含表格）";
  });
  passages.forEach(grow);
})();
