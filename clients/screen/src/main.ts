/** The page's entry: the core, then the interface on it. */
import { openCore } from "./core/core";
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
  navigator.serviceWorker.register("/tv/sw.js", { scope: "/tv/" }).catch(() => undefined);
  const words = fetch(document.documentElement.dataset.words as string).then((answer) => answer.json() as Promise<{ [key: string]: string }>);
  void words.then((texts) => openCore(texts)).then((core) => {
    startInterface(core, document.getElementById("app") as HTMLElement);
    window.tvStarted = true;
  });
}
