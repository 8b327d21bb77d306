// What every tool does: ask when something changes, draw the answer, keep the address.
import { copies } from "./copy.js";
import { show, runs } from "./draw.js";
import { open } from "./engine.js";
import { blame, remember, restore, values } from "./form.js";

/** Longer texts wait for the button: answering while somebody types would get in the way. */
const LIVE = 200_000;
/** Longer texts would take more memory than a phone has. */
const LONGEST = 32_000_000;
const PAUSE = 250;

/** Requests about a pasted text say the situation beside it, all others are a question. */
const REQUESTS = {
  explain: (situation) => ({ tool: "explain", text: paste.value, situation: { ...situation, ...pasted() } }),
  audit: (situation) => ({ tool: "audit", files: [{ file: "-", text: paste.value }], situation: { ...situation, ...pasted() } }),
  verdict: (question) => ({ tool: "verdict", question, ...pasted() }),
  plan: (question) => ({ tool: "plan", question, ...pasted() }),
};

const form = document.querySelector("form[data-tool]");
const paste = form.querySelector("[data-paste]");
const context = form.querySelector("[data-context]");
const status = document.querySelector("[data-status]");
const answer = document.querySelector("[data-answer]");
const blocks = answer.querySelector("[data-blocks]");
const copy = answer.querySelector("[data-copy]");
const save = answer.querySelector("[data-save]");
const sample = form.querySelector("[data-sample]");
/** The field without which there is nothing to ask. */
const first = paste ?? form.elements.namedItem("gpu");
const opened = open(form.dataset.engine, ...form.dataset.facts.split(" "));

let copied = "";
let turn = 0;

function pasted() {
  return context.value.trim() ? { context: context.value } : {};
}

function request() {
  return { ...REQUESTS[form.dataset.tool](values(form)), draw: true };
}

/** Whether there is nothing to ask yet. A report of the host can name the card. */
function isEmpty() {
  return first.value.trim() === "" && (paste || context.value.trim() === "");
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
  if (isEmpty()) {
    blame(form, null);
    clear(asked ? form.dataset.empty : "");
    if (asked) first.focus();
    return;
  }
  if (first.value.length > LONGEST) {
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
  show(blocks, drawn.blocks, form.dataset.tool === "plan");
  answer.hidden = drawn.blocks.length === 0;
  status.replaceChildren();
  runs(status, drawn.summary);
  if (asked && !answer.hidden) answer.querySelector("h2").focus();
}

let timer = 0;
function soon() {
  clearTimeout(timer);
  if (first.value.length < LIVE) timer = setTimeout(run, PAUSE, false);
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
first.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
sample.addEventListener("click", () => {
  first.value = sample.dataset.sample;
  run(true);
});
save?.addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([copied], { type: "text/plain" }));
  link.download = `${form.dataset.tool}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
});
copies(copy, () => copied);
opened.then(() => {
  form.dataset.ready = "";
  // An address that carries a question is answered at once.
  if (turn === 0 && !isEmpty()) run(false);
}, failed);
