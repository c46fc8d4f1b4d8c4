/** What the pages of pairing, groups, operators, search and the point share. They know the shell only through `Ui`. */
import type { Change, Core, Found, Media, Mode, Product, Tag } from "../core/api";
import type { Settings } from "../core/types";
import { sign } from "./icons";

export type Key = "ok" | "back" | "left" | "right" | "up" | "down" | "play" | string;

/** One page of the screen, drawn into the shell. */
export interface Page {
  name: string;
  mode?: Mode;
  /** Milliseconds without a key after which the shell may end the session; without it the settings' `idle_s`. A hall that talks touches nothing. */
  idleMs?: number;
  /** A new element each time; the shell puts it in place and gives focus to `[autofocus]`, else to the first button. */
  draw(): HTMLElement;
  /** Before the shell acts on it. True: done here. Letters and digits come as themselves. */
  key?(key: Key): boolean;
  change?(what: Change): void;
  leave?(): void;
}

/** A product being shown by the players of the shell, as the group mode drives it. */
export interface Playing {
  element: HTMLElement;
  paused(): boolean;
  pause(): void;
  resume(): void;
  /** The last sentence again. */
  repeat(): void;
  /** So many seconds on or back, or one part; not every kind can. */
  step?(seconds: number): void;
  /** Ends it; writes its `play`. */
  stop(): void;
}

export interface Ui {
  core: Core;
  lang(): Tag;
  go(page: Page): void;
  /** One page back; from the first one: Home. */
  back(): void;
  home(): void;
  /** Draw the page on top again, focus kept by `id`. */
  redraw(): void;
  /** A sentence of prompts.csv, or a recording; silence is no error. `then` when it is over. */
  say(what: string | Media | null | undefined, then?: () => void): void;
  hush(): void;
  play(product: Product, mode: Mode, ended: (how: "done" | "stop") => void): Playing;
}

export type Child = Node | string | null | false | undefined;

/** An element: `h("p.note", "text")`; the part after dots is its class. */
export function h(what: string, ...children: Child[]): HTMLElement {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag as string);
  if (classes.length) element.className = classes.join(" ");
  for (const child of children) if (child) element.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  return element;
}

/** The words of a key, with `{name}` filled in. */
export function text(ui: Ui, key: string, values: { [name: string]: string | number } = {}): string {
  return ui.core.prompt(key, ui.lang()).text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? `${values[name]}` : whole));
}

interface ButtonMore {
  id?: string;
  /** Shown instead of the words of the key. */
  label?: Child;
  /** Spoken on focus instead of the key. */
  spoken?: Media | null;
  /** Digit that jumps here. */
  digit?: number;
  first?: boolean;
  off?: boolean;
}

/** A focusable: its key names the words that are shown and spoken. */
export function button(ui: Ui, key: string, act: () => void, look = "", more: ButtonMore = {}): HTMLButtonElement {
  const element = h(`button.t-btn${look && `.${look}`}`) as HTMLButtonElement;
  element.type = "button";
  element.id = more.id || `b-${key}`;
  element.dataset.say = key;
  // A button is no flex box before Chromium 83: what it holds is laid out by a span.
  const inner = h("span.t-in"), label = more.label || text(ui, key);
  if (more.digit !== undefined) {
    element.dataset.digit = `${more.digit}`;
    inner.appendChild(h("kbd", `${more.digit}`));
  }
  const drawn = typeof label === "string" ? sign(key) : null;
  if (drawn) inner.appendChild(drawn);
  inner.appendChild(typeof label === "string" ? h("span", label) : label);
  element.appendChild(inner);
  if (more.first) element.setAttribute("autofocus", "");
  if (more.off) element.setAttribute("aria-disabled", "true");
  if (more.spoken) (element as { spoken?: Media }).spoken = more.spoken;
  element.onclick = () => {
    if (!more.off) act();
  };
  return element;
}

/** A page's frame: heading, body, and the row of buttons at the foot. */
export function frame(name: string, heading: Child, body: Child[], foot: Child[] = []): HTMLElement {
  return h(`section.t-page.t-${name}`, heading && h("h1", heading), h("div.t-body", ...body), foot.some(Boolean) && h("div.t-foot", ...foot));
}

/** A picture held or asked for; nothing when the product has none. */
export function picture(ui: Ui, media: Media | null | undefined, look = "t-pic"): HTMLElement {
  const box = h(`div.${look}`);
  if (media) {
    const image = document.createElement("img");
    image.src = ui.core.url(media);
    image.alt = "";
    image.onerror = () => image.remove();
    box.appendChild(image);
  }
  return box;
}

/** A point's own name; "" when the hub knows none and says its code instead. */
export const ownName = (point: Settings["point"]): string => (point.name === point.code ? "" : point.name);

export const found = (ui: Ui, product: Product): Found | null => ui.core.track(product, ui.lang());

export const clock = (ms: number): string => {
  const s = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(s / 60)}:${`0${s % 60}`.slice(-2)}`;
};
