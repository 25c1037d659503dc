/* Files into the slots of a record, picked or brought; three posts at a time, each file with its progress; a
   broken line is tried again; new files join the old ones. Without this script the same inputs post with their form.
   Several photos share a post, because the server looks at those of one post in one go; what failed once goes alone.

   Reads: [data-slot] zones with data-files (where to post; templates/evidence/_slots.html). Where there is no record
   yet, data-files is empty and the nearest [data-draft] names an address that opens one: it gets the form and answers
   {"files": "/records/5/files/", ...}. Tells the page by events on document: civility:draft (that answer),
   civility:uploaded ({pk, slot, takenOn}), civility:place (where the photos were taken), civility:box (the box of
   slots was replaced, or files came beside it). photos.js asks it by civility:begin ({then: path => …}) for a record,
   and by civility:answer to put an answer on the page; drop.js brings files by civility:brought ({zone, files}). */
(function () {
  "use strict";
  var AT_ONCE = 3, TOGETHER = 7, HEAVIEST = 40 * 1024 * 1024, PAUSES = [1000, 3000, 9000], SLOWEST = 10 * 60 * 1000;
  var EXPIRED = "登录已过期：另开一页登录后再点重试";
  var zones = all("[data-slot]"), queue = [], broken = [], running = 0, draft = null, shownAt = 0;
  if (!zones.length) return;

  function all(selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  }
  function tell(name, detail) { document.dispatchEvent(new CustomEvent("civility:" + name, { detail: detail })); }
  function token() {
    var field = document.querySelector("[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }
  function made(tag, name, text) {
    var element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  }

  /* when a file was chosen: they travel side by side and would stand as they arrive */
  var clock = document.querySelector("[data-clock]"), last = 0;
  function turn() {
    last = Math.max(last + 1, Number(clock ? clock.dataset.clock : 0) + Math.floor(performance.now() / 1000));
    return last;
  }

  /* a place in the list for a file on its way */
  function place(zone, file) {
    var isPhoto = zone.dataset.slot === "photo", line = made("li"), bar = made("progress"), words = made("span", "cap");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", "上传 " + file.name);
    words.append(made("span", "", "等待上传"));
    if (isPhoto) {
      var picture = made("img");
      picture.alt = file.name;
      picture.src = URL.createObjectURL(file);
      picture.onload = picture.onerror = function () { URL.revokeObjectURL(picture.src); };
      line.append(picture, bar, words);
    } else {
      var box = made("div", "file"), icon = made("i", "bi bi-file-earmark-arrow-up"), name = made("span", "", file.name);
      icon.setAttribute("aria-hidden", "true");
      name.append(bar, words);
      box.append(icon, name);
      line.append(box);
    }
    zone.querySelector("[data-tiles]").append(line);
    return { zone: zone, file: file, line: line, bar: bar, words: words, tries: 0, turn: turn() };
  }
  function say(job, words, isBad) {
    job.words.className = isBad ? "cap bad" : "cap";
    job.words.replaceChildren(made("span", "", words));
    if (isBad) announce(job.zone, job.file.name + "：" + words);
  }
  function button(job, words, act) {
    var press = made("button", "linkbtn", words);
    press.type = "button";
    press.addEventListener("click", act);
    job.words.append(press);
  }
  function announce(zone, words) {
    var said = zone.querySelector("[data-said]") || document.querySelector("[data-said]");
    if (said) said.textContent = words;
  }

  /* the address to post to; opens a draft once where there is no record yet */
  function address(zone) {
    if (zone.dataset.files) return Promise.resolve(zone.dataset.files);
    if (!draft) draft = openDraft(zone).catch(function (problem) { draft = null; throw problem; });
    return draft;
  }
  function openDraft(zone) {
    var form = zone.closest("[data-draft]"), data = new FormData();
    all("input, select, textarea", form).forEach(function (field) {
      var isOff = (field.type === "checkbox" || field.type === "radio") && !field.checked;
      if (field.name && field.type !== "file" && field.name !== "once_key" && !isOff) data.append(field.name, field.value);
    });
    return fetch(form.dataset.draft, { method: "POST", body: data, headers: { Accept: "application/json" } })
      .then(function (response) {
        if (response.status === 403) throw new Error(EXPIRED);
        return response.json();
      })
      .then(function (answer) {
        if (!answer.files) throw new Error(answer.sentence || "");
        zones.forEach(function (other) { other.dataset.files = answer.files; });
        tell("draft", answer);
        return answer.files;
      });
  }

  function next() {
    while (running < AT_ONCE && queue.length) start(together());
  }
  /* the next file and those that go with it: of the same place, their share of what waits, not too heavy */
  function together() {
    var first = queue.shift(), jobs = [first], weight = first.file.size;
    var share = first.tries || first.field ? 1 : Math.min(TOGETHER, Math.ceil((queue.length + 1) / (AT_ONCE - running)));
    function fits(job) {
      return job.zone === first.zone && !job.tries && !job.field && weight + job.file.size <= HEAVIEST;
    }
    while (jobs.length < share && queue.length && fits(queue[0])) {
      weight += queue[0].file.size;
      jobs.push(queue.shift());
    }
    return jobs;
  }
  function start(jobs) {
    running += 1;
    jobs.forEach(function (job) { say(job, "上传中"); });
    address(jobs[0].zone).then(function (path) { send(jobs, path); }, function (problem) {
      running -= 1;
      var isTold = problem && problem.message && problem.name === "Error";
      jobs.forEach(function (job) { if (isTold) fail(job, problem.message, true); else again(job); });
      next();
    });
  }
  function send(jobs, path) {
    var request = new XMLHttpRequest(), data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    var form = jobs[0].zone.closest("[data-record]");
    if (form) { /* the days as the page shows them now, so that photos are held against those */
      data.append("day", form.dataset.day || "");
      data.append("until", form.elements.ends_on ? form.elements.ends_on.value : "");
    }
    jobs.forEach(function (job) {
      data.append("turn", job.turn);
      data.append(job.field || "files-" + job.zone.dataset.slot, job.file, job.file.name || "截图.png");
    });
    request.open("POST", path);
    request.setRequestHeader("Accept", "application/json");
    request.timeout = SLOWEST;
    request.upload.onprogress = function (event) { if (event.lengthComputable) advance(jobs, event.loaded); };
    request.onloadend = function () {
      running -= 1;
      finish(jobs, request);
      next();
    };
    request.send(data);
  }
  /* the files of a post travel one behind the other */
  function advance(jobs, loaded) {
    jobs.forEach(function (job) {
      var percent = Math.max(0, Math.min(100, Math.round(loaded / Math.max(job.file.size, 1) * 100)));
      job.bar.value = percent;
      say(job, percent < 100 ? "上传中 " + percent + "%" : "正在处理");
      loaded -= job.file.size;
    });
  }
  function finish(jobs, request) {
    var answer = null;
    try { answer = JSON.parse(request.responseText); } catch (error) { /* an error page, or nothing at all */ }
    jobs.forEach(function (job, place) { settle(job, place, answer, request.status); });
    if (answer && answer.box) show(answer);
  }
  function settle(job, place, answer, status) {
    var pk = answer && answer.places ? answer.places[place] : null;
    var refused = (answer && answer.refused || []).filter(function (one) { return one.place === place; })[0];
    if (pk) done(job, answer.tiles.filter(function (tile) { return tile.pk === pk; })[0]);
    else if (refused || (answer && answer.sentence)) fail(job, (refused || answer).sentence, false);
    else if (status === 403 || status === 200) fail(job, EXPIRED, true);
    else if (status === 404) fail(job, "这份档案已经不在了", false);
    else if (status === 413) fail(job, "文件太大，服务器没有接收", false);
    else again(job);
  }
  function done(job, tile) {
    var known = document.querySelector('[data-attachment="' + tile.pk + '"]');
    if (known) {
      announce(job.zone, job.file.name + " 原来就有，没有重复保存");
    } else {
      job.line.insertAdjacentHTML("afterend", tile.html);
      tile.replaces.forEach(function (pk) {
        var older = document.querySelector('[data-attachment="' + pk + '"]');
        if (older) older.replaceWith(job.line.nextElementSibling);
      });
      announce(job.zone, job.file.name + " 已上传");
    }
    job.line.remove();
    tell("uploaded", { pk: tile.pk, slot: tile.slot, takenOn: tile.taken_on });
  }
  /* the box, the advice and the place as they stand after an answer */
  function show(answer) {
    if (answer.at < shownAt) { // overtaken on its way: a later box stands here, but counted before these tiles came
      recount();
      return;
    }
    shownAt = answer.at;
    all("[data-box]").forEach(function (old) { old.outerHTML = answer.box; });
    recount();
    all("[data-health]").forEach(function (old) { if (answer.health) old.outerHTML = answer.health; });
    tell("place", answer.place);
  }
  document.addEventListener("civility:answer", function (event) {
    event.detail.tiles.forEach(function (tile) {
      var list = document.querySelector('[data-slot="' + tile.slot + '"] [data-tiles]');
      if (!list || document.querySelector('[data-attachment="' + tile.pk + '"]')) return;
      list.insertAdjacentHTML("beforeend", tile.html);
      tell("uploaded", { pk: tile.pk, slot: tile.slot, takenOn: tile.taken_on });
    });
    if (event.detail.box) show(event.detail);
  });
  document.addEventListener("civility:begin", function (event) {
    address(zones[0]).then(event.detail.then, function (problem) { announce(zones[0], problem.message); });
  });
  function fail(job, words, mayRetry) {
    say(job, words, true);
    job.bar.hidden = true;
    if (mayRetry) button(job, "重试", function () { retry(job); });
    button(job, "不传了", function () { broken = broken.filter(function (other) { return other !== job; }); job.line.remove(); });
  }
  function again(job) {
    if (job.tries >= PAUSES.length) {
      broken.push(job);
      fail(job, "网络不通，没有传上", true);
      return;
    }
    say(job, "网络断了，马上再试");
    setTimeout(function () { queue.push(job); next(); }, PAUSES[job.tries]);
    job.tries += 1;
  }
  function retry(job) {
    broken = broken.filter(function (other) { return other !== job; });
    job.tries = 0;
    job.bar.hidden = false;
    queue.push(job);
    next();
  }
  window.addEventListener("online", function () { broken.slice().forEach(retry); });

  function recount() {
    all("[data-count]").forEach(function (count) {
      count.textContent = all('[data-slot="' + count.dataset.count + '"] [data-attachment]').length;
    });
    tell("box", {});
  }
  function add(zone, files, field) {
    Array.prototype.forEach.call(files, function (file) {
      var job = place(zone, file);
      job.field = field;
      queue.push(job);
    });
    next();
  }

  /* picked, also before this script was there */
  zones.forEach(function (zone) {
    function take(input) {
      if (input.type !== "file" || !input.files.length || (!zone.dataset.files && !zone.closest("[data-draft]"))) return;
      var files = Array.prototype.slice.call(input.files);
      input.value = "";
      add(zone, files, input.dataset.newer ? input.name : "");
    }
    zone.addEventListener("change", function (event) { take(event.target); });
    all("input[type=file]", zone).forEach(take);
    all("[data-plain]", zone).forEach(function (press) { press.hidden = true; });
  });
  document.addEventListener("civility:brought", function (event) { add(event.detail.zone, event.detail.files); });

  window.addEventListener("beforeunload", function (event) {
    if (running || queue.length) event.preventDefault();
  });
})();
