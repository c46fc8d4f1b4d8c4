/** The page's entry: the core, then the interface on it. */
import { openCore } from "./core/core";
import { browserEnv } from "./core/env";
import { askEarly } from "./core/identity";
import { startInterface } from "./ui";

declare global {
  interface Window {
    /** Set by guard.js when this engine cannot run the app. */
    tvRefused?: boolean;
    /** Read by guard.js: the interface stands. */
    tvStarted?: boolean;
  }
}

if (!window.tvRefused) {
  const keep = (): void => void navigator.serviceWorker.register("/tv/sw.js", { scope: "/tv/" }).catch(() => undefined);
  const texts: { [key: string]: string } = {};
  const words = fetch(document.documentElement.dataset.words as string).then((answer) => answer.json()).then((got) => Object.assign(texts, got));
  const early = askEarly(browserEnv());
  void Promise.all([openCore(texts, undefined, early), words]).then(([core]) => {
    startInterface(core, document.getElementById("app") as HTMLElement);
    window.tvStarted = true;
  }).then(keep, (error) => {
    // Kept after the first page is shown, so that the two do not share a thin line; and also when nothing could be shown.
    keep();
    throw error;
  });
}
