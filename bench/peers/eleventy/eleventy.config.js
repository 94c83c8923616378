// The same pages as the other tools make; only built-in features, no plugins.
const PAGE_SIZE = 25;

const chunks = (items) => {
  const pages = [];
  for (let at = 0; at < items.length; at += PAGE_SIZE) pages.push(items.slice(at, at + PAGE_SIZE));
  return pages;
};

const slug = (name) => name.toLowerCase().replaceAll(" ", "-");

const newestFirst = (api) =>
  api.getFilteredByGlob("content/news/*.md").sort((a, b) => b.date - a.date || (a.url < b.url ? -1 : 1));

// One entry for each page of each listing: home first, then the topics.
const listings = (api) => {
  const news = newestFirst(api);
  const topics = new Map();
  for (const item of news) {
    for (const topic of item.data.topics) {
      if (!topics.has(topic)) topics.set(topic, []);
      topics.get(topic).push(item);
    }
  }
  const pagesOf = (title, base, items) =>
    chunks(items).map((page, index, all) => ({
      title,
      items: page,
      number: index + 1,
      total: all.length,
      url: index === 0 ? base : `${base}page/${index + 1}/`,
      newer: index === 0 ? null : index === 1 ? base : `${base}page/${index}/`,
      older: index + 1 < all.length ? `${base}page/${index + 2}/` : null,
    }));
  return [...topics].reduce(
    (pages, [topic, items]) => pages.concat(pagesOf(topic, `/topics/${slug(topic)}/`, items)),
    pagesOf("The Bench", "/", news),
  );
};

export default function (config) {
  config.addCollection("news", newestFirst);
  config.addCollection("listings", listings);
  config.addFilter("slug", slug);
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("rfc822", (date) => date.toUTCString().replace("GMT", "+0000"));
  config.addFilter("first", (items, count) => items.slice(0, count));
  config.setQuietMode(true);
  return {
    dir: { input: "content", includes: "../_includes", output: "_site" },
    // Bodies are Markdown, not templates, as in the other tools.
    markdownTemplateEngine: false,
  };
}
