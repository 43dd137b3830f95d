// A page of an act: the chosen box is brought into view, and what is selected on the page goes into the form that marks an event.
(function () {
  "use strict";

  // The chosen box into the middle of its pane, without moving the page around it.
  function showChosen(pane) {
    var box = pane && pane.querySelector(".sheet .mark-chosen rect");
    if (!box) { return; }
    var room = pane.closest(".side") || null;
    if (!room || room.scrollHeight <= room.clientHeight) { box.scrollIntoView({ block: "center", inline: "nearest" }); return; }
    var at = box.getBoundingClientRect(), view = room.getBoundingClientRect();
    room.scrollTop += at.top - view.top - room.clientHeight / 3;
  }

  // Words that a selection touches: the first byte of the first and the last byte of the last. The server reads the words again.
  function selected() {
    var selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.anchorNode) { return null; }
    var anchor = selection.anchorNode.nodeType === 1 ? selection.anchorNode : selection.anchorNode.parentElement;
    var layer = anchor && anchor.closest(".sheet-layer");
    if (!layer) { return null; }
    var words = Array.prototype.filter.call(layer.querySelectorAll("tspan[data-from]"), function (word) { return selection.containsNode(word, true); });
    if (!words.length) { return null; }
    // Two parts of a word that was broken over a line touch each other; all else is parted.
    var text = words.reduce(function (before, word, at) {
      return before + (at && words[at - 1].dataset.to !== word.dataset.from ? " " : "") + word.textContent;
    }, "");
    return { from: words[0].dataset.from, to: words[words.length - 1].dataset.to, text: text };
  }
  function take() {
    var found = selected();
    if (!found) { return; }
    var field = document.querySelector("[data-takes-selection]");
    if (!field) { return; }
    var form = field.form;
    field.value = found.text;
    form.querySelector("[data-takes-from]").value = found.from;
    form.querySelector("[data-takes-to]").value = found.to;
  }

  document.addEventListener("mouseup", function () { setTimeout(take, 0); });
  document.addEventListener("keyup", function (event) { if (event.shiftKey || event.key === "Shift") { take(); } });
  // Words that are written by hand are looked for on the page instead.
  document.addEventListener("input", function (event) {
    if (!event.target.matches("[data-takes-selection]")) { return; }
    event.target.form.querySelector("[data-takes-from]").value = "";
    event.target.form.querySelector("[data-takes-to]").value = "";
  });

  // From the timeline to the place, on the case's own page.
  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    var link = event.target.closest(".tl a.tl-link, .tl-table a");
    var pane = document.getElementById("bevis");
    var to = link && link.getAttribute("href");
    if (!pane || !to || to.charAt(0) === "#" || !window.htmx) { return; }
    event.preventDefault();
    window.htmx.ajax("GET", to, { target: "#bevis" }).then(function () { pane.scrollIntoView({ block: "nearest" }); pane.focus({ preventScroll: true }); });
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    var target = event.detail.target || event.detail.elt;
    if (!target || target.id !== "bevis") { return; }
    var place = target.getBoundingClientRect();
    if (place.top > window.innerHeight * 0.6 || place.bottom < 100) { target.scrollIntoView({ block: "start" }); }
    showChosen(target);
  });
  function begin() {
    if (!location.hash && !document.getElementById("bevis")) { showChosen(document.querySelector("main")); }
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", begin); } else { begin(); }
})();
