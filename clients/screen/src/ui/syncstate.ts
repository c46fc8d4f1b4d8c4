/** What this screen holds and what it knows of the hub: read by an operator on the telephone with the office. Unknown is said as unknown. */
import { button, frame, h, ownName, text, type Child, type Page, type Ui } from "./kit";

const mib = (bytes: number): string => (bytes / 1048576).toFixed(1).replace(".", ",");
const two = (n: number): string => `0${n}`.slice(-2);

/** A moment in Vietnam, dd/mm/yyyy hh:mm. */
export function moment(ms: number): string {
  const at = new Date(ms + 7 * 3600000);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())} ${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
}

export function syncPage(ui: Ui): Page {
  let tried: "" | "busy" | "yes" | "no" = "";
  function attempt(): void {
    if (tried === "busy") return;
    tried = "busy";
    ui.redraw();
    const over = (good: boolean): void => {
      tried = good ? "yes" : "no";
      ui.say(`sync_${tried}`);
      ui.redraw();
    };
    ui.core.contactNow().then(over, () => over(false));
  }
  return {
    name: "sync",
    mode: "operator",
    draw() {
      const { sync, settings, app, clockWrong, passive, revoked } = ui.core.state();
      const row = (key: string, value: Child): HTMLElement => h("div.t-row", h("dt", text(ui, key)), h("dd", value));
      const time = ui.core.timeOfDay();
      const missing = Math.max(0, sync.wantedFiles - sync.heldFiles);
      const down = sync.downloading;
      return frame("sync", text(ui, "op_sync"), [
        h("dl.t-grid",
          row("sync_contact", sync.lastContact === null ? text(ui, "sync_never") : moment(sync.lastContact)),
          row("sync_online", text(ui, sync.online === null ? "sync_unknown" : sync.online ? "sync_yes" : "sync_no")),
          row("sync_root", sync.root === null ? text(ui, "sync_never") : `${sync.root}${sync.rootMadeAt ? ` · ${moment(Date.parse(sync.rootMadeAt))}` : ""}`),
          row("sync_held", `${sync.heldFiles}/${sync.wantedFiles} · ${mib(sync.heldBytes)}/${mib(sync.wantedBytes)} MB`),
          row("sync_missing", missing ? `${missing}${down ? ` · ${Math.floor((100 * down.done) / Math.max(1, down.of))} %` : ""}${sync.paused ? ` · ${text(ui, `sync_paused_${sync.paused}`)}` : ""}` : text(ui, "sync_none")),
          row("sync_storage", text(ui, `sync_storage_${sync.storage}`)),
          row("sync_unsent", `${sync.unsent}`),
          row("sync_clock", `${two(Math.floor(time.minutes / 60))}:${two(time.minutes % 60)} · ${text(ui, clockWrong ? "sync_clock_wrong" : time.sure ? "sync_clock_sure" : "sync_clock_unsure")}`),
          row("sync_app", `${app.version}${app.ready ? ` → ${app.ready}` : ""}`),
          row("sync_langs", ui.core.varieties().map((one) => one.name).join(" → ")),
          row("sync_point", settings ? [settings.point.code, ownName(settings.point) || settings.point.place].filter(Boolean).join(" · ") : text(ui, "sync_unknown")),
          row("sync_screen", settings ? settings.screen : text(ui, "sync_unknown"))),
        (sync.trouble || passive || revoked) && h("p.t-note.warn", [sync.trouble, passive && text(ui, "passive_title"), revoked].filter(Boolean).join(" · ")),
        tried && h("p.t-note", text(ui, tried === "busy" ? "pair_asking" : `sync_${tried}`)),
      ], [button(ui, "sync_try", attempt, "main", { first: true, digit: 1 }), button(ui, "back", () => ui.back(), "", { digit: 2 }), revoked !== null && button(ui, "revoked_pair", () => ui.core.pairAgain(), "", { digit: 3 })]);
    },
    change(what) {
      if (what !== "tree") ui.redraw();
    },
  };
}
