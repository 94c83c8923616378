// The buttons of a topic's or a source's page: follow, mute.

import { change, has, load, toggle } from "./store.js";

export function offerFollowing() {
  const offer = document.getElementById("follow");
  if (!offer) return;
  const { kind, name, path } = offer.dataset;
  const buttons = [...offer.querySelectorAll("button")];
  const show = (settings) => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", has(settings[button.value][kind], name));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      show(change((settings) => toggle(settings, button.value, kind, { name, path })));
    });
  }
  show(load());
  offer.hidden = false;
}
