// Runs before the page is drawn: shows what needs scripts, applies the remembered theme.
(function () {
  "use strict";
  document.documentElement.dataset.script = "";
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  } catch (error) {
    // Without storage the page follows the system.
  }
})();
