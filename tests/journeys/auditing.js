/* Put into every page before it is drawn: watches how far things jump, and answers what auditing.py asks. */
(function () {
  "use strict";
  var audit = window.audit = { shifted: 0, shifting: [] };

  new PerformanceObserver(function (list) {
    list.getEntries().forEach(function (one) {
      if (one.hadRecentInput) return;
      audit.shifted += one.value;
      one.sources.forEach(function (source) {
        if (source.node) audit.shifting.push(source.node.className || source.node.nodeName);
      });
    });
  }).observe({ type: "layout-shift", buffered: true });

  /* One line a broken rule: impact, rule, first places. */
  audit.axe = async function () {
    const found = await window.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(function (one) {
      const places = one.nodes.slice(0, 3).map(function (node) {
        const told = node.any.concat(node.all, node.none).map(check => check.message);
        return node.target.join(" ") + " " + (told[0] || "");
      });
      return `${one.impact} ${one.id}: ${places.join(" | ")} (${one.nodes.length})`;
    });
  };

  /* What stands out of the window on the right, or nothing. */
  audit.wider = function () {
    const root = document.documentElement, most = root.clientWidth;
    if (root.scrollWidth <= most) return "";
    const out = [...document.querySelectorAll("main *, header *, nav *")].filter(
      one => one.getBoundingClientRect().right > most + 1 && !one.closest(".scroll-x"));
    const names = [...new Set(out.map(one => one.nodeName.toLowerCase() + "." + one.className))];
    return `${root.scrollWidth} > ${most}: ` + names.slice(0, 4).join(" | ");
  };

  const CONTROLS = "a, button, input, select, textarea, summary, [tabindex], [contenteditable]";
  const LOOK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor",
    "opacity", "left"];
  const drawn = one => one.checkVisibility({ checkVisibilityCSS: true });

  /* One of each kind of control (tag, classes, surroundings): Tab reaches it, and the eye sees where it is. */
  audit.unreached = function () {
    const bad = [], kinds = new Set();
    const look = one => LOOK.map(name => getComputedStyle(one)[name]).join(";");
    const around = one => [one, one.nextElementSibling, one.closest("label"), one.parentElement, ...(one.labels || [])]
      .filter(Boolean);
    document.activeElement.blur();
    document.querySelectorAll(CONTROLS).forEach(function (one) {
      const kind = [one.tabIndex, one.nodeName, one.className, one.type, one.parentElement.className].join(".");
      if (kinds.has(kind) || one.type === "hidden" || one.matches(":disabled")) return;
      if (one.nodeName === "A" && !one.hasAttribute("href")) { bad.push("链接没有去处 " + kind); return; }
      if (!drawn(one)) {
        if ([...(one.labels || [])].some(drawn)) bad.push("只有鼠标能点 " + kind);
        return;
      }
      kinds.add(kind);
      if (one.tabIndex < 0) {
        if (one.id !== "main" && one.ariaHidden !== "true") bad.push("Tab 到不了 " + kind);
        return;
      }
      const before = around(one).map(look);
      one.focus({ preventScroll: true });
      if (document.activeElement !== one) { bad.push("得不到焦点 " + kind); return; }
      if (around(one).map(look).every((now, place) => now === before[place])) bad.push("看不出焦点 " + kind);
      one.blur();
    });
    return bad;
  };
})();
