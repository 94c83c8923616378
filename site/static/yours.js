// The page of the personal digest: what is followed and muted, its latest stories, taking it along.

import { base, dayInWords, element, storyPath } from "./page.js";
import { change, checked, forget, has, load, toggle } from "./store.js";

const AT_MOST = 30;
const area = document.getElementById("yours");
const words = area.dataset;
const status = document.getElementById("yours-status");

const KINDS = ["topics", "sources"];

function show() {
  const settings = load();
  for (const what of ["follow", "mute"]) {
    const all = KINDS.flatMap((kind) =>
      settings[what][kind].map((place) => row(what, kind, place)));
    document.getElementById(`yours-${what}`).replaceChildren(
      ...(all.length ? all : [nothing(words.none)]));
  }
  area.querySelector("#yours-keys").checked = settings.keys;
  showLatest(settings);
}

const nothing = (said) => element("li", { class: "meta" }, said);

function row(what, kind, place) {
  const button = element("button", { type: "button" }, words.remove);
  const link = element("a", { href: base + place.path }, place.name);
  button.setAttribute("aria-label", `${words.remove}: ${place.name}`);
  button.addEventListener("click", () => {
    change((settings) => toggle(settings, what, kind, place));
    show();
    status.textContent = words.removed;
    area.querySelector("h2").focus();
  });
  return element("li", {}, link, " ", button);
}

let latest = 0; // counts showings: the feeds of an older one are not shown

const isMuted = ({ topics, sources }, { tags = [], _broadsheet: { outlet } = {} }) =>
  tags.some((name) => has(topics, name)) || has(sources, outlet);

/** Show the newest stories of what is followed, from the feeds that all of it has. */
async function showLatest(settings) {
  const turn = ++latest;
  const places = KINDS.flatMap((kind) => settings.follow[kind]);
  const feeds = await Promise.all(places.map(feedOf));
  if (turn !== latest) return;
  const stories = new Map(feeds.flat().map((item) => [item.id, item]));
  const shown = [...stories.values()]
    .filter((item) => !isMuted(settings.mute, item))
    .sort((one, other) => (one.date_published < other.date_published ? 1 : -1))
    .slice(0, AT_MOST);
  document.getElementById("yours-latest").replaceChildren(...(shown.length ? shown.map((item) =>
    element("li", { class: settings.read.some((id) => item.path.endsWith(storyPath(id)))
      ? "is-read" : "" },
      element("a", { href: item.path, lang: item.language }, item.title),
      element("p", { class: "meta" }, dayInWords(item.date_published ?? "")))) : [nothing(words.nothing)]));
}

async function feedOf(place) {
  try {
    const answer = await fetch(`${base}${place.path}feed.json`);
    const { items } = await answer.json();
    return items.flatMap((item) => {
      const path = new URL(item.url).pathname;
      return path.startsWith(`${base}/news/`) ? [{ ...item, path }] : [];
    });
  } catch {
    return [];
  }
}

// ---------------------------------------------------------------- taking it along

document.getElementById("yours-export").addEventListener("click", () => {
  const text = JSON.stringify(load(), null, 2);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  element("a", { href: address, download: "digest.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
});

document.getElementById("yours-import").addEventListener("change", async (event) => {
  try {
    const given = JSON.parse(await event.target.files[0].text());
    if (given?.version !== 1) throw new Error("not ours");
    change((settings) => Object.assign(settings, checked(given)));
    status.textContent = words.imported;
  } catch {
    status.textContent = words.refused;
  }
  event.target.value = "";
  show();
});

document.getElementById("yours-forget").addEventListener("click", () => {
  forget();
  show();
  status.textContent = words.forgotten;
});

document.getElementById("yours-keys").addEventListener("change", (event) => {
  change((settings) => { settings.keys = event.target.checked; });
});

area.hidden = false;
show();
