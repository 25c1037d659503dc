/* The page that records an activity: the date comes from the photos, words are counted, long lists are searched.
   Files are upload.js's; everything posts as a plain form without either. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-record]");
  if (!form) return;

  function all(selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  }

  /* --- photos before words: upload.js has begun a draft; from now on the page changes that draft --- */
  document.addEventListener("civility:draft", function (event) {
    form.action = event.detail.path;
    form.elements.version.value = event.detail.version;
    form.dataset.keep = event.detail.keep;
    form.elements.marks.value = event.detail.marks;
    form.dataset.begun = "1";
    form.removeAttribute("data-draft");
    history.replaceState(null, "", event.detail.path);
  });

  /* --- the date: from the earliest photo, as long as nobody typed one --- */
  var date = form.elements.begins_on, isTyped = !form.hasAttribute("data-draft"), taken = [];
  function settled() { form.dataset.day = isTyped || taken.length ? date.value : ""; }
  settled();
  function mark(isFromPhoto) { form.querySelector("[data-from-photo]").hidden = !isFromPhoto; }
  date.addEventListener("input", function () { isTyped = true; mark(false); settled(); });
  document.addEventListener("civility:uploaded", function (event) {
    if (isTyped || event.detail.slot !== "photo" || !event.detail.takenOn) return;
    taken.push(event.detail.takenOn);
    date.value = taken.sort()[0];
    mark(true);
    settled();
  });

  /* --- the place: what the photos know, and what places near there were called before --- */
  var where = form.querySelector("[data-photo-place]");
  document.addEventListener("civility:place", function (event) {
    where.hidden = !event.detail;
    if (!event.detail) return;
    where.querySelector("[data-place-text]").textContent = event.detail.text;
    where.querySelector("[data-place-names]").replaceChildren.apply(
      where.querySelector("[data-place-names]"),
      event.detail.names.map(function (name) {
        var press = document.createElement("button");
        press.type = "button";
        press.className = "linkbtn";
        press.dataset.usePlace = "";
        press.textContent = name;
        return press;
      })
    );
  });
  where.addEventListener("click", function (event) {
    if (!event.target.closest("[data-use-place]")) return;
    form.elements.place.value = event.target.textContent.trim();
    form.elements.place.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* --- what the kind asks and what the ticked clauses ask, weighed as the server weighs it (completeness.py) --- */
  var summary = form.elements.summary, ORDER = ["plan", "photo", "summary", "press"];
  function words() { return summary.value.replace(/\s/g, "").length; }
  function files(slot) { return all('[data-slot="' + slot + '"] [data-attachment]').length; }
  function asked() {
    var kind = form.querySelector("[name=kind]:checked"), found = {};
    (kind ? kind.dataset.asks.split(" ") : []).forEach(function (least, place) { found[ORDER[place]] = Number(least); });
    return found;
  }
  function enough(slot, least) {
    return slot === "summary" ? files(slot) > 0 || (words() > 0 && words() >= least) : files(slot) >= Math.max(least, 1);
  }
  function sentence(line, slot, least) {
    var title = line.dataset.title, measure = line.dataset.measure, tail = least ? "（至少 " + least + " " + measure + "）" : "";
    var count = slot === "summary" ? words() : files(slot);
    if (slot === "summary" && files(slot)) return title + "有文件 " + files(slot) + " 份";
    if (!count) return title + "还没有" + tail;
    if (enough(slot, least)) return title + " " + count + " " + measure + (least ? "，够用" + tail : "");
    return title + "有 " + count + " " + measure + "，还差 " + (least - count) + " " + measure + tail;
  }
  function icon(line, isDone, isNeeded) {
    line.querySelector("i").className = "bi " + (isDone ? "bi-check-lg ok" : isNeeded ? "bi-dash-lg no" : "bi-dash-lg");
  }
  /* what is still asked for, on the line of the buttons */
  function lacking(kind) {
    return all("[data-state]").filter(function (line) {
      var slot = line.dataset.state;
      return kind[slot] && !enough(slot, kind[slot]);
    }).map(function (line) {
      var slot = line.dataset.state, held = slot === "summary" ? words() : files(slot);
      return line.dataset.title + (held ? " " + (kind[slot] - held) + " " + line.dataset.measure : "");
    }).join("、");
  }
  function tooLong() {
    var most = Number(summary.dataset.longest), length = summary.value.length;
    return length > most ? "总结最多 " + most + " 字，现在 " + length + " 字，多了 " + (length - most) + " 字" : "";
  }
  function fromClauses() {
    var most = {};
    all("[name=tasks][data-asks]:checked, [name=clauses][data-asks]:checked")
      .forEach(function (box) {
        JSON.parse(box.dataset.asks).forEach(function (one) {
          if (!most[one.slot] || most[one.slot].least < one.least) most[one.slot] = one;
        });
      });
    return most;
  }
  function weigh() {
    var kind = asked(), clauses = fromClauses(), now = words();
    all("[data-state]").forEach(function (line) {
      var slot = line.dataset.state, least = kind[slot] || 0, spine = document.querySelector('[data-spine="' + slot + '"]');
      if (ORDER.indexOf(slot) < 0) return;
      line.querySelector("span").textContent = sentence(line, slot, least);
      icon(line, enough(slot, least), least > 0);
      if (!spine) return;
      spine.classList.toggle("no", !enough(slot, least));
      spine.querySelector("i").className = "bi bi-" + (enough(slot, least) ? "check-circle-fill" : "dash-circle");
      spine.querySelector("b").textContent = enough(slot, least) ? "已有" : "待补";
    });
    var most = Math.max(kind.summary || 0, clauses.summary ? clauses.summary.least : 0);
    form.querySelector("[data-words-now]").textContent = now + " 字";
    form.querySelector("[data-words-asked]").textContent = tooLong() || (most ? "至少 " + most + " 字" : "");
    form.querySelector("[data-words-asked]").classList.toggle("bad", Boolean(tooLong()));
    var lack = lacking(kind), line = form.querySelector("[data-lacking]");
    line.textContent = lack ? "还缺" + lack : "";
    tellClauses(clauses);
  }
  function tellClauses(clauses) {
    var place = document.querySelector("[data-clause-asks]"), list = place.querySelector("ul");
    place.hidden = !Object.keys(clauses).length;
    list.replaceChildren.apply(list, Object.keys(clauses).map(function (slot) {
      var one = clauses[slot], line = document.createElement("li"), said = document.createElement("span");
      var held = slot === "summary" ? Math.max(words(), files(slot) ? one.least : 0) : files(slot);
      line.append(document.createElement("i"), said);
      said.textContent = one.title + "至少 " + one.least + " " + one.measure + "，现有 " + held + " " + one.measure +
        (one.note ? "，要" + one.note : "");
      icon(line, held >= one.least, true);
      return line;
    }));
  }
  summary.addEventListener("input", weigh);
  form.addEventListener("change", function (event) {
    if (event.target.name === "kind") all("[data-note]").forEach(function (note) { note.hidden = true; }); // another kind's
    if (event.target.name === "kind" || event.target.dataset.asks) weigh();
  });
  document.addEventListener("civility:box", weigh);
  weigh();

  /* --- a first draft of the summary from what is typed above --- */
  var compose = form.querySelector("[data-compose]");
  function typed(name) { return form.elements[name] ? form.elements[name].value.trim() : ""; }
  compose.hidden = false;
  compose.addEventListener("click", function () {
    if (summary.value.trim() && !window.confirm("换掉已经写的总结？")) return;
    var day = typed("begins_on").split("-"), select = form.elements.department;
    var department = select.selectedIndex >= 0 && select.value ? select.options[select.selectedIndex].text : "本单位";
    var people = typed("headcount") ? typed("headcount") + "人" : typed("people");
    summary.value = (day.length === 3 ? Number(day[1]) + "月" + Number(day[2]) + "日，" : "") + department +
      (people ? "组织" + people : "") + (typed("place") ? (people ? "到" : "在") + typed("place") : "") +
      "开展" + (typed("title") || "本次活动") + "。";
    weigh();
    summary.focus();
  });

  /* --- tasks and clauses are looked for by the server; what is ticked while it looks is asked for again --- */
  form.addEventListener("change", function (event) {
    var list = event.target.closest("[data-serve-list]");
    if (list && list.classList.contains("htmx-request")) window.htmx.trigger(list, "again");
  });
  /* More lines are asked for by the list itself: the last question carries all that was ticked and pressed. */
  document.addEventListener("click", function (event) {
    var more = event.target.closest("[data-lines]"), list = more && more.closest("[data-serve-list]");
    if (!list || !window.htmx) return;
    event.preventDefault();
    list.querySelector("input[name^=listed-]").value = more.dataset.lines;
    window.htmx.trigger(list, "again");
  });
  all("[type=search]", form).forEach(function (input) {
    input.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
  });

  /* --- nothing typed is lost: kept three seconds after the last key, and at once when the page is left; on the
     server, for this person. A draft begun with photos gets its name and day on leaving: lists show it by these. --- */
  var waiting = null, isSent = false, said = form.querySelector("[data-kept]");
  function keep(isLeaving) {
    if (isSent) return;
    waiting = null;
    var words = new FormData();
    if (isLeaving) words.append("leaving", "1");
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "once_key") words.append(name, value);
    });
    function send(staysAlive) {
      return fetch(form.dataset.keep, { method: "POST", body: words, redirect: "manual", keepalive: staysAlive });
    }
    (isLeaving ? send(true).catch(function () { return send(false); }) : send(false)) // a very long text may not stay alive
      .then(function (answer) {
        var now = new Date(), minutes = String(now.getMinutes()).padStart(2, "0");
        said.textContent = answer.ok ? now.getHours() + ":" + minutes + " 已自动保存，换台电脑也能接着写"
          : "没有自动保存：请另开一页登录后继续写";
        return answer.ok ? answer.json() : {};
      })
      .then(function (seen) { // the draft has its name now: this page has seen it
        if (!seen.version) return;
        form.elements.version.value = seen.version;
        form.elements.marks.value = seen.marks;
      }, function () { said.textContent = "网络没有接通，还没有自动保存"; });
  }
  function leave() { if (waiting) { clearTimeout(waiting); keep(true); } else if (form.dataset.begun) keep(true); }
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", function () { if (document.hidden) leave(); });
  form.addEventListener("input", function (event) {
    if (event.target.type === "file" || event.target.type === "search") return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 3000, false);
  });
  form.addEventListener("submit", function () { isSent = true; clearTimeout(waiting); });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-hand-in]"));
    }
  });
})();
