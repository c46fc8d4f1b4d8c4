// Small helps over pages that work without any script: htmx, the "/" key, menus that close, printing, the date mover.
import htmx from "htmx.org";
import { lettersOff, typing } from "./keys";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
window.htmx = htmx;

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target) && !lettersOff()) {
    const box = document.querySelector<HTMLInputElement>("[data-search]");
    if (box && box.offsetParent !== null) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
  if (event.key === "Escape") {
    const open = [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")].pop();
    if (open) {
      open.open = false;
      open.querySelector("summary")?.focus();
    }
  }
});

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
  if (target.closest("[data-print]")) window.print();
});

// A filter bar asks again by itself; without script its button does.
document.addEventListener("change", (event) => {
  const field = event.target as HTMLElement;
  const form = field.closest<HTMLFormElement>("form[data-autosubmit]");
  const text = field instanceof HTMLInputElement && /^(text|search)$/.test(field.type);
  if (form && (!text || "day" in field.dataset)) form.requestSubmit();
});

// The date mover: the slider counts days from its first mark; the date field beside it carries the value.
function isoDay(first: string, days: number): string {
  const day = new Date(`${first}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

document.addEventListener("input", (event) => {
  const slider = event.target;
  if (!(slider instanceof HTMLInputElement) || !slider.dataset.first) return;
  const day = isoDay(slider.dataset.first, Number(slider.value));
  const form = slider.form;
  const field = form?.querySelector<HTMLInputElement>("input[data-day]");
  const spoken = day.split("-").reverse().join("/");
  if (field) field.value = spoken;
  slider.setAttribute("aria-valuetext", spoken);
  const shown = form?.querySelector("[data-shown]");
  if (shown) shown.textContent = spoken;
});

// Leave out empty fields, so that an address stays short enough to send to a colleague.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.method !== "get") return;
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    if (field.name && field.value === "") field.disabled = true;
  }
  setTimeout(() => form.querySelectorAll<HTMLInputElement>("input, select").forEach((field) => (field.disabled = false)), 0);
});

// Show what is typed into the password fields of the form; without script the choice stays hidden.
for (const choice of document.querySelectorAll<HTMLElement>("[data-show-password]")) {
  choice.hidden = false;
  choice.addEventListener("change", (event) => {
    const shown = (event.target as HTMLInputElement).checked;
    for (const field of choice.closest("form")?.querySelectorAll<HTMLInputElement>("[data-password]") ?? []) {
      field.type = shown ? "text" : "password";
    }
  });
}

// The box that shows a password in the open is there only when it can work.
for (const label of document.querySelectorAll<HTMLElement>("[data-show-password]")) {
  label.hidden = false;
  label.querySelector("input")?.addEventListener("change", (event) => {
    const shown = (event.target as HTMLInputElement).checked;
    const fields = label.closest("form")?.querySelectorAll<HTMLInputElement>("input[data-password]") ?? [];
    fields.forEach((field) => (field.type = shown ? "text" : "password"));
  });
}
