/* The timeline's zoom by keys: + shows less time in more detail, - shows more. Without scripts the links do it. */
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) { return; }
    if (event.target instanceof HTMLElement && event.target.matches("input, textarea, select")) { return; }
    var step = event.key === "+" || event.key === "=" ? 1 : event.key === "-" ? -1 : 0;
    var links = Array.prototype.slice.call(document.querySelectorAll("[data-zoom]"));
    if (!step || !links.length) { return; }
    var at = links.findIndex(function (link) { return link.hasAttribute("aria-current"); });
    var next = links[at + step];
    if (next) {
      event.preventDefault();
      next.click();
    }
  });
}());
