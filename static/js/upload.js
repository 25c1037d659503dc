/* Files into the slots of a record: picked, dropped or pasted; three at a time, each with its progress; a broken line
   is tried again; new files join the old ones. Without this script the same inputs post with their form.

   Reads: [data-slot] zones with data-files (where to post; templates/evidence/_slots.html). Where there is no record
   yet, data-files is empty and the nearest [data-draft] names an address that opens one: it gets the form and answers
   {"files": "/records/5/files/", ...}. Tells the page by events on document: civility:draft (that answer),
   civility:uploaded ({pk, slot, takenOn}), civility:box (the box of four slots was replaced). */
(function () {
  "use strict";
  var AT_ONCE = 3, PAUSES = [1000, 3000, 9000], SLOWEST = 10 * 60 * 1000;
  var zones = all("[data-slot]"), queue = [], broken = [], running = 0, draft = null;
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
    return { zone: zone, file: file, line: line, bar: bar, words: words, tries: 0 };
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
      .then(function (response) { return response.json(); })
      .then(function (answer) {
        if (!answer.files) throw new Error(answer.sentence || "");
        zones.forEach(function (other) { other.dataset.files = answer.files; });
        tell("draft", answer);
        return answer.files;
      });
  }

  function next() {
    while (running < AT_ONCE && queue.length) start(queue.shift());
  }
  function start(job) {
    running += 1;
    say(job, "上传中");
    address(job.zone).then(function (path) { send(job, path); }, function (problem) {
      running -= 1;
      if (problem && problem.message && problem.name === "Error") fail(job, problem.message, true);
      else again(job);
      next();
    });
  }
  function send(job, path) {
    var request = new XMLHttpRequest(), data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    data.append("files-" + job.zone.dataset.slot, job.file, job.file.name || "截图.png");
    request.open("POST", path);
    request.setRequestHeader("Accept", "application/json");
    request.timeout = SLOWEST;
    request.upload.onprogress = function (event) {
      if (!event.lengthComputable) return;
      var percent = Math.round(event.loaded / event.total * 100);
      job.bar.value = percent;
      say(job, percent < 100 ? "上传中 " + percent + "%" : "正在处理");
    };
    request.onloadend = function () {
      running -= 1;
      finish(job, request);
      next();
    };
    request.send(data);
  }
  function finish(job, request) {
    var answer = null;
    try { answer = JSON.parse(request.responseText); } catch (error) { /* an error page, or nothing at all */ }
    if (answer && answer.tiles && answer.tiles.length) done(job, answer);
    else if (answer && answer.sentence) fail(job, answer.sentence, false);
    else if (request.status === 403 || request.status === 200) fail(job, "登录已过期：另开一页登录后再点重试", true);
    else if (request.status === 404) fail(job, "这份档案已经不在了", false);
    else if (request.status === 413) fail(job, "文件太大，服务器没有接收", false);
    else again(job);
  }
  function done(job, answer) {
    var tile = answer.tiles[0], known = document.querySelector('[data-attachment="' + tile.pk + '"]');
    if (known) {
      job.line.remove();
      announce(job.zone, job.file.name + " 原来就有，没有重复保存");
    } else {
      job.line.insertAdjacentHTML("afterend", tile.html);
      job.line.remove();
      announce(job.zone, job.file.name + " 已上传");
    }
    box(answer.box);
    tell("uploaded", { pk: tile.pk, slot: tile.slot, takenOn: tile.taken_on });
  }
  function fail(job, words, mayRetry) {
    say(job, words, true);
    job.bar.hidden = true;
    if (mayRetry) button(job, "重试", function () { retry(job); });
    button(job, "移除", function () { broken = broken.filter(function (other) { return other !== job; }); job.line.remove(); });
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

  function box(html) {
    all("[data-box]").forEach(function (old) { if (html) old.outerHTML = html; });
    all("[data-count]").forEach(function (count) {
      count.textContent = all('[data-slot="' + count.dataset.count + '"] [data-attachment]').length;
    });
    tell("box", {});
  }
  function add(zone, files) {
    Array.prototype.forEach.call(files, function (file) { queue.push(place(zone, file)); });
    next();
  }

  /* picked */
  zones.forEach(function (zone) {
    all("input[type=file]", zone).forEach(function (input) {
      input.addEventListener("change", function () {
        if (!zone.dataset.files && !zone.closest("[data-draft]")) return;
        var files = Array.prototype.slice.call(input.files);
        input.value = "";
        add(zone, files);
      });
    });
    all("[data-plain]", zone).forEach(function (press) { press.hidden = true; });

    /* dropped */
    zone.addEventListener("dragover", function (event) { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", function (event) {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
    });
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      zone.classList.remove("over");
      add(zone, event.dataTransfer.files);
    });
  });
  ["dragover", "drop"].forEach(function (name) { /* a file dropped beside a zone would replace the page */
    document.addEventListener(name, function (event) {
      if (event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, "Files") >= 0) event.preventDefault();
    });
  });

  /* pasted: a screenshot among the photos, or into the slot in which one stands */
  document.addEventListener("paste", function (event) {
    var files = event.clipboardData ? event.clipboardData.files : [];
    if (!files.length) return;
    var zone = (event.target.closest && event.target.closest("[data-slot]")) || document.querySelector('[data-slot="photo"]');
    if (!zone) return;
    event.preventDefault();
    add(zone, files);
  });

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
        box(answer.box);
        announce(zone || document, "已撤下，原文件仍然保存");
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

  window.addEventListener("beforeunload", function (event) {
    if (running || queue.length) event.preventDefault();
  });
})();
