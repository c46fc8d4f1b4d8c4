/** What stands behind a door: pages of six, digits jump, the unheard first; coming back leads to the same tile. */
import type { Product } from "../core/api";
import { behind, page as cut, unheardFirst, type Door } from "./groups";
import { kindIcon } from "./icons";
import { button, found, h, picture, text, type Page } from "./kit";
import type { Shell } from "./shell";
import { showPage } from "./show";

const PER_PAGE = 6, MOST_HEARD = 60;

/** Editions heard to their end at this screen, by product; nobody's in particular. */
export const heard = (ui: Shell): { [id: string]: number } => (ui.core.recall("heard") as { [id: string]: number } | null) || {};

export function markHeard(ui: Shell, product: Product): void {
  const known = heard(ui), ids = Object.keys(known).filter((id) => id !== product.id).slice(-MOST_HEARD + 1);
  const kept: { [id: string]: number } = {};
  ids.forEach((id) => (kept[id] = known[id] as number));
  kept[product.id] = product.edition;
  ui.core.remember("heard", kept);
}

export function listPage(ui: Shell, door: Door): Page {
  let at = 0;
  // The order is made when the list is opened, so that a tile does not run away when one comes back to it.
  const order = unheardFirst(behind(door, ui.core.products()), heard(ui)).map((one) => one.id);
  const products = (): Product[] => order.map((id) => ui.core.product(id)).filter((one): one is Product => !!one);
  const turn = (to: number): void => {
    at = to;
    ui.redraw();
  };
  return {
    name: "list",
    draw() {
      const shown = cut(products(), at, PER_PAGE), known = heard(ui), offline = ui.core.state().sync.online === false;
      at = shown.at;
      const tiles = shown.items.map((product, n) => {
        const track = found(ui, product);
        if (!track) return null;
        const whole = ui.core.heldPart(product, ui.lang()) >= 1, off = offline && !whole;
        return button(ui, "list_open", () => ui.go(showPage(ui, product, products())), off ? "tile.item.bare" : "tile.item", {
          id: `item-${product.id}`, digit: n + 1, spoken: track.track.spoken, first: n === 0,
          label: h("span.t-face", picture(ui, product.picture), h("strong", track.track.title),
            h("small", kindIcon(product.kind), off ? text(ui, "list_not_here") : whole ? (known[product.id] === product.edition ? text(ui, "list_heard") : "") : text(ui, "list_saving"),
              track.lang !== ui.lang() && ` ${text(ui, "list_other_language")}`)),
        });
      });
      return h("section.t-page.t-list", h("h1", text(ui, door.key)), tiles.length ? h("div.t-tiles.n6", ...tiles) : h("p.t-lead", text(ui, "list_empty")), h("div.t-foot",
        shown.pages > 1 && button(ui, "list_next", () => turn((at + 1) % shown.pages), "main", { digit: 8, label: `${text(ui, "list_next")} (${at + 1}/${shown.pages})` }),
        shown.pages > 1 && at > 0 && button(ui, "list_prev", () => turn(at - 1), "", { digit: 7 }),
        button(ui, "back", () => ui.back(), "", { digit: 9 })));
    },
    change(what) {
      if (what === "tree" || what === "media") ui.redraw();
    },
  };
}
