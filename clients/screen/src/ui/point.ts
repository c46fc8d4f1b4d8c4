/** The point itself: its name, hours and note; and how one knows that what is shown is true. No person is named. */
import { button, frame, h, ownName, text, type Page, type Ui } from "./kit";

const SVG = "http://www.w3.org/2000/svg";

/** Our own line drawings: a house on stilts, a seal with a tick. */
export function drawing(path: string): HTMLElement {
  const svg = document.createElementNS(SVG, "svg"), line = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 100 80");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.appendChild(line);
  const box = h("div.t-drawing");
  box.appendChild(svg);
  return box;
}

const HOUSE = "M8 36 50 8l42 28M18 34v22h64V34M12 56h76M22 56v18M40 56v18M60 56v18M78 56v18M44 56V42h12v14M26 40h10v8H26zM64 40h10v8H64z";
const SEAL = "M50 6c6 6 14 8 24 8v22c0 18-10 28-24 36C36 64 26 54 26 36V14c10 0 18-2 24-8zM38 38l9 9 16-18";

export function pointPage(ui: Ui): Page {
  return {
    name: "point",
    draw() {
      const settings = ui.core.state().settings;
      const point = settings && settings.point;
      const row = (key: string, value: string | null | undefined): HTMLElement | null => (value ? h("div.t-row", h("dt", text(ui, key)), h("dd", value)) : null);
      return frame("point", (point && ownName(point)) || text(ui, "point_unknown"), [
        h("div.t-two", h("dl", row("point_place", point && point.place), row("point_hours", settings && settings.hours), row("point_note", point && point.note),
          row("point_code", point && point.code)), drawing(HOUSE)),
        h("p.t-note", text(ui, "point_help")),
      ], [
        button(ui, "point_listen", () => ui.say("point_help"), "", { first: true, digit: 1 }),
        button(ui, "point_true", () => ui.go(truePage(ui)), "main", { digit: 2 }),
        button(ui, "back", () => ui.back(), "", { digit: 3 }),
      ]);
    },
  };
}

/** *Làm sao biết điều này là thật?* (domain.md 9.7, 12). */
export function truePage(ui: Ui): Page {
  const points = ["true_made", "true_approved", "true_never", "true_doubt"];
  const tell = (at = 0): void => {
    const key = points[at];
    if (key) ui.say(key, () => tell(at + 1));
  };
  return {
    name: "true",
    draw: () => frame("true", text(ui, "point_true"), [
      h("div.t-two", h("ul.t-list", ...points.map((key) => h("li", text(ui, key)))), drawing(SEAL)),
    ], [button(ui, "point_listen", () => tell(), "main", { first: true, digit: 1 }), button(ui, "back", () => ui.back(), "", { digit: 2 })]),
    leave: () => ui.hush(),
  };
}
