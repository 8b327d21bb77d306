// What is asked of every page's HTML. An exception needs a reason.
export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // A matter of taste; the templates write it in lower case.
    "doctype-style": ["error", { style: "lowercase" }],
    // Filters and the search page answer while one types; a submit button would have nothing to do.
    "wcag/h32": "off",
    // A record's name is its title, and observed layouts name board, BIOS and kernel.
    "long-title": "off",
  },
};
