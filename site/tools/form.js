// A form and the address: every field with a name is kept in the address, what is pasted never is.

/** The fields that the address carries. */
export function fields(form) {
  return [...form.elements].filter((field) => field.name);
}

/** Fills the form from the address. */
export function restore(form) {
  const query = new URLSearchParams(location.search);
  for (const field of fields(form)) {
    if (!query.has(field.name)) continue;
    field.value = query.get(field.name);
    // A choice that the form does not offer counts as none.
    if (field.selectedIndex === -1) field.value = "";
  }
}

/** Puts the form into the address. */
export function remember(form) {
  const query = new URLSearchParams(Object.entries(values(form)));
  const text = query.toString();
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
}

/** What the form says, without what it leaves open. */
export function values(form) {
  const said = fields(form).map((field) => [field.name, field.value.trim()]);
  return Object.fromEntries(said.filter(([, value]) => value !== ""));
}

/** Shows at a field what is wrong with it, or that nothing is; gives the field. */
export function blame(form, error) {
  for (const field of fields(form)) {
    field.removeAttribute("aria-invalid");
    field.setCustomValidity("");
  }
  const field = error && form.elements.namedItem(error.field);
  if (!field) return null;
  field.setAttribute("aria-invalid", "true");
  field.setCustomValidity(error.message);
  field.closest("details")?.setAttribute("open", "");
  return field;
}
