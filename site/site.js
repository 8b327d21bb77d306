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
  button.hidden = false;
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
  const filters = document.querySelector("[data-filters]");
  const form = filters && filters.querySelector("form");
  const heads = [...table.tHead.rows[0].cells];
  let sort = "";

  const fields = () => (form ? [...form.elements].filter((field) => field.name) : []);
  const active = () => fields().filter((field) => field.value !== "");

  const passes = (row, field) => {
    const value = row.dataset[field.name];
    if (field.dataset.kind === "choice") return value === field.value;
    if (value === undefined) return false;
    return field.dataset.kind === "min" ? Number(value) >= Number(field.value) : Number(value) <= Number(field.value);
  };

  const remember = () => {
    const query = new URLSearchParams();
    for (const field of active()) query.set(field.name, field.value);
    if (sort) query.set("sort", sort);
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
    const total = Number(status.dataset.total);
    if (on.length === 0) {
      status.textContent = `${total} ${total === 1 ? "record" : "records"}`;
    } else if (shown > 0) {
      status.textContent = `${shown} of ${total} records`;
    } else {
      status.textContent = `No record fits. Relax ${relax(on)}.`;
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

  const order = (index, down) => {
    const collator = new Intl.Collator("en", { numeric: true });
    const sorted = rows
      .map((row, place) => ({ row, place, key: key(row, index) }))
      .sort((a, b) => {
        // What is not known comes last in both directions.
        if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
        const way = typeof a.key === "number" && typeof b.key === "number" ? a.key - b.key : collator.compare(String(a.key), String(b.key));
        return (down ? -way : way) || a.place - b.place;
      });
    body.append(...sorted.map((item) => item.row));
    heads.forEach((head, at) => {
      if (at === index) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    sort = `${down ? "-" : ""}${index}`;
  };

  heads.forEach((head, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      order(index, head.getAttribute("aria-sort") === "ascending");
      remember();
    });
  });

  const query = new URLSearchParams(location.search);
  for (const field of fields()) if (query.has(field.name)) field.value = query.get(field.name);
  const wanted = query.get("sort");
  if (wanted && /^-?\d+$/.test(wanted) && Math.abs(Number(wanted)) < heads.length) {
    order(Math.abs(Number(wanted)), wanted.startsWith("-"));
  }
  if (form) {
    filters.hidden = false;
    filters.open = matchMedia("(min-width: 48rem)").matches || active().length > 0;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      filter();
      remember();
    });
    form.addEventListener("reset", () => {
      setTimeout(() => {
        filter();
        remember();
      });
    });
    if (active().length > 0) filter();
  }
}

async function search(form) {
  const input = form.querySelector("input");
  const status = document.querySelector("[data-search-status]");
  const hits = document.querySelector("[data-search-hits]");
  const main = document.querySelector("main");
  let index = null;

  const load = async () => {
    if (index) return;
    const response = await fetch(main.dataset.index);
    index = (await response.json()).map(([url, name, kind, words]) => ({ url, name, kind, text: `${name} ${url} ${words}`.toLowerCase(), start: name.toLowerCase() }));
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
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    hits.replaceChildren();
    if (words.length === 0) {
      status.textContent = "";
      return;
    }
    await load();
    const found = index.map((item) => [score(item, words), item]).filter(([value]) => value > 0).sort((a, b) => b[0] - a[0]);
    status.textContent = found.length === 0 ? "Nothing found. Try fewer or shorter words." : `${found.length} found${found.length > 50 ? ", the best 50 shown" : ""}`;
    for (const [, item] of found.slice(0, 50)) {
      const entry = document.createElement("li");
      const link = document.createElement("a");
      link.href = main.dataset.root + item.url.slice(1);
      link.textContent = item.name;
      entry.append(link, ` ${item.kind}`);
      hits.append(entry);
    }
  };

  form.hidden = false;
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
