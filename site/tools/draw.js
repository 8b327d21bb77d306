// Answers on the page: the same blocks and runs that the site's templates and the command line draw.

import { copies } from "./copy.js";

/** Whether code blocks get a button that copies them. */
let typed = false;

const root = () => document.querySelector("main").dataset.root;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function anchor(href, text) {
  const made = element("a", text);
  made.href = href;
  return made;
}

const RUNS = {
  text: (run) => run.text,
  code: (run) => element("code", run.text),
  mark: (run) => element("span", run.text, `mark ${run.role}`),
  record: (run) => anchor(`${root()}${run.kind}/${run.id}/`, run.text),
  out: (run) => {
    const made = anchor(run.url, run.text);
    made.rel = "external noopener";
    return made;
  },
};

/** Puts runs into an element. */
export function runs(into, list) {
  into.append(...list.map((run) => RUNS[run.run](run)));
  return into;
}

const BLOCKS = {
  paragraph: (block) => runs(element("p"), block.runs),
  note: (block) => runs(element("p", undefined, `note ${block.role}`), block.runs),
  code: (block) => {
    const made = element("pre");
    made.append(element("code", block.text));
    if (!typed) return made;
    const figure = element("div", undefined, "typed");
    const button = element("button", "Copy");
    button.type = "button";
    figure.append(made, copies(button, () => block.text));
    return figure;
  },
  list: (block) => {
    const made = element(block.ordered ? "ol" : "ul");
    made.append(...block.items.map((item) => runs(element("li"), item)));
    return made;
  },
  part: (block, level) => {
    const made = element("section", undefined, "part");
    made.append(runs(element(`h${Math.min(level, 6)}`), block.title), ...block.blocks.map((inner) => draw(inner, level + 1)));
    return made;
  },
};

function draw(block, level) {
  return BLOCKS[block.block](block, level);
}

/** Shows blocks in an element; what is to be typed gets buttons where it is worth copying. */
export function show(into, blocks, copied = false, level = 3) {
  typed = copied;
  into.replaceChildren(...blocks.map((block) => draw(block, level)));
}
