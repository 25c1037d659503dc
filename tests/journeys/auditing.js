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

  /* What was read of the page before anything is done to it; what can be unfolded is unfolded from here on. */
  audit.begin = function () {
    const told = {
      shifted: audit.shifted, shifting: audit.shifting.slice(0, 4), title: document.title,
      heads: document.querySelectorAll("h1").length,
    };
    document.querySelectorAll("main details").forEach(function (one) { one.open = true; });
    return told;
  };

  const BEHIND = ["backgroundColor", "backgroundImage", "opacity", "mixBlendMode", "filter", "position"];
  const TEXT = ["color", "fontSize", "fontWeight", "textShadow"];
  const MOST_ALIKE = 3; // texts of one look that are measured on a page: the first may lie hidden

  /* A short name for a long text. */
  function brief(text) {
    let one = 0x9dc5811c, other = 0x41c6ce57;
    for (const letter of text) {
      one = Math.imul(one ^ letter.codePointAt(0), 0x01000193);
      other = Math.imul(other ^ letter.codePointAt(0), 0x5bd1e995);
    }
    return (one >>> 0).toString(36) + "-" + (other >>> 0).toString(36);
  }

  /* Marks texts of a look that is not in `known`: whatever decides their contrast, theirs and of all behind them. */
  function mark(known) {
    const behind = new Map([[null, ""]]), marked = {};
    function ground(one) {
      if (!behind.has(one)) {
        const style = getComputedStyle(one), floats = !["static", "relative"].includes(style.position);
        const own = BEHIND.map(name => style[name]).join() + (floats ? location.pathname : ""); // it may lie on anything
        behind.set(one, own + ">" + ground(one.parentElement));
      }
      return behind.get(one);
    }
    document.querySelectorAll("body *").forEach(function (one) {
      const text = [...one.childNodes].filter(part => part.nodeType === 3).map(part => part.data.trim()).join("");
      if (!text && !one.matches("input, select, textarea")) return;
      const style = getComputedStyle(one), off = !!one.closest(":disabled, [aria-disabled=true]");
      const told = [innerWidth, ...TEXT.map(name => style[name]), off, text.length < 2, ground(one)];
      const look = brief(told.join(";"));
      if (known.has(look) || marked[look] >= MOST_ALIKE) return;
      marked[look] = (marked[look] || 0) + 1;
      one.dataset.look = look;
    });
  }

  /* One line a broken rule (impact, rule, first places), and the looks of text that were measured. Contrast is by far
     the dearest rule: it looks only at texts unlike those that are known, from this page or another. */
  audit.axe = async function (known) {
    document.querySelectorAll("[data-look]").forEach(function (one) { delete one.dataset.look; });
    mark(new Set(known));
    window.axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
    const found = await window.axe.run(document, {
      resultTypes: ["violations", "passes"], preload: { assets: ["media"] }, selectors: false, elementRef: true,
    });
    const clear = found.passes.filter(one => one.id === "color-contrast").flatMap(one => one.nodes);
    const lines = found.violations.map(function (one) {
      const places = one.nodes.slice(0, 3).map(function (node) {
        const told = node.any.concat(node.all, node.none).map(check => check.message);
        return node.html.slice(0, 120) + " " + (told[0] || "");
      });
      return `${one.impact} ${one.id}: ${places.join(" | ")} (${one.nodes.length})`;
    });
    return { lines, looks: clear.map(node => node.element.dataset.look) };
  };

  /* What stands out of the window on the right, or nothing; with type of that size, where one is named. */
  audit.wider = function (size) {
    const root = document.documentElement, before = root.dataset.size;
    if (size) root.dataset.size = size;
    const most = root.clientWidth;
    let told = "";
    if (root.scrollWidth > most) {
      const out = [...document.querySelectorAll("main *, header *, nav *")].filter(
        one => one.getBoundingClientRect().right > most + 1 && !one.closest(".scroll-x"));
      const names = [...new Set(out.map(one => one.nodeName.toLowerCase() + "." + one.className))];
      told = `${root.scrollWidth} > ${most}: ` + names.slice(0, 4).join(" | ");
    }
    if (before === undefined) delete root.dataset.size; else root.dataset.size = before;
    return told;
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
