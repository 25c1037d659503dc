/* Before the page is drawn: say that scripts run, and put on the big type this browser chose. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    if (localStorage.bigType === "yes") root.dataset.size = "large";
    if (localStorage.bigType === "no") delete root.dataset.size;
  } catch (error) { /* a private window keeps nothing: the account's own choice stands */ }
})();
