/* Files dropped on a zone ([data-slot]) or pasted: a screenshot goes among the photos, or into the slot in which one
   stands. Tells upload.js by civility:brought ({zone, files}); without it the page would be replaced by the file. */
(function () {
  "use strict";

  function zoneOf(event) {
    return event.target.closest ? event.target.closest("[data-slot]") : null;
  }
  function carriesFiles(event) {
    return event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, "Files") >= 0;
  }
  function bring(zone, files) {
    document.dispatchEvent(new CustomEvent("civility:brought", { detail: { zone: zone, files: files } }));
  }

  document.addEventListener("dragover", function (event) {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (zoneOf(event)) zoneOf(event).classList.add("over");
  });
  document.addEventListener("dragleave", function (event) {
    var zone = zoneOf(event);
    if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("over");
  });
  document.addEventListener("drop", function (event) {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    var zone = zoneOf(event);
    if (!zone) return;
    zone.classList.remove("over");
    bring(zone, event.dataTransfer.files);
  });
  document.addEventListener("paste", function (event) {
    var files = event.clipboardData ? event.clipboardData.files : [];
    var zone = files.length ? zoneOf(event) || document.querySelector('[data-slot="photo"]') : null;
    if (!zone) return;
    event.preventDefault();
    bring(zone, files);
  });
})();
