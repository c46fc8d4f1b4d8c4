/** The strip on top: whose screen, which language, and what is not as it should be. Quiet when all is well. */
import { h, ownName, text } from "./kit";
import type { Shell } from "./shell";

export function signsOf(ui: Shell): HTMLElement {
  const state = ui.core.state(), settings = state.settings, signs: string[] = [];
  const point = settings && settings.point;
  if (settings && settings.illustration) signs.push(text(ui, "sign_demo"));
  if (!ui.sounds()) signs.push(text(ui, "sign_muted"));
  if (state.clockWrong) signs.push(text(ui, "sign_clock"));
  if (state.revoked !== null) signs.push(text(ui, "sign_revoked"));
  if (state.sync.online === false && state.sync.rootMadeAt) {
    const day = state.sync.rootMadeAt.slice(0, 10).split("-").reverse().join("/");
    signs.push(text(ui, "sign_offline", { day }));
  }
  if (state.sync.storage === "full") signs.push(text(ui, "sign_full"));
  const lang = ui.core.varieties().filter((one) => one.tag === ui.lang())[0];
  return h("div.t-strip", h("i.t-mark"), h("span.t-where", point ? ownName(point) || [point.code, point.place].filter(Boolean).join(" · ") : "Điểm Sáng"), h("span.t-langname", lang ? lang.name : ""), h("span.t-warn", ...signs.map((one) => h("b", one))));
}
