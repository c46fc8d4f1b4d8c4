/** The interface's entry. */
import type { Core } from "../core/api";
import { startShell } from "./shell";

export function startInterface(core: Core, root: HTMLElement): void {
  startShell(core, root);
  core.started();
}
