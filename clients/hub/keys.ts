// Keys for lists (table[data-keys]): j and k walk the rows, Enter opens, x ticks, ? explains. Everything has another way.
// Single letters can be switched off for a machine (WCAG 2.1.4); they never act inside a field or with a modifier key.

const OFF = "ds-keys-off";

function off(): boolean {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // storage refused: keys stay on
  }
}

function remember(value: boolean): void {
  try {
    if (value) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // storage refused: the choice holds for nothing
  }
}

export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const tick = target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type);
  return target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !tick);
}

export function lettersOff(): boolean {
  return off();
}

function rows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>("table[data-keys] > tbody > tr")];
}

function step(by: number): void {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function help(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#phim-tat");
  const box = dialog?.querySelector<HTMLInputElement>("[data-keys-off]");
  if (!dialog || dialog.open) return;
  if (box) box.checked = off();
  dialog.showModal();
}

for (const button of document.querySelectorAll<HTMLElement>("[data-keys-help]")) {
  button.hidden = false;
  button.addEventListener("click", help);
}
document.querySelector("[data-keys-off]")?.addEventListener("change", (event) => remember((event.target as HTMLInputElement).checked));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const row = event.target instanceof HTMLTableRowElement && event.target.closest("table[data-keys]") ? event.target : null;
  if (row && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (row && event.key === "Enter") {
    row.querySelector<HTMLAnchorElement>("a[href]")?.click();
  } else if (off()) {
    return;
  } else if (event.key === "?" && document.querySelector("dialog#phim-tat")) {
    event.preventDefault();
    help();
  } else if ((event.key === "j" || event.key === "k") && document.querySelector("table[data-keys]")) {
    event.preventDefault();
    step(event.key === "j" ? 1 : -1);
  } else if (event.key === "x") {
    const current = document.activeElement?.closest("table[data-keys] > tbody > tr");
    const box = current?.querySelector<HTMLInputElement>("input[type=checkbox]");
    if (box) {
      event.preventDefault();
      box.click();
    }
  }
});
