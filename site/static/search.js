// The search page: Pagefind's index, our own words. Addresses hold the search: /search/?q=…

import { base, dayInWords, element, filled } from "./page.js";

const AT_ONCE = 10;
const FILTERS = ["topic", "source", "month"];

const area = document.getElementById("search");
const form = area.querySelector("form");
const status = document.getElementById("search-status");
const list = document.getElementById("search-results");
const more = document.getElementById("search-more");
const words = area.dataset;

let found = [];
let latest = 0; // counts searches: the answer to an older one is not shown

const index = opened();
index.catch(() => { status.textContent = words.broken; });

async function opened() {
  const options = { noWorker: true };
  const [pagefind, answer] = await Promise.all([
    import(`${base}/pagefind/pagefind.js`),
    fetch(`${base}/pagefind/parts.json`),
  ]);
  const { parts } = await answer.json();
  await pagefind.options({ ...options, excerptLength: 24 });
  await pagefind.init();
  await Promise.all(parts.map((part) => pagefind.mergeIndex(`${base}/pagefind/${part}`, options)));
  return pagefind;
}

// ---------------------------------------------------------------- the question

const asked = () => ({
  q: form.q.value.trim(),
  ...Object.fromEntries(FILTERS.map((name) => [name, form[name].value])),
});

function address(question) {
  const filledIn = Object.entries(question).filter(([, value]) => value);
  const query = new URLSearchParams(filledIn).toString();
  return query ? `?${query}` : location.pathname;
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  form.q.value = query.get("q") ?? "";
  for (const name of FILTERS) choose(form[name], query.get(name) ?? "");
}

/** Choose a value of a filter, also one that is not listed yet. */
function choose(select, value) {
  if (value && ![...select.options].some((option) => option.value === value)) {
    select.append(element("option", { value }, value));
  }
  select.value = value;
}

async function offerFilters() {
  const filters = await (await index).filters();
  for (const name of FILTERS) {
    const select = form[name];
    const chosen = select.value;
    const values = Object.entries(filters[name] ?? {}).filter(([, count]) => count > 0);
    if (name === "month") values.sort().reverse();
    else values.sort(([one], [other]) => one.localeCompare(other, document.documentElement.lang));
    select.replaceChildren(select.options[0], ...values.map(([value, count]) =>
      element("option", { value }, `${label(name, value)} (${count})`)));
    choose(select, chosen);
  }
}

const label = (name, value) => (name === "month" ? monthInWords(value) : value);

const monthInWords = (month) =>
  new Date(`${month}-15T12:00:00Z`).toLocaleDateString(document.documentElement.lang, {
    month: "long", year: "numeric", timeZone: "UTC",
  });

// ---------------------------------------------------------------- the answer

async function search(question = asked()) {
  const turn = ++latest;
  const filters = Object.fromEntries(
    FILTERS.filter((name) => question[name]).map((name) => [name, question[name]]));
  if (!question.q && Object.keys(filters).length === 0) {
    show([], "");
    return;
  }
  status.textContent = words.busy;
  try {
    const { results } = await (await index).search(question.q || null, { filters });
    if (turn === latest) await show(results, results.length ? words.found : words.none, turn);
  } catch {
    if (turn === latest) status.textContent = words.broken;
  }
}

async function show(results, sentence, turn = latest) {
  found = results;
  const first = await rows(0);
  if (turn !== latest) return;
  list.replaceChildren(...first);
  more.hidden = found.length <= AT_ONCE;
  status.textContent = filled(sentence, { n: found.length });
}

async function rows(start) {
  const pages = await Promise.all(found.slice(start, start + AT_ONCE).map((hit) => hit.data()));
  return pages.map(row);
}

function row({ url, meta, excerpt }) {
  const about = [meta.outlet, meta.day && dayInWords(meta.day)].filter(Boolean).join(" · ");
  return element("li", {},
    element("a", { href: url, lang: meta.language }, meta.title),
    element("p", { class: "meta" }, about),
    element("p", { class: "excerpt", lang: meta.language }, ...marked(excerpt)));
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };
const plain = (html) => html.replace(/&([#\w]+);/g, (whole, name) => NAMED[name] ?? whole);

/** Return an excerpt's texts, with what was found in <mark>; all other markup is only text. */
function marked(excerpt) {
  return excerpt.split(/<mark>(.*?)<\/mark>/).map((text, at) =>
    (at % 2 ? element("mark", {}, plain(text)) : plain(text)));
}

// ---------------------------------------------------------------- what the reader does

let waiting = 0;

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    history.replaceState(null, "", address(asked()));
    search();
  }, 250);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  history.pushState(null, "", address(asked()));
  search();
});

more.addEventListener("click", async () => {
  const next = await rows(list.children.length);
  list.append(...next);
  more.hidden = list.children.length >= found.length;
  next[0]?.querySelector("a").focus();
});

addEventListener("popstate", () => {
  readAddress();
  search();
});

area.hidden = false;
readAddress();
search();
offerFilters().catch(() => {});
