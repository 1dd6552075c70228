/* Staff keyboard: / search, j and k through rows, Enter opens, Esc closes, Alt+1…9 tabs.
   Single letters can be switched off in the user menu; the choice stays in this browser. */
(function () {
  "use strict";

  var STORE = "quancheng-shortcuts";

  function lettersOn() {
    try { return window.localStorage.getItem(STORE) !== "off"; } catch (error) { return true; }
  }

  function isTyping(element) {
    return element instanceof HTMLElement &&
      (element.isContentEditable || element.matches("input, textarea, select"));
  }

  function rows() {
    return Array.prototype.filter.call(document.querySelectorAll("[data-row]"), function (row) {
      return row.offsetParent !== null;
    });
  }

  function move(step) {
    var all = rows();
    if (!all.length) { return; }
    var at = all.findIndex(function (row) { return row.classList.contains("is-current"); });
    var next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
    all.forEach(function (row) { row.classList.remove("is-current"); });
    next.classList.add("is-current");
    var target = next.querySelector("[data-open]") || next.querySelector("a[href], button");
    if (target) { target.focus({ preventScroll: true }); }
    next.scrollIntoView({ block: "nearest" });
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) { menu.open = false; }
    });
  }

  function escape() {
    var menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (isTyping(document.activeElement) && document.activeElement.type === "search") {
      document.activeElement.blur();
    }
  }

  function openTab(event) {
    var tab = document.querySelector('[data-tab-key="' + event.key + '"]');
    if (tab) {
      event.preventDefault();
      tab.click();
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) { return; }
    if (event.key === "Escape") { escape(); return; }
    if (event.altKey && !event.ctrlKey && !event.metaKey && /^[1-9]$/.test(event.key)) { openTab(event); return; }
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target) || !lettersOn()) { return; }
    if (event.key === "/") {
      var search = document.querySelector("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    }
  });

  document.addEventListener("click", function (event) {
    closeMenus(event.target instanceof Element ? event.target.closest("details.menu") : null);
  });

  function showChoice(button) { button.setAttribute("aria-pressed", lettersOn() ? "true" : "false"); }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-toggle-shortcuts]").forEach(function (button) {
      button.hidden = false;
      showChoice(button);
      button.addEventListener("click", function () {
        try { window.localStorage.setItem(STORE, lettersOn() ? "off" : "on"); } catch (error) { return; }
        showChoice(button);
      });
    });
  });
}());
