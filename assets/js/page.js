/* Small manners of a page: focus the error summary, print, and say so when the connection fails. */
(function () {
  "use strict";

  function say(text) {
    var area = document.getElementById("live-messages");
    if (!area || !text) { return; }
    var line = document.createElement("p");
    line.className = "notice notice--urgent";
    var symbol = document.createElement("span");
    symbol.className = "notice__symbol";
    symbol.setAttribute("aria-hidden", "true");
    symbol.textContent = "▲";
    var body = document.createElement("span");
    body.className = "notice__body";
    body.textContent = text;
    line.appendChild(symbol);
    line.appendChild(body);
    area.textContent = "";
    area.appendChild(line);
  }

  function focusErrors(root) {
    var summary = root.querySelector("[data-error-summary]");
    if (summary) { summary.focus(); }
  }

  document.addEventListener("DOMContentLoaded", function () { focusErrors(document); });
  document.addEventListener("htmx:afterSwap", function (event) { focusErrors(event.target); });

  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element && event.target.closest("[data-print]");
    if (button) { window.print(); }
  });

  document.addEventListener("htmx:sendError", function () { say(document.body.dataset.offline); });
  document.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    var signedOut = status === 401 || status === 403;
    say(signedOut ? document.body.dataset.signedOut : document.body.dataset.serverError);
  });

  // 422 carries the form with its errors, 409 the explanation of a conflict: show both where the answer belongs.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if (status === 422 || status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
}());
