/* The phone's page: each photo goes up as soon as it is chosen, two at a time, and again when the line breaks; albums
   that give one photo a tap are used again and again. Without this script the form posts what was chosen. */
(function () {
  "use strict";
  var AT_ONCE = 2, PAUSES = [1000, 3000, 9000];
  var form = document.querySelector("form[data-phone-page]"), list = document.querySelector("[data-sent]");
  if (!form) return;
  var queue = [], running = 0, last = 0, count = document.querySelector("[data-count]");

  Array.prototype.forEach.call(form.querySelectorAll("input[type=file]"), function (input) {
    input.classList.add("visually-hidden");
    input.addEventListener("change", function () {
      Array.prototype.slice.call(input.files).forEach(add);
      input.value = "";
    });
  });
  form.querySelector("[data-plain]").hidden = true;

  function add(file) {
    var line = document.createElement("li"), picture = document.createElement("img");
    var bar = document.createElement("progress"), words = document.createElement("span");
    picture.alt = file.name;
    picture.src = URL.createObjectURL(file);
    picture.onload = picture.onerror = function () { URL.revokeObjectURL(picture.src); };
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", "上传 " + file.name);
    words.className = "cap";
    words.textContent = "等待上传";
    line.append(picture, bar, words);
    list.append(line);
    last = Math.max(last + 1, Number(form.dataset.clock) + Math.floor(performance.now() / 1000)); // its turn, however late it arrives
    queue.push({ file: file, bar: bar, words: words, line: line, tries: 0, turn: last });
    next();
  }
  function next() { while (running < AT_ONCE && queue.length) send(queue.shift()); }
  function send(job) {
    var request = new XMLHttpRequest(), data = new FormData();
    running += 1;
    job.words.textContent = "上传中";
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("turn", job.turn);
    data.append("files-photo", job.file, job.file.name || "照片.jpg");
    request.open("POST", location.pathname);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = function (event) {
      if (event.lengthComputable) job.bar.value = Math.round(event.loaded / event.total * 100);
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
    if (answer && answer.taken) {
      job.bar.remove();
      job.words.textContent = "✓ 已传到";
      count.textContent = answer.count;
    } else if (answer && answer.sentence) stop(job, answer.sentence);
    else if (job.tries < PAUSES.length) {
      job.words.textContent = "网络断了，马上再试";
      setTimeout(function () { queue.push(job); next(); }, PAUSES[job.tries]);
      job.tries += 1;
    } else stop(job, "网络不通，没有传上");
  }
  function stop(job, sentence) {
    var again = document.createElement("button");
    again.type = "button";
    again.className = "linkbtn";
    again.textContent = "重试";
    again.addEventListener("click", function () { job.tries = 0; job.words.className = "cap"; queue.push(job); next(); });
    job.words.className = "cap bad";
    job.words.textContent = sentence;
    job.words.append(again);
  }
  window.addEventListener("beforeunload", function (event) { if (running || queue.length) event.preventDefault(); });
})();
