// Tools that answer about a pasted text.
import { show, runs } from "./draw.js";
import { open } from "./engine.js";
import { blame, remember, restore, values } from "./form.js";

/** Longer texts wait for the button: answering while somebody types would get in the way. */
const LIVE = 200_000;
/** Longer texts would take more memory than a phone has. */
const LONGEST = 32_000_000;
const PAUSE = 250;

const REQUESTS = {
  explain: (text) => ({ tool: "explain", text }),
  audit: (text) => ({ tool: "audit", files: [{ file: "-", text }] }),
};

const form = document.querySelector("form[data-tool]");
const paste = form.querySelector("[data-paste]");
const context = form.querySelector("[data-context]");
const status = document.querySelector("[data-status]");
const answer = document.querySelector("[data-answer]");
const blocks = answer.querySelector("[data-blocks]");
const copy = answer.querySelector("[data-copy]");
const opened = open(form.dataset.engine, form.dataset.facts);

let copied = "";
let turn = 0;

function request() {
  const situation = values(form);
  if (context.value.trim()) situation.context = context.value;
  return { ...REQUESTS[form.dataset.tool](paste.value), situation, draw: true };
}

function say(text) {
  status.textContent = text;
}

function clear(text) {
  answer.hidden = true;
  blocks.replaceChildren();
  copied = "";
  say(text);
}

function failed(error) {
  console.warn(error);
  clear("The engine could not be used. Reload the page to try again; on the command line the same program answers.");
}

/** Answers what the form holds now. `asked` tells a press of the button from typing. */
async function run(asked) {
  const mine = ++turn;
  remember(form);
  if (paste.value.trim() === "") {
    blame(form, null);
    clear(asked ? "There is nothing to look at yet: paste a text first." : "");
    if (asked) paste.focus();
    return;
  }
  if (paste.value.length > LONGEST) {
    clear("This text is too long for a browser; on the command line the same program answers.");
    return;
  }
  let found;
  try {
    const ask = await opened;
    // Somebody typed on while the engine was under way.
    if (mine !== turn) return;
    found = await ask(request());
  } catch (error) {
    failed(error);
    return;
  }
  if (mine !== turn) return;
  const field = blame(form, found.error);
  if (found.error) {
    clear(`${field ? `${form.querySelector(`label[for="${field.id}"]`).textContent}: ` : ""}${found.error.message}`);
    if (asked) field?.focus();
    return;
  }
  const { drawn } = found;
  copied = drawn.text;
  show(blocks, drawn.blocks);
  answer.hidden = drawn.blocks.length === 0;
  status.replaceChildren();
  runs(status, drawn.summary);
  if (asked && !answer.hidden) answer.querySelector("h2").focus();
}

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

let timer = 0;
function soon() {
  clearTimeout(timer);
  if (paste.value.length < LIVE) timer = setTimeout(run, PAUSE, false);
}

restore(form);
form.addEventListener("input", soon);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  run(true);
});
// The fields are empty only after the event.
form.addEventListener("reset", () => setTimeout(run, 0, false));
paste.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
form.querySelector("[data-sample]").addEventListener("click", (event) => {
  paste.value = event.target.dataset.sample;
  run(true);
});
copy.addEventListener("click", async () => {
  try {
    await write(copied);
    copy.textContent = "Copied";
  } catch {
    copy.textContent = "Not copied: the browser does not allow it";
  }
  setTimeout(() => (copy.textContent = "Copy as text"), 2000);
});
opened.then(() => (form.dataset.ready = ""), failed);
