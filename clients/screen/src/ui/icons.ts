/** Our own drawings: flat shapes for the doors of Home, lines for the rest. No group's motif, no flag, no emoji. */
import type { Kind } from "../core/api";
import { h } from "./kit";

const SVG = "http://www.w3.org/2000/svg";
const C = { i: "#1b2550", c: "#f7f3ea", t: "#f2c14e", m: "#9c2f3f", l: "#2f6b4f", s: "#d9a27a", k: "#23233a", g: "#8aa88f", b: "#6d9dc5" };

/** Shapes as `colour path`, drawn one over another on 120 × 80. */
const ART: { [key: string]: [keyof typeof C, string][] } = {
  group_news: [["c", "M14 34l46-20v52L14 50z"], ["t", "M60 12h8v56h-8z"], ["c", "M18 50h14l6 20H26z"], ["t", "M78 28l16-10 3 5-16 10zM78 38h20v6H78zM78 52l3-5 16 10-3 5z"]],
  group_help: [["c", "M30 6h44l16 16v52H30z"], ["s", "M74 6v16h16z"], ["g", "M38 30h44v5H38zM38 41h44v5H38zM38 52h26v5H38z"], ["m", "M72 52a9 9 0 1 1 .01 0z"]],
  group_farm: [["t", "M96 20a10 10 0 1 1 .01 0z"], ["l", "M0 58h120v22H0z"], ["g", "M30 58V34h4v24zM60 58V26h4v32zM90 58V40h4v18z"], ["g", "M32 40C14 40 14 26 14 24c16 0 18 8 18 16zM34 46c16 0 18-10 18-12-14 0-18 6-18 12zM62 32c-18 0-18-14-18-16 16 0 18 8 18 16zM64 40c16 0 18-10 18-12-14 0-18 6-18 12z"]],
  group_health: [["m", "M60 70C20 46 22 14 42 14c10 0 16 8 18 14 2-6 8-14 18-14 20 0 22 32-18 56z"], ["c", "M54 26h12v10h10v12H66v10H54V48H44V36h10z"]],
  group_culture: [["s", "M20 12h6v58h-6zM94 12h6v58h-6zM14 12h92v6H14zM14 62h92v6H14z"], ["c", "M30 18h2v30h-2zM38 18h2v30h-2zM46 18h2v30h-2zM54 18h2v30h-2zM62 18h2v30h-2zM70 18h2v30h-2zM78 18h2v30h-2zM86 18h2v30h-2z"], ["m", "M28 46h64v16H28z"], ["t", "M34 54l6-5 6 5-6 5zM54 54l6-5 6 5-6 5zM74 54l6-5 6 5-6 5z"]],
  group_more: [["c", "M22 14h22v22H22zM49 14h22v22H49zM76 14h22v22H76zM22 44h22v22H22z"], ["t", "M49 44h22v22H49z"], ["c", "M76 44h22v22H76z"]],
};

const LINES: { [key: string]: string } = {
  more_group: "M60 30a11 11 0 1 0-.01 0zM26 40a9 9 0 1 0-.01 0zM94 40a9 9 0 1 0-.01 0zM40 70V56c0-10 8-16 20-16s20 6 20 16v14zM10 70V58c0-8 6-12 16-12M110 70V58c0-8-6-12-16-12",
  more_find: "M52 58a24 24 0 1 0-.01 0zM70 52l22 20",
  more_language: "M14 16h56v34H40L26 62V50H14zM78 30h28v30h-8v10L86 60H58v-6M26 28h32M26 38h20",
  more_point: "M16 42 60 12l44 30M24 40v32h72V40M52 72V52h16v20M34 48h10v10H34zM76 48h10v10H76z",
  more_operator: "M46 46a16 16 0 1 0-.01 0zM58 42l34 0v10M80 42v8",
  more_finish: "M60 8v28M36 20a32 32 0 1 0 48 0",
};

const KINDS: { [kind: string]: string } = {
  video: "M4 6h22v20H4zM26 13l9-6v18l-9-6z", audio: "M4 12h7l9-8v24l-9-8H4zM25 10c4 4 4 8 0 12", article: "M6 3h24v26H6zM11 10h14M11 16h14M11 22h8",
  story: "M3 6h16v20H3zM19 6h16v20H19z", guide: "M5 26h9v-7h9v-7h9V5", quiz: "M12 10c0-9 14-9 14 0 0 6-7 6-7 12M19 27v2", alert: "M19 4 35 28H3zM19 13v7M19 24v1",
};

const NEXT = "M8 5l14 11L8 27zM29 5v22", AGAIN = "M8 12a12 12 0 1 1-1 9M8 4v9h9", HALT = "M12 6v20M26 6v20", GO = "M12 5l18 11-18 11z";
/** What stands beside the words of a button that people meet everywhere. */
const SIGNS: { [key: string]: string } = {
  play_pause: HALT, group_pause: HALT, play_resume: GO, group_play: GO, play_repeat: AGAIN, group_repeat: AGAIN, end_again: AGAIN,
  end_next: NEXT, group_next: NEXT, quiz_more: NEXT, back: "M16 6 6 16l10 10M7 16h25", end_home: "M4 16 19 4l15 12M9 13v15h20V13", alert_ok: "M6 17l9 9L32 6",
  list_next: "M14 5l12 11-12 11", list_prev: "M24 5 12 16l12 11", ask_still_yes: "M6 17l9 9L32 6", ask_continue_yes: GO,
};

function svg(box: string, shapes: [string, string][], lines: boolean): HTMLElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", box);
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("focusable", "false");
  shapes.forEach(([colour, d]) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute(lines ? "class" : "fill", lines ? "t-stroke" : colour);
    picture.appendChild(path);
  });
  const wrapped = h("span.t-icon");
  wrapped.appendChild(picture);
  return wrapped;
}

/** The drawing of a door. */
export const art = (key: string): HTMLElement => svg("0 0 120 80", (ART[key] || []).map(([colour, d]): [string, string] => [C[colour], d]), false);
/** A line drawing. */
export const icon = (key: string): HTMLElement => svg("0 0 120 80", [["", LINES[key] || ""]], true);
/** The sign of a button; null where words suffice. */
export const sign = (key: string): HTMLElement | null => (key in SIGNS ? svg("0 0 38 32", [["", SIGNS[key] as string]], true) : null);
/** The small sign of what a product is. */
export const kindIcon = (kind: Kind): HTMLElement => svg("0 0 38 32", [["", KINDS[kind] || ""]], true);
