/* The bell: asks now and then how many notices are unread, never while the page is hidden.
   Asking leaves no trace; without script the number is that of the last page load. */
(function () {
  "use strict";
  var bell = document.querySelector("[data-bell]");
  if (!bell || !window.fetch) return;
  var every = Number(bell.dataset.every) * 1000, timer = 0, isAsking = false;
  var known = Number(bell.dataset.newest) || 0;

  function show(count) {
    var dot = bell.querySelector(".dot");
    if (!dot) {
      dot = document.createElement("span");
      dot.className = "dot";
      dot.setAttribute("aria-hidden", "true");
      bell.append(dot);
    }
    dot.textContent = count > 99 ? "99+" : count;
    dot.hidden = count === 0;
    bell.setAttribute("aria-label", count ? "消息，" + count + " 条未读" : "消息");
  }
  /* the inbox, while it lies open: new lines come in, unless somebody is just using it */
  function renew(path) {
    var inbox = document.querySelector("[data-inbox]"), news = document.querySelector("[data-inbox-news]");
    if (!inbox) return;
    if (inbox.contains(document.activeElement)) { if (news) news.hidden = false; return; }
    fetch(path, { redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer.status); })
      .then(function (html) { inbox.innerHTML = html; /* our own template */ })
      .catch(function () { if (news) news.hidden = false; });
  }
  function ask() {
    if (isAsking || document.hidden) return;
    isAsking = true;
    fetch(bell.dataset.bell, { redirect: "error", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); })
      .then(function (told) {
        show(told.unread);
        if (told.newest > known) {
          known = told.newest;
          var inbox = document.querySelector("[data-inbox]");
          if (inbox) renew(inbox.dataset.inbox);
        }
        later();
      })
      .catch(function () { later(5); /* no network, or logged out: ask less often */ })
      .then(function () { isAsking = false; });
  }
  function later(times) {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, every * (times || 1));
  }
  document.addEventListener("visibilitychange", function () {
    clearTimeout(timer);
    if (!document.hidden) ask();
  });
  later();
})();
