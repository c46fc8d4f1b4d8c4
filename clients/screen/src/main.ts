/** The page's entry: the core, then the interface on it. */
import texts from "../prompts.csv";
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
  void openCore(texts).then((core) => {
    startInterface(core, document.getElementById("app") as HTMLElement);
    window.tvStarted = true;
  });
}
