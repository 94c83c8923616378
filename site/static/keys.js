// Keys for readers who like them: j and k walk through the stories, o opens, / searches, ? helps.
// They can be switched off on the page of the personal digest (WCAG 2.1.4).

import { base, element } from "./page.js";
import { load } from "./store.js";

const links = () =>
  [...document.querySelectorAll("main [data-topics] a[href*='/news/'], main :is(.river > li > a, .thread a, .found a)")]
    .filter((link) => link.checkVisibility?.() ?? true);

let current = null; // the story that j and k stand at

function walk(step) {
  const all = links();
  const at = all.indexOf(document.activeElement?.matches("a") ? document.activeElement : current);
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  if (!next) return;
  current = next;
  next.focus();
  next.scrollIntoView({ block: "center" });
}

function open() {
  const all = links();
  (all.find((link) => link === document.activeElement) ?? current)?.click();
}

function search() {
  const field = document.getElementById("q");
  if (field) field.focus();
  else if (document.querySelector(".find")) location.assign(`${base}/search/#q`);
}

async function help() {
  let sheet = document.getElementById("help");
  if (!sheet) {
    const answer = await fetch(`${base}/reader.json`).catch(() => null);
    if (!answer?.ok) return;
    sheet = helpSheet(await answer.json());
    document.body.append(sheet);
  }
  if (!sheet.open) sheet.showModal();
}

function helpSheet(words) {
  const rows = words.keys.map(([key, what]) =>
    element("tr", {}, element("th", { scope: "row" }, element("kbd", {}, key)),
      element("td", {}, what)));
  const close = element("form", { method: "dialog" }, element("button", {}, words.close));
  return element("dialog", { id: "help", "aria-labelledby": "help-title" },
    element("h2", { id: "help-title" }, words.title),
    element("table", { class: "figures" }, element("tbody", {}, ...rows)),
    element("p", {}, element("a", { href: `${base}/yours/` }, words.more)),
    close);
}

const ACTIONS = { j: () => walk(1), k: () => walk(-1), o: open, "/": search, "?": help };

const isTyping = (target) =>
  target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName);

export function listenForKeys() {
  document.addEventListener("keydown", (event) => {
    const action = ACTIONS[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") || !load().keys) return;
    event.preventDefault();
    action();
  });
}
