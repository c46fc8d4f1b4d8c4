/** A warning that comes by itself and comes again. The programme under it waits. `heard` is written only when its sound really played. */
import type { Core, Product } from "../core/api";
import { button, found, h, picture, text, type Page, type Ui } from "./kit";
import { readingMs } from "./players/heard";
import type { Voice } from "./speak";

const minutes = (time: string): number => +time.slice(0, 2) * 60 + +time.slice(3, 5);

/** Whether `at` (minutes) lies in a span that may reach over midnight. */
export const within = (from: string, to: string, at: number): boolean => {
  const a = minutes(from), b = minutes(to);
  return a <= b ? at >= a && at < b : at >= a || at < b;
};

/** Hours in which the screen says nothing of its own accord, but for `maySpeak`. An unsure clock is believed: silence at night matters more than a warning at noon. */
export function quietNow(core: Core): boolean {
  const settings = core.state().settings, now = core.timeOfDay();
  return !!settings && settings.quiet.some(([from, to]) => within(from, to, now.minutes));
}

export function alertPage(ui: Ui, voice: Voice, product: Product, close: () => void): Page {
  const track = found(ui, product), parts = (track && track.track.parts) || [];
  let n = 0, heard: 0 | 1 = 0, written = false, timer = 0, begun = false;

  function write(): void {
    if (written || !track) return;
    written = true;
    ui.core.record("alert", { product: product.id, edition: product.edition, lang: track.lang, heard });
  }
  function step(): void {
    const part = parts[n];
    if (!part) {
      write();
      timer = window.setTimeout(close, 20000);
      return;
    }
    ui.redraw();
    const onward = (): void => {
      n++;
      step();
    };
    voice.say(part.audio, (sounded) => {
      // A sound that was refused is not heard: then the words stay for as long as reading takes.
      if (sounded) {
        heard = 1;
        onward();
      } else timer = window.setTimeout(onward, readingMs(part.text));
    });
  }
  return {
    name: "alert",
    draw() {
      if (!begun) {
        begun = true;
        timer = window.setTimeout(step, 600);
      }
      const part = parts[Math.min(n, parts.length - 1)];
      return h("section.t-page.t-alert", h("div.t-weave"), h("h1", h("b", "!"), h("span", track ? track.track.title : "")),
        h("div.t-two", picture(ui, (part && part.picture) || product.picture), h("div.t-words", h("p.t-line", part ? part.text : ""),
          h("p.t-count", parts.length ? `${Math.min(n + 1, parts.length)}/${parts.length}` : ""))),
        h("p.t-note", text(ui, "alert_from"), ` ${product.made_by}`),
        h("div.t-foot", button(ui, "alert_ok", close, "main", { first: true, digit: 1 }), button(ui, "play_repeat", () => {
          n = 0;
          clearTimeout(timer);
          step();
        }, "", { digit: 2 })));
    },
    leave() {
      clearTimeout(timer);
      voice.hush();
      write();
    },
  };
}
