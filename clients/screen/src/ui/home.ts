/** Home: five doors by what people come for, and one to everything else. */
import type { Product } from "../core/api";
import { behind, DOORS, type Door } from "./groups";
import { art, icon } from "./icons";
import { button, h, text, type Page } from "./kit";
import { languagePage } from "./lang";
import { listPage, heard } from "./list";
import type { Shell } from "./shell";
import { showPage } from "./show";

export function homePage(ui: Shell): Page {
  function tile(door: Door, at: number): HTMLElement {
    const products = behind(door, ui.core.products()), known = heard(ui), fresh = products.filter((one) => known[one.id] !== one.edition).length;
    return button(ui, door.key, () => ui.go(listPage(ui, door)), products.length ? "tile" : "tile.bare", {
      id: `home-${at + 1}`, digit: at + 1, first: at === 0,
      label: h("span.t-face", art(door.key), h("strong", text(ui, door.key)), h("small", products.length ? (fresh ? text(ui, "home_new", { n: fresh }) : "") : text(ui, "home_nothing"))),
    });
  }
  return {
    name: "home",
    draw: () => h("section.t-page.t-home", h("h1", text(ui, "home_title")), h("div.t-tiles.n6", ...DOORS.map(tile),
      button(ui, "group_more", () => ui.go(morePage(ui)), "tile", { id: "home-6", digit: 6, label: h("span.t-face", art("group_more"), h("strong", text(ui, "group_more")), h("small", text(ui, "home_more_what"))) })),
      h("div.t-under-tiles", progress(ui), h("p.t-hints", h("kbd", "↑ ↓ ← →"), text(ui, "home_hint_move"), h("kbd", "OK"), text(ui, "home_hint_ok"), h("kbd", "0"), text(ui, "home_language")))),
    key(key) {
      if (key === "0") ui.go(languagePage(ui));
      return key === "0";
    },
    change(what) {
      if (what === "tree" || what === "settings" || what === "media") ui.redraw();
    },
  };
}

/** How much of the content lies on this set; nothing when all does. */
function progress(ui: Shell): HTMLElement | null {
  const { wantedFiles, heldFiles } = ui.core.state().sync;
  if (!ui.core.products().length) return h("p.t-note", text(ui, "home_empty"));
  return heldFiles < wantedFiles ? h("p.t-note", text(ui, "home_saving", { held: heldFiles, of: wantedFiles })) : null;
}

function morePage(ui: Shell): Page {
  const tools = (page: (all: typeof import("./tools")) => Page): void => void import("./tools").then((all) => ui.go(page(all)), () => ui.say("trouble"));
  const open = (id: string): void => {
    const product: Product | null = ui.core.product(id);
    if (product) ui.go(showPage(ui, product, ui.core.products()));
  };
  const doors: [string, () => void][] = [
    ["more_group", () => tools((all) => all.groupPage(ui))],
    ["more_find", () => tools((all) => all.searchPage(ui, open))],
    ["more_language", () => ui.go(languagePage(ui))],
    ["more_point", () => tools((all) => all.pointPage(ui))],
    ["more_operator", () => tools((all) => all.operatorPage(ui))],
    ["more_finish", () => ui.finish("finish")],
  ];
  return {
    name: "more",
    draw: () => h("section.t-page.t-home", h("h1", text(ui, "home_more")), h("div.t-tiles.n6", ...doors.map(([key, act], at) =>
      button(ui, key, act, "tile", { digit: at + 1, first: at === 0, label: h("span.t-face", icon(key), h("strong", text(ui, key))) })))),
  };
}
