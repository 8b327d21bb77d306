// Copying text, and buttons that do it.

async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Without a secure connection there is no clipboard; the selection still is.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return undefined;
}

/** Makes a button copy a text, which is asked for when it is pressed. */
export function copies(button, text) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    try {
      await write(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied: the browser does not allow it";
    }
    setTimeout(() => (button.textContent = label), 2000);
  });
  return button;
}
