// Marks the stories of a list: read, new since the last visit, followed, muted.

import { element, filled, shownStory } from "./page.js";
import { change, has, load } from "./store.js";

const PAUSE = 30 * 60 * 1000; // a visit ends when nothing was opened for half an hour

/** Note this visit; return the settings, with `since` the end of the visit before. */
function visited() {
  const now = Date.now();
  const id = shownStory();
  return change((settings) => {
    if (now - settings.active > PAUSE) settings.since = settings.active;
    settings.active = now;
    if (id) settings.read = [...settings.read.filter((each) => each !== id), id];
  });
}

const topicsOf = (item) => item.dataset.topics.split("|");

function isIn(lists, item) {
  return topicsOf(item).some((name) => has(lists.topics, name))
    || has(lists.sources, item.dataset.source);
}

/** Mark every story of the page anew. */
export function remark(settings = load()) {
  const read = new Set(settings.read);
  const counts = { fresh: 0, muted: 0 };
  for (const item of document.querySelectorAll("[data-topics]")) {
    const muted = isIn(settings.mute, item);
    const isRead = read.has(item.dataset.story);
    const fresh = settings.since > 0 && !isRead && Date.parse(item.dataset.updated) > settings.since;
    item.classList.toggle("is-read", isRead);
    item.classList.toggle("is-followed", isIn(settings.follow, item));
    item.classList.toggle("is-muted", muted);
    item.querySelector(".fresh")?.remove();
    if (fresh && !muted) {
      item.querySelector("a[href*='/news/']")
        ?.before(element("b", { class: "fresh" }, document.body.dataset.new));
    }
    counts.fresh += fresh && !muted;
    counts.muted += muted;
  }
  say("since", counts.fresh);
  say("muted", counts.muted);
}

/** Fill and show a sentence that the page holds ready, if there is anything to count. */
function say(id, count) {
  const line = document.getElementById(id);
  if (!line) return;
  line.hidden = count === 0;
  line.querySelector("span").textContent = filled(line.dataset.text, { n: count });
}

export function markStories() {
  remark(visited());
  document.querySelector("#muted button")?.addEventListener("click", (event) => {
    const shown = document.body.classList.toggle("with-muted");
    event.currentTarget.setAttribute("aria-pressed", shown);
  });
  // Another tab changed something, or the browser brought this page back from its memory.
  addEventListener("storage", () => remark());
  addEventListener("pageshow", (event) => event.persisted && remark());
}
