// What a reader told this browser. It is kept in localStorage and sent to nobody.

import { base } from "./page.js";

const KEY = `broadsheet:${base}`;
const READ_AT_MOST = 2000;
const KINDS = ["topics", "sources"];

const OUR_PATH = /^(\/[\w.~%-]+)+\/$/; // a file that is imported may say anything
const isPlace = (value) => typeof value?.name === "string" && OUR_PATH.test(value?.path);

const places = (value) =>
  (Array.isArray(value) ? value : []).filter(isPlace).map(({ name, path }) => ({ name, path }));

const byKind = (value) =>
  Object.fromEntries(KINDS.map((kind) => [kind, places(value?.[kind])]));

const time = (value) => (Number.isFinite(value) ? value : 0);

/** Return settings in the form that all of this relies on, whatever was given. */
export function checked(value) {
  const read = Array.isArray(value?.read) ? value.read : [];
  return {
    version: 1,
    follow: byKind(value?.follow),
    mute: byKind(value?.mute),
    read: read.filter((id) => typeof id === "string").slice(-READ_AT_MOST),
    keys: value?.keys !== false,
    active: time(value?.active),
    since: time(value?.since),
  };
}

/** Return what is kept, or the settings of a new reader. */
export function load() {
  try {
    return checked(JSON.parse(localStorage.getItem(KEY)));
  } catch {
    return checked(null);
  }
}

/** Change what is kept; a browser that keeps nothing is no fault. Return the new settings. */
export function change(edit) {
  const settings = load();
  edit(settings);
  const kept = checked(settings);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Private windows and full stores: it holds for this page.
  }
  return kept;
}

/** Forget everything. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There was nothing kept.
  }
}

/** Whether a list of places has one of this name. */
export const has = (list, name) => list.some((place) => place.name === name);

/** Follow or mute a place, or stop; who follows it does not mute it. */
export function toggle(settings, what, kind, place) {
  const other = what === "follow" ? "mute" : "follow";
  const was = has(settings[what][kind], place.name);
  for (const list of [settings[what], settings[other]]) {
    list[kind] = list[kind].filter((each) => each.name !== place.name);
  }
  if (!was) settings[what][kind].push(place);
}
