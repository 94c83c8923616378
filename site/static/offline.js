// The service worker: on where the site wants one, gone where it does not.

import { base } from "./page.js";

export async function registerOffline() {
  if (!("serviceWorker" in navigator)) return;
  try {
    if ("offline" in document.body.dataset) {
      await navigator.serviceWorker.register(`${base}/service-worker.js`);
      return;
    }
    const ours = await navigator.serviceWorker.getRegistration(`${base}/`);
    await ours?.unregister();
  } catch {
    // Reading offline is not to be had here (a private window, a preview): reading is.
  }
}
