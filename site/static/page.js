// The page we are on, and how to add to it: elements and texts only, never markup.

export const base = document.body.dataset.base;

// The policy of our pages (`require-trusted-types-for`) lets nothing make markup or scripts from
// texts; these are the two programs that run beside a page.
const programs = ["/service-worker.js", "/pagefind/pagefind-worker.js"].map((path) => base + path);
globalThis.trustedTypes?.createPolicy("default", {
  createScriptURL: (url) => (programs.includes(new URL(url, location).pathname) ? url : null),
});

export const storyPath = (id) => `${base}/news/${id}/`;

/** Return the id of the story whose page this is, or an empty text. */
export function shownStory() {
  const path = decodeURI(location.pathname);
  const start = `${base}/news/`;
  return path.startsWith(start) ? path.slice(start.length).replace(/\/$/, "") : "";
}

/** Return a new element with attributes, holding texts and other elements. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Put values into a sentence of the page: `{n}` of the theme's own words. */
export const filled = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

// English without a country is British here, as on every page that is built: day before month.
export const language = document.documentElement.lang.replace(/^en$/, "en-GB");

/** Return a day (or a month: `2022-02`) as this page's language writes it. */
export function dayInWords(day) {
  const isMonth = day.length === 7;
  const date = new Date(`${isMonth ? `${day}-15` : day.slice(0, 10)}T12:00:00Z`);
  if (Number.isNaN(date.valueOf())) return "";
  return date.toLocaleDateString(language, {
    day: isMonth ? undefined : "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
}
