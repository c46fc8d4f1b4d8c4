/** Nobody is there: big pictures one after another, and a greeting in each language of the point now and then. Any key begins. */
import { h, picture, text, found, type Page } from "./kit";
import { quietNow } from "./alert";
import type { Shell } from "./shell";
import type { Voice } from "./speak";

const SLIDE_MS = 12000, GREET_EVERY = 5;

export function attractPage(ui: Shell, voice: Voice): Page {
  let n = 0, timer = 0;
  function turn(): void {
    // A warning above is heard to its end: neither a greeting nor a new app comes between.
    if (ui.covered()) return;
    n++;
    ui.redraw();
    if (ui.core.state().app.ready) return ui.core.takeNewApp();
    if (n % GREET_EVERY === 0 && !quietNow(ui.core)) {
      const all = ui.core.varieties().filter((one) => one.greeting), one = all[Math.floor(n / GREET_EVERY) % Math.max(1, all.length)];
      if (one) voice.say(one.greeting);
    }
  }
  return {
    name: "attract",
    draw() {
      if (!timer) timer = window.setInterval(turn, SLIDE_MS);
      const settings = ui.core.state().settings;
      const all = ui.core.products().filter((one) => one.picture && ui.core.held(one.picture));
      const product = all.length ? all[n % all.length] : null, track = product && found(ui, product);
      return h("section.t-page.t-attract", h("div.t-weave"), product ? picture(ui, product.picture, "t-poster") : h("div.t-poster.t-none"),
        h("div.t-under", h("p.t-big", track ? track.track.title : settings ? settings.point.name : ""), h("p.t-lead", text(ui, "attract_go"))), h("div.t-weave"));
    },
    change(what) {
      if (what === "tree" || what === "settings") ui.redraw();
    },
    leave() {
      clearInterval(timer);
      timer = 0;
      voice.hush();
    },
  };
}
