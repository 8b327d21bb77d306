// Progressive parts of the site: theme switch, lists that sort and filter, search. Pages work without.
"use strict";

function themeSwitch() {
  const button = document.querySelector("button.theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const current = () => document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
  const show = () => {
    const next = current() === "dark" ? "Light" : "Dark";
    button.textContent = next;
    button.setAttribute("aria-label", `${next} theme`);
  };
  button.addEventListener("click", () => {
    const next = current() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // The choice then lasts for this page only.
    }
    show();
  });
  dark.addEventListener("change", show);
  show();
}

function list(table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const status = document.querySelector(".result");
  const unfiltered = status.textContent;
  const filters = document.querySelector("[data-filters]");
  const form = filters.querySelector("form");
  const order = form.elements.sort;
  const fields = [...form.elements].filter((field) => field.dataset.kind);
  const heads = [...table.tHead.rows[0].cells];

  const active = () => fields.filter((field) => field.value !== "");

  const passes = (row, field) => {
    const value = row.dataset[field.name];
    if (value === undefined) return false;
    if (field.dataset.kind === "choice") return value.split("|").includes(field.value);
    return field.dataset.kind === "min" ? Number(value) >= Number(field.value) : Number(value) <= Number(field.value);
  };

  const remember = () => {
    const query = new URLSearchParams();
    for (const field of [...active(), order]) if (field.value) query.set(field.name, field.value);
    const text = query.toString();
    history.replaceState(null, "", text ? `?${text}` : location.pathname);
  };

  const filter = () => {
    const on = active();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !on.every((field) => passes(row, field));
      if (!row.hidden) shown += 1;
    }
    const whole = rows.length === Number(status.dataset.total);
    if (on.length === 0) {
      status.textContent = unfiltered;
    } else if (shown > 0) {
      status.textContent = `${shown} of ${rows.length} records${whole ? "" : " on this page"}`;
    } else {
      status.textContent = `No record${whole ? "" : " on this page"} fits. Relax ${relax(on)}.`;
    }
  };

  // The filter without which most rows would be left.
  const relax = (on) => {
    const left = (without) => rows.filter((row) => on.every((field) => field === without || passes(row, field))).length;
    const best = on.reduce((a, b) => (left(b) > left(a) ? b : a));
    return `“${form.querySelector(`label[for="${best.id}"]`).textContent}”`;
  };

  const key = (row, index) => {
    const cell = row.cells[index];
    const text = cell.dataset.sort || cell.textContent.trim();
    const number = Number(text);
    return text === "" ? null : Number.isNaN(number) ? text.toLowerCase() : number;
  };

  const sort = () => {
    const index = order.value === "" ? -1 : Math.abs(Number(order.value));
    const down = order.value.startsWith("-");
    const collator = new Intl.Collator("en", { numeric: true });
    const sorted = rows.map((row, place) => ({ row, place, key: index < 0 ? null : key(row, index) }));
    sorted.sort((a, b) => {
      // What is not known comes last in both directions.
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
      const numbers = typeof a.key === "number" && typeof b.key === "number";
      const way = numbers ? a.key - b.key : collator.compare(String(a.key), String(b.key));
      return (down ? -way : way) || a.place - b.place;
    });
    body.append(...sorted.map((item) => item.row));
    heads.forEach((head, at) => {
      if (at === index) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };

  const update = () => {
    filter();
    sort();
    remember();
  };

  heads.forEach((head, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      order.value = head.getAttribute("aria-sort") === "ascending" ? `-${index}` : `${index}`;
      sort();
      remember();
    });
  });

  const query = new URLSearchParams(location.search);
  for (const field of [...fields, order]) {
    if (!query.has(field.name)) continue;
    field.value = query.get(field.name);
    // A choice that the list does not offer counts as none.
    if (field.selectedIndex === -1) field.value = "";
  }
  if (active().length > 0) filter();
  if (order.value) sort();
  filters.open = matchMedia("(min-width: 56.01rem)").matches || active().length > 0;
  filters.dataset.ready = "";
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", update);
  // The fields are empty only after the event.
  form.addEventListener("reset", () => setTimeout(update));
}

function search(form) {
  const input = form.querySelector("input");
  const status = document.querySelector("[data-search-status]");
  const hits = document.querySelector("[data-search-hits]");
  const main = document.querySelector("main");
  let index = null;

  const load = async () => {
    const response = await fetch(main.dataset.index);
    const entries = await response.json();
    return entries.map(([url, name, kind, words]) => ({ url, name, kind, start: name.toLowerCase(), text: `${name} ${url} ${words}`.toLowerCase() }));
  };

  const score = (item, words) => {
    let total = 0;
    for (const word of words) {
      if (!item.text.includes(word)) return 0;
      total += item.start.includes(word) ? 3 : 1;
      if (new RegExp(`(^|\\W)${word.replace(/[^\w]/g, "\\$&")}(\\W|$)`).test(item.text)) total += 2;
    }
    return total + 1 / item.name.length;
  };

  const show = async () => {
    const asked = input.value;
    const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length > 0) {
      try {
        index ??= await load();
      } catch {
        status.textContent = "The search index could not be loaded. Reload the page to try again.";
        return;
      }
    }
    // Somebody typed on while the index was under way.
    if (input.value !== asked) return;
    hits.replaceChildren();
    if (words.length === 0) {
      status.textContent = "";
      return;
    }
    const found = index.map((item) => [score(item, words), item]).filter(([value]) => value > 0).sort((a, b) => b[0] - a[0]);
    status.textContent = found.length === 0 ? "Nothing found. Try fewer or shorter words." : `${found.length} found${found.length > 50 ? ", the best 50 shown" : ""}`;
    for (const [, item] of found.slice(0, 50)) {
      const entry = document.createElement("li");
      const link = document.createElement("a");
      const kind = document.createElement("span");
      link.href = main.dataset.root + item.url.slice(1);
      link.textContent = item.name;
      kind.textContent = item.kind;
      entry.append(link, " ", kind);
      hits.append(entry);
    }
  };

  input.value = new URLSearchParams(location.search).get("q") || "";
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", () => {
    history.replaceState(null, "", input.value ? `?q=${encodeURIComponent(input.value)}` : location.pathname);
    show();
  });
  if (input.value) show();
}

themeSwitch();
document.querySelectorAll("[data-list]").forEach(list);
document.querySelectorAll("[data-search]").forEach(search);
