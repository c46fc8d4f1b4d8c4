/** The interface's entry (owner: tvface). */
import type { Core } from "../core/api";

export function startInterface(core: Core, root: HTMLElement): void {
  const draw = () => {
    const state = core.state();
    root.textContent = `${state.phase} · ${state.settings ? state.settings.point.name : ""} · ${core.products().length}`;
  };
  core.onChange(draw);
  draw();
  core.started();
}
