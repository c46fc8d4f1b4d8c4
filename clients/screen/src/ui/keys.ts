/** Keys of keyboards and remote controls under one name each. Back: 8, 27, 461 (webOS), 10009 (Tizen). */
import { getNextFocus } from "@bbc/tv-lrud-spatial";
import type { Key } from "./kit";

const NAMED: { [code: number]: Key } = {
  37: "left", 38: "up", 39: "right", 40: "down", 13: "ok", 8: "back", 27: "back", 461: "back", 10009: "back", 166: "back",
  19: "play", 179: "play", 415: "play", 413: "back", 10252: "play",
};
const ARROWS: { [key: string]: number } = { left: 37, up: 38, right: 39, down: 40 };

/** A held key moves at most so often (ms): old sets cannot draw faster, and people cannot follow. */
const HELD_MS = 125;

export function keyOf(event: KeyboardEvent): Key | null {
  const code = event.keyCode;
  if (code in NAMED) return NAMED[code] as Key;
  if (code >= 48 && code <= 57) return `${code - 48}`;
  if (code >= 96 && code <= 105) return `${code - 96}`;
  return event.key && event.key.length === 1 ? event.key.toLowerCase() : null;
}

/** Calls `act` for each key; what it does not want stays with the browser. */
export function listen(act: (key: Key, event: KeyboardEvent) => boolean): void {
  let last = 0;
  document.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    if (!key || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.repeat) {
      const now = performance.now();
      if (!(key in ARROWS) || now - last < HELD_MS) return event.preventDefault();
      last = now;
    }
    if (act(key, event)) event.preventDefault();
  });
}

/** The focusable that an arrow leads to inside `scope`; null when there is none. */
export function towards(key: Key, scope: HTMLElement): HTMLElement | null {
  const from = document.activeElement as HTMLElement | null, arrow = ARROWS[key];
  if (!arrow) return null;
  if (!from || !scope.contains(from)) return scope.querySelector<HTMLElement>("button:not([aria-disabled])");
  const next = getNextFocus(from, arrow, scope);
  return next && next !== from ? next : null;
}
