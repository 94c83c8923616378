// Keeps the latest edition and what was read lately for when there is no connection. Online, every
// page comes from the site: a copy is only ever shown in place of nothing.

const SHELL = `broadsheet ${BASE}/ shell ${VERSION}`;
const READ = `broadsheet ${BASE}/ read`;
const READ_AT_MOST = 80;
const OFFLINE = `${BASE}/offline/`;
const ASSETS = `${BASE}/assets/`;
const PAGES = ["news", "edition", "week", "topics"].map((name) => `${BASE}/${name}/`);

addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(ASSETS)) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
});

/** Fetch everything of this version; if one thing fails, the version before stays. */
async function keepShell() {
  const cache = await caches.open(SHELL);
  await cache.addAll(KEPT.map((path) => new Request(path, { cache: "no-cache" })));
}

/** Remove the shells of other versions of this site, and nobody else's caches. */
async function forgetOthers() {
  const ours = (name) => name.startsWith(`broadsheet ${BASE}/ `);
  const names = (await caches.keys()).filter((name) => ours(name) && ![SHELL, READ].includes(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** The name of a static file holds its hash: a copy is as good as the file. */
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
    return answer;
  } catch {
    return (await successor(new URL(request.url).pathname)) ?? Response.error();
  }
}

/** A page that was read before an update asks for files of then: of today's, the one so called. */
async function successor(pathname) {
  const called = (path) => path.replace(/\.[0-9a-f]+(?=\.\w+$)/, "");
  const path = KEPT.find((each) => called(each) === called(pathname));
  return path && caches.match(path);
}

/** The site's answer if there is any, else a copy, else the page that says so. */
async function page(event, pathname) {
  try {
    const answer = await fetch(event.request, { cache: "no-cache" });
    if (answer.ok && !answer.redirected && PAGES.some((start) => pathname.startsWith(start))) {
      event.waitUntil(keepPage(pathname, answer.clone()));
    } else if (answer.status === 404 || answer.status === 410) {
      event.waitUntil(caches.open(READ).then((cache) => cache.delete(pathname)));
    }
    return answer;
  } catch {
    const read = await (await caches.open(READ)).match(pathname);
    return read ?? (await caches.match(pathname)) ?? (await caches.match(OFFLINE))
      ?? Response.error();
  }
}

/** Keep a page that was read, the newest last, and let the oldest go. */
async function keepPage(pathname, answer) {
  const cache = await caches.open(READ);
  await cache.delete(pathname);
  await cache.put(pathname, answer);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -READ_AT_MOST).map((request) => cache.delete(request)));
}
