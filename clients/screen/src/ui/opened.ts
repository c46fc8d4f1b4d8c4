/**
 * A platform's own page on the whole screen, under a bar that is always there. It runs in the hub's frame (`/tv/mo/{product}/`), whose policy names the one host.
 *
 * The way back never depends on that page: the focus stays on the bar unless somebody asks for it; then the keys belong to the page and nothing of ours hears
 * them, so the bar takes the focus back after `LENT_MS`, and the shell ends what nobody touches. A page that does not come within `WAIT_MS` gives way to the guide.
 */
import type { Product } from "../core/api";
import { button, found, h, text, type Page } from "./kit";
import type { Shell } from "./shell";

export const WAIT_MS = 10000;
export const LENT_MS = 60000;
const STEP = 0.6;

/** The page inside the hub's frame; null when the hub gave something else (an error, nothing). */
export function inner(frame: HTMLIFrameElement): HTMLIFrameElement | null {
  try {
    const page = frame.contentDocument && frame.contentDocument.getElementById("page");
    return page && page.tagName === "IFRAME" ? (page as HTMLIFrameElement) : null;
  } catch (_) {
    return null;
  }
}

/** What became of opening: a page that came, an error of the frame, the time. Pure, for tests. */
export type Came = "waiting" | "shown" | "failed";
export const after = (now: Came, what: "loaded" | "broken" | "time"): Came => (now !== "waiting" ? now : what === "loaded" ? "shown" : "failed");

/** `guide` shows the product's guide instead. */
export function openedPage(ui: Shell, product: Product, guide: () => void): Page {
  const track = found(ui, product), frame = document.createElement("iframe"), body = h("div.t-opened-body", frame);
  let came: Came = "waiting", timer = 0, lent = 0, over = false, asked = false;

  function settle(what: "loaded" | "broken" | "time"): void {
    const before = came;
    came = after(came, what);
    if (came === before || over) return;
    clearTimeout(timer);
    if (came === "failed") {
      guide();
      ui.say("open_failed");
    }
  }
  frame.title = track ? track.track.title : "";
  frame.onload = () => {
    const page = inner(frame), outside = frame.contentDocument;
    if (!page || !outside) return settle("broken");
    outside.addEventListener("securitypolicyviolation", () => settle("broken"));
    outside.body.style.margin = "0";
    page.style.cssText = "border:0;width:100vw;height:100vh;display:block;background:#fff";
    // A frame says that it loaded when it shows the browser's own page about no connection, too. So the frame around it asks for the address as well.
    const loaded = new Promise((done) => page.addEventListener("load", done));
    const reached = (frame.contentWindow as Window).fetch(page.src, { mode: "no-cors", credentials: "omit", cache: "no-store" });
    Promise.all([reached, loaded]).then(() => settle("loaded"), () => settle("broken"));
  };
  /** Keys go to the page until the bar takes them back. */
  function lend(): void {
    const page = inner(frame);
    if (!page) return;
    page.focus();
    clearTimeout(lent);
    lent = window.setTimeout(take, LENT_MS);
  }
  function take(): void {
    const first = document.getElementById("open-back");
    if (over || !first || ui.covered()) return;
    window.focus();
    first.focus();
  }
  /** A remote control's Back inside the page goes through the history of the screen: its last step is ours. */
  const popped = (): void => ui.back();
  return {
    name: "opened",
    draw() {
      if (!asked) {
        asked = true;
        frame.src = `/tv/mo/${product.id}/`;
        timer = window.setTimeout(() => settle("time"), WAIT_MS);
        // One step of ours however often a page is opened: leaving by the bar takes none back, for the way back would lead through the frame's own steps.
        if (!(history.state && history.state.opened)) history.pushState({ opened: 1 }, "");
        addEventListener("popstate", popped);
        setTimeout(() => over || ui.say("open_say"), 300);
      }
      return h("section.t-page.t-opened", h("div.t-opened-bar",
        button(ui, "back", () => ui.back(), "main", { id: "open-back", first: true, digit: 1 }),
        button(ui, "open_in", lend, "", { digit: 2 }),
        button(ui, "open_guide", guide, "", { digit: 3 })), body);
    },
    key(key) {
      const on = document.activeElement;
      if ((key !== "up" && key !== "down") || !on || on.id !== "open-back") return false;
      // The page lies taller than the screen: up and down move it without giving the keys away.
      body.scrollTop += (key === "down" ? STEP : -STEP) * body.clientHeight;
      return true;
    },
    leave() {
      over = true;
      clearTimeout(timer);
      clearTimeout(lent);
      removeEventListener("popstate", popped);
      frame.remove();
      ui.hush();
    },
  };
}
