/* A form is sent once, and never while a Chinese input method is still composing. */
(function () {
  "use strict";

  var composing = false;
  document.addEventListener("compositionstart", function () { composing = true; }, true);
  document.addEventListener("compositionend", function () { composing = false; }, true);

  document.addEventListener("keydown", function (event) {
    var inField = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    // keyCode 229 is what older engines report for the Enter that only picks a candidate.
    if (event.key === "Enter" && inField && (composing || event.isComposing || event.keyCode === 229)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  }

  function identity(form) {
    var hidden = Array.prototype.filter.call(form.querySelectorAll("input[type=hidden]"), function (input) {
      return input.name !== "csrfmiddlewaretoken" && input.name !== "submission";
    });
    return [form.getAttribute("action") || ""].concat(hidden.map(function (input) {
      return input.name + "=" + input.value;
    })).join("&");
  }

  // A page fetched anew by the Back button comes with new keys, and would be saved a second time. So the key that
  // was sent stays with this entry of the history, and is put back; a reload or a new visit starts afresh.
  function rememberKey(form) {
    var input = form.elements.namedItem("submission");
    if (!input || form.matches("[hx-post], [data-hx-post]")) { return; }
    var sent = Object.assign({}, (history.state || {}).sent);
    sent[identity(form)] = input.value;
    history.replaceState(Object.assign({}, history.state, { sent: sent }), "");
  }

  function restoreKeys() {
    var sent = (history.state || {}).sent;
    var visit = performance.getEntriesByType("navigation")[0];
    if (!sent || !visit || visit.type !== "back_forward") { return; }
    document.querySelectorAll("form[method=post]").forEach(function (form) {
      var input = form.elements.namedItem("submission");
      if (input && sent[identity(form)]) { input.value = sent[identity(form)]; }
    });
  }

  document.addEventListener("DOMContentLoaded", restoreKeys);

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") { return; }
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // The button stays enabled: a disabled one would not be sent along with its name and value.
    form.dataset.sent = "1";
    rememberKey(form);
    var button = event.submitter || form.querySelector("button:not([type=button]), input[type=submit]");
    if (button) { button.setAttribute("aria-busy", "true"); }
    // A file that downloads leaves the page as it was; give the form back after a while.
    window.setTimeout(function () { release(form); }, 15000);
  }, true);

  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target instanceof HTMLElement && event.target.closest("form");
    if (form) { release(form); }
  });

  // The page kept by the browser for its Back button comes back usable.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(release);
  });
}());
