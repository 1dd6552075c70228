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
