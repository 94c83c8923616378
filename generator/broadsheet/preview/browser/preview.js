// Listens to the preview: reloads this page when it changed, swaps stylesheets, shows what is wrong.
// Added to served pages only. Texts are set as text, never as HTML: they come from articles.
(() => {
  "use strict";
  const own = document.currentScript;
  const page = location.pathname;
  const base = new URL(".", own.src);
  let mark = own.dataset.mark;
  let stream = null;
  let faultsNow = "";

  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const remembered = (store, key) => {
    try { return store.getItem(key); } catch { return null; }
  };
  const remember = (store, key, value) => {
    try { store.setItem(key, value); } catch { /* a browser may forbid it; then it is forgotten */ }
  };

  // ---------------------------------------------------------------- what the page is given

  const host = make("broadsheet-preview");
  const root = host.attachShadow({ mode: "open" });
  const look = make("link", "", { rel: "stylesheet", href: new URL("preview.css", base).pathname });
  const aside = make("aside", "", { "aria-label": "Preview" });
  const panel = make("details");
  const summary = make("summary", "Preview");
  const facts = make("dl");
  const again = make("button", "Show what is wrong", { type: "button", hidden: "" });
  const dialog = make("dialog", "", { "aria-labelledby": "title" });
  panel.open = remembered(localStorage, "broadsheet-panel") === "open";
  panel.addEventListener("toggle", () => {
    remember(localStorage, "broadsheet-panel", panel.open ? "open" : "closed");
  });
  panel.append(summary, facts, again);
  aside.append(panel);
  root.append(look, aside, dialog);
  const styled = new Promise((done) => {
    look.addEventListener("load", done);
    look.addEventListener("error", done);
  });

  const showPanel = (news) => {
    const { made, why, pages, drafts, drafts_shown: shown, warnings } = news.panel;
    const rows = [["This page", made ? `made at ${made}: ${why}` : "not made yet"]];
    if (pages) rows.push(["Pages", String(pages)]);
    if (drafts) rows.push(["Drafts", `${drafts} ${shown ? "shown, marked" : "not shown (see --drafts)"}`]);
    if (warnings) rows.push(["Warnings", `${warnings} (see the terminal)`]);
    facts.replaceChildren(...rows.flatMap(([name, text]) => [make("dt", name), make("dd", text)]));
    const count = news.faults.shown.length + news.faults.more;
    summary.textContent = count ? `Preview: ${count} ${count === 1 ? "error" : "errors"}` : "Preview";
    again.hidden = !count;
  };

  // ---------------------------------------------------------------- what is wrong

  const faultItem = (fault) => {
    const item = make("li");
    if (fault.place) item.append(make("p", fault.place, { class: "place" }));
    item.append(make("p", `${fault.message} [${fault.code}]`, { class: "message" }));
    if (fault.lines.length) {
      const source = make("pre", "", { tabindex: "0", role: "group", "aria-label": "Source" });
      for (const line of fault.lines) {
        const row = make(line.is_it ? "mark" : "span");
        row.append(make("i", `${line.number} `.padStart(6)), `${line.text}\n`);
        source.append(row);
      }
      item.append(source);
    }
    if (fault.hint) item.append(make("p", `Hint: ${fault.hint}`, { class: "hint" }));
    return item;
  };

  const openFaults = async () => {
    await styled;
    if (!dialog.open && dialog.childElementCount) dialog.showModal();
  };
  const showFaults = (faults) => {
    const signature = JSON.stringify(faults);
    if (signature === faultsNow) return;
    faultsNow = signature;
    if (!faults.shown.length) {
      dialog.replaceChildren();
      dialog.close();
      return;
    }
    const count = faults.shown.length + faults.more;
    const list = make("ol");
    list.append(...faults.shown.map(faultItem));
    const close = make("button", "Hide", { type: "button" });
    close.addEventListener("click", () => dialog.close());
    const title = count === 1 ? "There is an error" : `There are ${count} errors`;
    dialog.replaceChildren(make("h2", title, { id: "title" }), list);
    if (faults.more) dialog.append(make("p", `… and ${faults.more} more; the terminal names them`));
    dialog.append(close);
    if (remembered(sessionStorage, "broadsheet-hidden") !== signature) openFaults();
  };
  dialog.addEventListener("close", () => {
    if (dialog.childElementCount) remember(sessionStorage, "broadsheet-hidden", faultsNow);
  });
  again.addEventListener("click", openFaults);

  // ---------------------------------------------------------------- what has changed

  const replaced = new WeakMap();
  const swap = (pairs) => {
    for (const [before, after] of pairs) {
      for (const link of document.querySelectorAll("link[rel~=stylesheet]")) {
        if (new URL(link.href).pathname !== before) continue;
        const fresh = link.cloneNode();
        fresh.href = after;
        // The old one stays until the new one is there, so that the page never stands bare. The
        // new one may never be there, when the next edit came before it was fetched: all go then.
        const old = [link, ...(replaced.get(link) ?? [])];
        replaced.set(fresh, old);
        fresh.addEventListener("load", () => old.forEach((each) => each.remove()));
        link.after(fresh);
      }
    }
  };

  // A browser that keeps giving us the old page (an old service worker, say) would reload for ever.
  const reload = (to) => {
    const step = `${page} ${mark} ${to}`;
    const [last, count] = JSON.parse(remembered(sessionStorage, "broadsheet-step") || '["", 0]');
    const times = last === step ? count + 1 : 1;
    remember(sessionStorage, "broadsheet-step", JSON.stringify([step, times]));
    if (times <= 3) location.reload();
    else summary.textContent = "Preview: this browser shows an old copy; clear its cache";
  };

  const listen = () => {
    if (stream) return;
    const query = new URLSearchParams({ page, mark });
    stream = new EventSource(new URL(`events?${query}`, base));
    stream.addEventListener("message", (event) => {
      const news = JSON.parse(event.data);
      if (news.move === "reload") {
        reload(news.mark);
        return;
      }
      if (news.move === "restyle") swap(news.swap);
      if (news.mark !== mark) {
        mark = news.mark;
        // A stream that breaks asks again for the address that it was opened with.
        hush();
        listen();
      }
      showPanel(news);
      showFaults(news.faults);
    });
  };
  const hush = () => {
    if (stream) stream.close();
    stream = null;
  };

  // Browsers allow six streams to one server: pages that nobody sees give theirs back.
  const follow = () => (document.hidden ? hush() : listen());
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", follow);
  addEventListener("pagehide", hush);
  document.documentElement.append(host);
  follow();
})();
