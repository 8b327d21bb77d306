// Runs before the page is drawn: applies the remembered theme.
(function () {
  "use strict";
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  } catch (error) {
    // Without storage the page follows the system.
  }
})();
