/**
 * THE SHELL'S CONTRACT, for whoever adds a page. Types and building blocks: `kit.ts` (`Page`, `Ui`, `button`, `frame`, `text`, `picture`).
 *
 * - A page is a value `{name, draw, key?, change?, leave?, mode?}`; `ui.go(page)` puts it on top, `ui.back()` takes it off (last: Home),
 *   `ui.home()` clears all, `ui.redraw()` draws it anew and keeps the focus by `id`.
 * - Focus: `[autofocus]`, else where it was on this page before, else the first focusable. The focused element has real DOM focus and the class
 *   `focused`. Arrows go by geometry (@bbc/tv-lrud-spatial) inside the page; `nav`, `section`, `.lrud-container` group them. `data-digit` jumps and opens.
 * - Speech: every focusable has `data-say` (a key of prompts.csv) or `.spoken` (a recording); 250 ms after it gets focus it is spoken. `ui.say` interrupts.
 * - `page.key(key)` sees every key first (`ok back left right up down play`, digits, letters); true: handled. Else arrows move, ok clicks, back goes back.
 * - Signs (minh họa, giọng máy, offline, muted), idle, alerts and sessions are the shell's; `mode: "group"` and `"operator"` are never sent to the attract loop.
 */
export type { Key, Page, Playing, Ui } from "./kit";

const FOCUSABLE = "[tabindex], a, input, button";

/** What can get focus in `scope` now, in document order. */
export function focusables(scope: Element): HTMLElement[] {
  return Array.prototype.filter.call(scope.querySelectorAll(FOCUSABLE), (one: HTMLElement) =>
    one.tabIndex >= 0 && one.getAttribute("aria-disabled") !== "true" && !(one as HTMLButtonElement).disabled && one.offsetParent !== null);
}

/** What breaks the rules of the screen on the page shown now, in words for a test; empty when all is well. */
export function auditPage(texts: { [key: string]: string }, root: Element = document.body): string[] {
  const wrong: string[] = [];
  const name = (one: Element): string => `${one.tagName.toLowerCase()}#${one.id}.${one.className} "${(one.textContent || "").slice(0, 30)}"`;
  for (const one of focusables(root)) {
    const key = one.dataset.say;
    if (!(one as { spoken?: unknown }).spoken && !(key && key in texts)) wrong.push(`no prompt (${key || "none"}): ${name(one)}`);
    const box = one.getBoundingClientRect();
    if (box.width < 80 || box.height < 72) wrong.push(`smaller than a thumb (${Math.round(box.width)}×${Math.round(box.height)}): ${name(one)}`);
    if (box.left < 0.04 * innerWidth || box.right > 0.96 * innerWidth || box.top < 0.04 * innerHeight || box.bottom > 0.97 * innerHeight) wrong.push(`outside the safe area: ${name(one)}`);
  }
  const all = root.querySelectorAll("*");
  if (all.length > 300) wrong.push(`${all.length} elements`);
  Array.prototype.forEach.call(all, (one: HTMLElement) => {
    const own = Array.prototype.some.call(one.childNodes, (node: Node) => node.nodeType === 3 && (node.textContent || "").trim());
    if (own && one.offsetParent !== null && parseFloat(getComputedStyle(one).fontSize) < 32) wrong.push(`text under 32 px: ${name(one)}`);
  });
  if (root.querySelectorAll(".focused").length > 1) wrong.push("more than one focus");
  return wrong;
}
