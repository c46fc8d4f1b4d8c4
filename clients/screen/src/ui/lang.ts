/** Languages by voice and picture; moving to one greets in it. No flag, no script to read. */
import { button, h, picture, text, type Page } from "./kit";
import type { Shell } from "./shell";

const MOST = 6;

export function languagePage(ui: Shell): Page {
  return {
    name: "language",
    draw() {
      const all = ui.core.varieties().filter((one) => one.greeting).slice(0, MOST);
      return h("section.t-page.t-language", h("h1", text(ui, "language_title")), h(`div.t-tiles.n${all.length}`, ...all.map((one, at) =>
        button(ui, "lang_this", () => ui.choose(one.tag), "tile", {
          id: `lang-${one.tag}`, digit: at + 1, spoken: one.greeting, first: one.tag === ui.lang(),
          label: h("span.t-face", picture(ui, one.picture), h("strong", one.name), h("small", one.illustration ? text(ui, "sign_illustration") : one.machine_voice ? text(ui, "sign_machine") : "")),
        }))), h("p.t-note", text(ui, "lang_how")));
    },
    change(what) {
      if (what === "tree" || what === "settings") ui.redraw();
    },
  };
}
