// The search page: Pagefind's index, our own words. Addresses hold the search: /search/?q=…

import { base, dayInWords, element, filled, language } from "./page.js";

const AT_ONCE = 10;
const CHECKED = 40; // so many hits are looked at before they are counted
const FILTERS = ["topic", "source", "month"];

const area = document.getElementById("search");
const form = area.querySelector("form");
const status = document.getElementById("search-status");
const list = document.getElementById("search-results");
const more = document.getElementById("search-more");
const words = area.dataset;

let found = [];
let latest = 0; // counts searches: the answer to an older one is not shown

let opening = null;

/** Return the index; it is opened when somebody begins to search, not for looking at the page. */
function index() {
  opening ??= open();
  return opening;
}

async function open() {
  const [pagefind, answer] = await Promise.all([
    import(`${base}/pagefind/pagefind.js`),
    fetch(`${base}/pagefind/parts.json`),
  ]);
  const { parts } = await answer.json();
  await pagefind.options({ excerptLength: 24 });
  await pagefind.init();
  await Promise.all(parts.map((part) => pagefind.mergeIndex(`${base}/pagefind/${part}`)));
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
  const filters = await (await index()).filters();
  for (const name of FILTERS) {
    const select = form[name];
    const chosen = select.value;
    const values = Object.entries(filters[name] ?? {}).filter(([, count]) => count > 0);
    if (name === "month") values.sort().reverse();
    else values.sort(([one], [other]) => one.localeCompare(other, language));
    select.replaceChildren(select.options[0], ...values.map(([value, count]) =>
      element("option", { value }, `${label(name, value)} (${count})`)));
    choose(select, chosen);
  }
}

const label = (name, value) => (name === "month" ? dayInWords(value) : value);

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
    const { results } = await (await index()).search(question.q || null, { filters });
    const few = results.length <= CHECKED;
    const hits = few ? await real(results, question.q) : results;
    if (turn === latest) await show(hits, hits.length ? words.found : words.none, turn);
  } catch {
    if (turn === latest) status.textContent = words.broken;
  }
}

async function show(hits, sentence, turn = latest) {
  found = hits;
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

// A part of the index that lacks a word answers with the longest beginning of it that it has:
// "c" for "chess". One index would know better; of several, the hits have to be looked at.

const letters = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

function sharesEnough(word, term) {
  let same = 0;
  while (same < term.length && word[same] === term[same]) same += 1;
  return same >= 0.4 * term.length; // "run" for "running", not "c" for "chess"
}

async function real(results, q) {
  const terms = letters(q);
  const pages = await Promise.all(results.map((hit) => hit.data()));
  return pages.filter(({ content, locations }) => {
    const text = content.split(/\s+/);
    const marked = locations.flatMap((at) => letters(text[at] ?? ""));
    return terms.every((term) => marked.some((word) => sharesEnough(word, term)));
  }).map((page) => ({ data: () => page }));
}

function row({ url, meta, excerpt }) {
  const about = [meta.outlet, meta.day && dayInWords(meta.day)].filter(Boolean).join(" · ");
  return element("li", {},
    element("a", { href: url, lang: meta.language }, meta.title),
    element("p", { class: "meta" }, about),
    element("p", { class: "excerpt", lang: meta.language }, ...marked(excerpt, meta.title)));
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };
const plain = (html) => html.replace(/&([#\w]+);/g, (whole, name) => NAMED[name] ?? whole);

/** Return an excerpt's texts, with what was found in <mark>; all other markup is only text. */
function marked(excerpt, title) {
  const texts = excerpt.split(/<\/?mark>/).map(plain);
  if (texts.join("").startsWith(title)) dropped(texts, title.length);
  const whole = texts.join("").trim();
  if (/^\p{Ll}/u.test(whole)) texts.unshift("… ", "");
  if (/[^.!?…'"”’»]$/.test(whole)) texts.push("", " …");
  return texts.map((text, at) => (at % 2 && text ? element("mark", {}, text) : text));
}

/** Take so many characters, and the full stop behind them, from the front: the title again. */
function dropped(texts, length) {
  for (let at = 0; at < texts.length && length > 0; at += 1) {
    const taken = Math.min(length, texts[at].length);
    texts[at] = texts[at].slice(taken);
    length -= taken;
    if (length === 0) texts[at] = texts[at].replace(/^\.\s*/, "");
  }
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

function begin() {
  offerFilters().catch(() => { status.textContent = words.broken; });
}

// Somebody may have begun before this program was here.
if (location.search || !form.q.value) readAddress();
if (form.contains(document.activeElement)) begin();
else form.addEventListener("focusin", begin, { once: true });
search();
