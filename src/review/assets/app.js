// Keys and focus. Everything here can also be done by mouse, and without this file by plain forms.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function cards() { return Array.prototype.slice.call(document.querySelectorAll(".card[data-check]")); }
  function current() { return document.querySelector(".card.current") || null; }
  function select(card, quietly) {
    if (!card) { return; }
    var before = current();
    if (before && before !== card) { before.classList.remove("current"); }
    card.classList.add("current");
    if (!quietly) {
      card.scrollIntoView({ block: "nearest" });
      card.focus({ preventScroll: true });
    }
  }
  function step(by) {
    var all = cards();
    if (!all.length) { return; }
    var at = all.indexOf(current());
    select(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
  }
  function press(card, what) {
    var target = card && card.querySelector("[data-key='" + what + "']");
    if (!target) { return false; }
    if (target.tagName === "DETAILS") {
      target.open = true;
      var first = target.querySelector("input:not([type=hidden]), select, textarea");
      if (first) { first.focus(); }
    } else { target.click(); }
    return true;
  }
  function evidence(card) {
    var links = card ? card.querySelectorAll(".evidence a") : [];
    if (!links.length) { return; }
    var shown = -1;
    links.forEach(function (link, at) { if (link.hasAttribute("aria-current")) { shown = at; } });
    links[(shown + 1) % links.length].click();
  }
  function keysOn() { try { return localStorage.getItem("aktspor-taster") !== "fra"; } catch (e) { return true; } }
  function writing(target) { return target.closest("input, select, textarea, [contenteditable], dialog[open]"); }

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "Escape") {
      var open = event.target.closest(".card details[open]");
      if (open) { open.open = false; select(open.closest(".card")); }
      return;
    }
    if (!keysOn() || writing(event.target)) { return; }
    var card = current(), done = true;
    switch (event.key) {
      case "j": step(1); break;
      case "k": step(-1); break;
      case "b": evidence(card); break;
      case "o": done = press(card, "o"); break;
      case "u": done = press(card, "u"); break;
      case "n": done = press(card, "n") || press(document, "n"); break;
      case "m": done = press(document, "m"); break;
      case "Enter":
        // On a link or button Enter is theirs; on the card it confirms.
        if (!card || event.target.closest("a, button, summary")) { return; }
        done = press(card, "enter");
        break;
      case "/":
        var field = document.querySelector("[data-case-search]") || document.querySelector("[data-key-search]");
        if (field) { field.focus(); field.select(); }
        break;
      case "?": openKeys(); break;
      default: done = false;
    }
    if (done) { event.preventDefault(); }
  });

  function openKeys() {
    var dialog = document.getElementById("taster");
    if (dialog && dialog.showModal && !dialog.open) { dialog.showModal(); }
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-open-keys]")) { openKeys(); return; }
    var card = event.target.closest(".card[data-check]");
    if (card) { select(card, true); }
    var link = event.target.closest(".evidence a");
    if (link) {
      document.querySelectorAll(".evidence a[aria-current]").forEach(function (other) { other.removeAttribute("aria-current"); });
      link.setAttribute("aria-current", "true");
    }
  });
  document.addEventListener("focusin", function (event) {
    var card = event.target.closest(".card[data-check]");
    if (card) { select(card, true); }
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-keys-switch]")) {
      try { localStorage.setItem("aktspor-taster", event.target.checked ? "til" : "fra"); } catch (e) { return; }
    }
    if (event.target.matches("[data-sends]")) { event.target.form.requestSubmit(); }
  });

  // A server that is gone must not look like a decision that was kept.
  document.addEventListener("htmx:sendError", function () {
    var line = document.getElementById("besked");
    line.textContent = root.lang === "en"
      ? "The server does not answer. Nothing was kept; try again."
      : "Serveren svarer ikke. Intet blev gemt; prøv igen.";
  });

  // After a decision the card is a new element: it stays current, and when it was decided the next open one becomes so.
  document.addEventListener("htmx:afterSettle", function (event) {
    var fresh = event.detail.elt, card = fresh && fresh.closest ? fresh.closest(".card[data-check]") : null;
    if (!card) { return; }
    card = document.getElementById(card.id) || card;
    var before = current();
    if (before && before !== card) { before.classList.remove("current"); }
    if (card.dataset.decided !== "now") { select(card); return; }
    var all = cards(), at = all.indexOf(card);
    var next = all.slice(at + 1).concat(all.slice(0, at)).find(function (other) { return other.dataset.open === "true"; });
    select(next || card);
  });

  // Paper has nothing to open. Browsers that know ::details-content print it by style alone.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll("main details:not([open])"))
      .filter(function (one) { return !one.closest(".acts"); });
    opened.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (one) { one.open = false; });
    opened = [];
  });

  function begin() {
    var box = document.querySelector("[data-keys-switch]");
    if (box) { box.checked = keysOn(); }
    var named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var card = named && named.closest(".card[data-check]");
    var first = cards().find(function (one) { return one.dataset.open === "true"; });
    select(card || first || cards()[0], !card);
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", begin); } else { begin(); }
})();
