/* Looking through the clauses without the mouse: ← → turn over, Esc leaves. */
(function () {
  "use strict";
  var WAYS = { ArrowLeft: "a[rel=prev]", ArrowRight: "a[rel=next]", Escape: "a[data-leave]" };
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    var link = WAYS[event.key] && document.querySelector(WAYS[event.key]);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
