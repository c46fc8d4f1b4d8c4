/** From an unknown TV to the point's screen: the code, its troubles, the welcome. Also when the office has ended this screen, and a second tab. */
import { button, frame, h, ownName, text, type Page, type Ui } from "./kit";
import { qr } from "./qr";

/** Shown while `phase` is pairing or loading; `done` leads on to the languages when there is something to show. */
export function pairingPage(ui: Ui, done: () => void): Page {
  let joyful = false, seen = "", timer = 0;

  function steps(): HTMLElement {
    return h("ol.t-steps", ...[1, 2, 3].map((n) => h("li", h("b", `${n}`), h("span", text(ui, `pair_step_${n}`)))));
  }

  function waiting(code: string, url: string | null): HTMLElement {
    const [left, right] = code.split(" ");
    const big = h("p.t-code", h("span", left), h("span", right));
    big.setAttribute("aria-label", code.replace(/\d/g, "$& "));
    return frame("pair", text(ui, "pair_title"), [
      h("div.t-two", h("div", h("p.t-lead", text(ui, "pair_code")), big, h("p.t-note", text(ui, "pair_renewed"))),
        url && h("div.t-qrbox", qr(url, text(ui, "pair_qr")), h("p", text(ui, "pair_qr")))),
      steps(),
    ], [button(ui, "pair_listen", tell, "", { first: true })]);
  }

  /** The three steps, one after another. */
  function tell(): void {
    ui.say("pair_title", () => ui.say("pair_step_1", () => ui.say("pair_step_2", () => ui.say("pair_step_3"))));
  }

  function trouble(key: string, more = ""): HTMLElement {
    const again = button(ui, "pair_again", () => {
      again.classList.add("busy");
      const over = (): void => again.classList.remove("busy");
      ui.core.contactNow().then(over, over);
    }, "", { first: true });
    return frame("tell", text(ui, `${key}_title`), [sign("?"), h("div", h("p.t-lead", text(ui, `${key}_do`)), more && h("p.t-note", more))], [again]);
  }

  function joy(): HTMLElement {
    const state = ui.core.state();
    const point = state.settings && state.settings.point;
    if (!joyful) {
      joyful = true;
      ui.say("pair_joy");
    }
    const { wantedFiles, heldFiles } = state.sync;
    const ready = state.phase === "ready";
    if (ready && !timer) timer = window.setTimeout(done, 12000);
    return frame("tell", text(ui, "pair_joy"), [
      sign("✓"),
      h("div", point && !!ownName(point) && h("p.t-big", ownName(point)), point && h("p.t-lead", [point.code, point.place].filter(Boolean).join(" · ")),
        h("p.t-note", text(ui, ready ? "pair_ready" : "pair_loading"), !ready && wantedFiles > 0 && ` ${heldFiles}/${wantedFiles}`),
        !ready && state.sync.online === false && h("p.t-note", text(ui, "pair_offline_do"))),
    ], [ready && button(ui, "pair_start", done, "main", { first: true })]);
  }

  return {
    name: "pairing",
    draw() {
      const { pairing, phase, clockWrong } = ui.core.state();
      if (phase === "loading" || phase === "ready") return joy();
      if (clockWrong) return trouble("pair_clock");
      if (!pairing || pairing.step === "asking") return frame("pair", text(ui, "pair_title"), [h("p.t-lead", text(ui, "pair_asking")), steps()]);
      if (pairing.step === "offline" || !pairing.code) return trouble("pair_offline", pairing.message);
      if (seen !== pairing.code) {
        seen = pairing.code;
        tell();
      }
      return waiting(pairing.code, pairing.claimUrl);
    },
    change(what) {
      if (what !== "media") ui.redraw();
    },
    leave() {
      clearTimeout(timer);
      ui.hush();
    },
  };
}

const sign = (mark: string): HTMLElement => {
  const box = h("div.t-sign", mark);
  box.setAttribute("aria-hidden", "true");
  return box;
};

/** The office has ended this screen's use: said kindly, content stays, pairing anew is one key away. */
export function revokedPage(ui: Ui): Page {
  return {
    name: "revoked",
    draw: () => frame("tell", text(ui, "revoked_title"), [
      sign("i"), h("p.t-lead", text(ui, "revoked_do")),
    ], [
      button(ui, "revoked_keep", () => ui.home(), "main", { first: true }),
      button(ui, "revoked_pair", () => ui.core.pairAgain()),
    ]),
  };
}

/** A second tab or window: shows, counts nothing. */
export function passivePage(ui: Ui): Page {
  return {
    name: "passive",
    draw: () => frame("tell", text(ui, "passive_title"), [sign("2"), h("div", h("p.t-lead", text(ui, "passive_do")))], [button(ui, "passive_keep", () => ui.home(), "main", { first: true })]),
  };
}
