/** Keys of every remote control and keyboard as one small set of words, and moving the focus. */
import { getNextFocus } from "@bbc/tv-lrud-spatial";

import type { Key } from "./kit";
import { focusables } from "./page";

// keyCode where `key` is unreliable: 461 webOS back, 10009 Tizen back, 415/19/179/10252 play and pause.
const CODES: { [code: number]: Key } = {
  8: "back", 27: "back", 461: "back", 10009: "back", 13: "ok", 37: "left", 38: "up", 39: "right", 40: "down",
  415: "play", 19: "play", 179: "play", 10252: "play", 413: "back",
};
const ARROWS: { [key: string]: number } = { left: 37, up: 38, right: 39, down: 40 };
/** Eight moves a second while a key is held: an old set draws that, and a person can follow it. */
export const HELD_MS = 125;

/** The word for a key event; null for what the screen does not use. */
export function keyOf(event: { keyCode: number; key: string; ctrlKey?: boolean; altKey?: boolean; metaKey?: boolean }): Key | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const named = CODES[event.keyCode];
  if (named) return named;
  if (event.keyCode >= 96 && event.keyCode <= 105) return `${event.keyCode - 96}`;
  if (event.keyCode >= 48 && event.keyCode <= 57) return `${event.keyCode - 48}`;
  return event.key && event.key.length === 1 ? event.key : null;
}

export function focus(element: HTMLElement | null | undefined): void {
  if (!element) return;
  const before = document.querySelectorAll(".focused");
  for (let i = 0; i < before.length; i++) (before[i] as Element).classList.remove("focused");
  element.classList.add("focused");
  element.focus();
}

/** True when the focus moved. */
export function move(key: Key, scope: HTMLElement): boolean {
  const code = ARROWS[key];
  if (!code) return false;
  const now = document.activeElement as HTMLElement | null;
  if (!now || !scope.contains(now)) {
    focus(focusables(scope)[0]);
    return true;
  }
  const to = getNextFocus(now, code, scope);
  if (!to || to === now) return false;
  focus(to);
  return true;
}

/** Listens once for the whole page. `handle` gets each key at the pace of a person. */
export function listen(handle: (key: Key, event: KeyboardEvent) => void): void {
  let last = 0;
  window.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    if (!key) return;
    event.preventDefault();
    const now = performance.now();
    if (event.repeat && (!(key in ARROWS) || now - last < HELD_MS)) return;
    last = now;
    handle(key, event);
  });
  // The TV's own Back must not leave the page.
  window.addEventListener("contextmenu", (event) => event.preventDefault());
}
