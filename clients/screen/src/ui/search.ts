/**
 * Looking for a product: letters of a keyboard (Telex or VNI), or the same letters on the screen by arrows. Three spoken answers a page, no list of links.
 * Nothing typed is kept: it lives in the page and goes with it. Other ways without letters are the topics of Home.
 */
import { compose } from "./telex";
import { find, nextLetters } from "./find";
import { button, found, frame, h, picture, text, type Page, type Ui } from "./kit";

const GRID = "abcdeghiklmnopqrstuvxy";
const PER_PAGE = 3;

export function searchPage(ui: Ui, open: (id: string) => void): Page {
  let keys = "", page = 0;
  const langs = (): string[] => (ui.lang() === "vi" ? ["vi"] : [ui.lang(), "vi"]);
  const inBox = (): boolean => !!document.activeElement && document.activeElement.id === "t-query";

  function type(key: string): void {
    keys += key;
    page = 0;
    ui.redraw();
  }

  function erase(): void {
    keys = keys.slice(0, -1);
    page = 0;
    ui.redraw();
  }

  function results(): HTMLElement {
    const query = compose(keys), all = find(query, ui.core.products(), langs()), from = page * PER_PAGE;
    const box = h("div.t-found.lrud-container");
    if (!query.trim()) box.appendChild(h("p.t-note", text(ui, "find_how")));
    else if (!all.length) box.appendChild(h("p.t-lead", text(ui, "find_none")));
    all.slice(from, from + PER_PAGE).forEach((product, at) => {
      const track = found(ui, product);
      if (!track) return;
      const label = h("span.t-result", picture(ui, product.picture), h("strong", track.track.title));
      box.appendChild(button(ui, "find_result", () => open(product.id), "wide", { id: `r-${product.id}`, label, spoken: track.track.spoken, digit: at + 1 }));
    });
    const pages = Math.ceil(all.length / PER_PAGE);
    if (pages > 1) {
      box.appendChild(button(ui, "find_more", () => {
        page = (page + 1) % pages;
        ui.redraw();
      }, "", { label: `${text(ui, "find_more")} (${page + 1}/${pages})`, digit: 4 }));
    }
    return box;
  }

  return {
    name: "search",
    draw() {
      // A button, not an input: no on-screen keyboard of the TV may cover the page, and the composer sees raw keys.
      const box = button(ui, "find_box", () => undefined, "query", { id: "t-query", first: true, label: h("span", compose(keys) || text(ui, "find_box"), h("i.caret")) });
      if (!keys) box.classList.add("empty");
      const next = nextLetters(compose(keys), ui.core.products(), langs());
      const letters = h("div.t-letters.lrud-container", ...GRID.split("").map((letter) =>
        button(ui, `letter_${letter}`, () => type(letter), next.indexOf(letter) < 0 ? "letter.dim" : "letter")),
        button(ui, "letter_space", () => type(" "), "letter"), button(ui, "letter_erase", erase, "letter"));
      return frame("search", null, [box, h("div.t-two", letters, results())], [button(ui, "back", () => ui.back())]);
    },
    key(key) {
      if (key.length === 1 && /[a-z ]/i.test(key) && (key !== " " || inBox())) {
        const box = document.getElementById("t-query");
        if (box) box.focus();
        type(key);
        return true;
      }
      if (/^\d$/.test(key) && inBox()) {
        type(key);
        return true;
      }
      if (key === "back" && keys && inBox()) {
        erase();
        return true;
      }
      return false;
    },
    leave() {
      keys = "";
    },
  };
}
