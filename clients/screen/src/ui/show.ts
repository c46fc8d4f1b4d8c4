/** One product for one person or two: it plays at once; Enter stops and goes on; the end offers the next one. */
import type { Product } from "../core/api";
import { button, found, frame, h, picture, text, type Page, type Playing } from "./kit";
import { markHeard } from "./list";
import type { Shell } from "./shell";

/** Who made it, who approved it and when: on every product (domain.md 9.7, 12). */
export function provenance(ui: Shell, product: Product): HTMLElement {
  const [year, month, day] = product.approved_on.split("-");
  return h("p.t-note.t-who", text(ui, "show_who", { made: product.made_by, approved: product.approved_by, on: `${day}/${month}/${year}` }));
}

const opens = (ui: Shell, product: Product): boolean => {
  const track = found(ui, product);
  return !!(track && track.track.open && track.track.qr);
};

export function showPage(ui: Shell, product: Product, list: Product[]): Page {
  let playing: Playing | null = null;
  ui.core.want(product, ui.lang());
  function start(): Playing {
    ui.core.remember("now", { id: product.id, lang: ui.lang() });
    const mine: Playing = ui.play(product, "alone", (how) => {
      playing = null;
      ui.core.remember("now", null);
      if (how === "done") {
        markHeard(ui, product);
        ui.go(endPage(ui, product, list));
      } else ui.go(troublePage(ui));
    });
    return mine;
  }
  function toggle(): void {
    if (!playing) return;
    if (playing.paused()) playing.resume();
    else playing.pause();
    ui.redraw();
  }
  /** The platform's own page, when there is a line to it; else a sentence says so, and the guide goes on. */
  function open(): void {
    if (ui.core.state().sync.online !== true) return ui.say("open_offline");
    void import("./tools").then((all) => ui.go(all.openedPage(ui, product, () => ui.go(showPage(ui, product, list)))), () => ui.say("trouble"));
  }
  return {
    name: "show",
    draw() {
      if (!playing) playing = start();
      // Digits belong to the answers of a quiz, and nothing runs that could be halted.
      const quiz = playing.element.classList.contains("t-quiz");
      return h("section.t-page.t-show", h("div.t-stage", playing.element), provenance(ui, product), h("div.t-foot",
        !quiz && button(ui, playing.paused() ? "play_resume" : "play_pause", toggle, "main", { id: "show-pause", first: true, digit: 1 }),
        button(ui, "play_repeat", () => {
          if (playing) playing.repeat();
          if (!quiz) ui.redraw();
        }, "", { digit: quiz ? 8 : 2 }),
        button(ui, "back", () => ui.back(), "", { digit: quiz ? 9 : 3 }),
        opens(ui, product) && button(ui, "open_tv", open, "", { digit: 4 })));
    },
    key(key) {
      // On *Dừng*: left and right go ten seconds or one sentence, up (and 0 anywhere) hears the last sentence again, down leads to the other buttons.
      const on = document.activeElement;
      if (!playing || !(key === "0" || (on && on.id === "show-pause"))) return false;
      if ((key === "left" || key === "right") && playing.step) playing.step(key === "left" ? -10 : 10);
      else if (key === "0" || key === "up") playing.repeat();
      else if (key === "down" && on && on.nextElementSibling) (on.nextElementSibling as HTMLElement).focus();
      else return false;
      return true;
    },
    leave() {
      const was = playing;
      playing = null;
      if (was) {
        was.stop();
        ui.core.remember("now", null);
      }
    },
  };
}

/** After a power cut: go on where it stopped, or not. */
export function resumePage(ui: Shell, product: Product): Page {
  const track = found(ui, product);
  return {
    name: "resume",
    draw: () => frame("ask", text(ui, "ask_continue"), [h("div.t-two", picture(ui, product.picture), h("p.t-big", track ? track.track.title : ""))], [
      button(ui, "ask_continue_yes", () => ui.go(showPage(ui, product, ui.core.products())), "main", { first: true, digit: 1 }),
      button(ui, "ask_continue_no", () => {
        ui.core.setPosition(product, ui.lang(), null);
        ui.go(showPage(ui, product, ui.core.products()));
      }, "", { digit: 2 }),
      button(ui, "end_home", () => {
        ui.core.remember("now", null);
        ui.home();
      }, "", { digit: 3 }),
    ]),
  };
}

function endPage(ui: Shell, product: Product, list: Product[]): Page {
  const at = list.map((one) => one.id).indexOf(product.id), next = list[at + 1] || null, track = next && found(ui, next);
  return {
    name: "end",
    draw: () => frame("end", text(ui, "end_title"), [
      h("div.t-two", picture(ui, (next || product).picture), track ? h("div", h("p.t-note", text(ui, "end_next_is")), h("p.t-big", track.track.title)) : h("p.t-lead", text(ui, "end_last"))),
      provenance(ui, next || product),
    ], [
      next && track && button(ui, "end_next", () => ui.go(showPage(ui, next, list)), "main", { first: true, digit: 1, spoken: track.track.spoken }),
      button(ui, "end_again", () => ui.go(showPage(ui, product, list)), "", { digit: 2 }),
      button(ui, "back", () => ui.back(), "", { digit: 3 }),
      button(ui, "end_home", () => ui.home(), "", { digit: 4 }),
    ]),
  };
}

function troublePage(ui: Shell): Page {
  return {
    name: "trouble",
    draw: () => frame("ask", text(ui, "trouble_title"), [h("p.t-lead", text(ui, "trouble"))], [button(ui, "back", () => ui.back(), "main", { first: true, digit: 1 }), button(ui, "end_home", () => ui.home(), "", { digit: 2 })]),
  };
}
