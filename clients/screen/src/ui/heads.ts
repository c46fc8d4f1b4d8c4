/** How many people: four numbers by digits and arrows, summed kindly. Used at the end of a group and at the close of the day. */
import { erased, finished, HEADS, stepped, sum, trouble, typed, type Counts, type Head } from "./counts";
import { button, frame, h, text, type Page, type Ui } from "./kit";

export function headsPage(ui: Ui, title: string, save: (counts: Counts) => void, skip: { key: string; act: () => void }): Page {
  const counts: Counts = {};
  let asked = false;

  /** The count that has the focus. */
  const on = (): Head | null => {
    const id = document.activeElement ? document.activeElement.id : "";
    return HEADS.filter((head) => id === `heads-${head}`)[0] || null;
  };
  /** OK on a count leads to the next one, and from the last to *Xong*. */
  function onward(head: Head): void {
    const after = HEADS[HEADS.indexOf(head) + 1];
    (document.getElementById(after ? `heads-${after}` : "b-heads_done") as HTMLElement).focus();
  }
  function set(head: Head, value: number | undefined): void {
    counts[head] = value;
    asked = false;
    ui.redraw();
  }
  function done(): void {
    const wrong = trouble(counts);
    if (wrong === "more" || (wrong === "fewer" && !asked)) {
      asked = true;
      ui.say(`heads_${wrong}`);
      ui.redraw();
    } else save(finished(counts));
  }

  return {
    name: "heads",
    draw() {
      const parts = sum(counts), wrong = trouble(counts);
      const row = (head: Head, at: number): HTMLElement => {
        const value = counts[head] === undefined && head === "people" ? parts : counts[head];
        return button(ui, `heads_${head}`, () => onward(head), counts[head] === undefined ? "count.guess" : "count", {
          id: `heads-${head}`, first: at === 0,
          label: h("span", h("span", text(ui, `heads_${head}`)), h("b", h("i", "◀"), value === undefined ? "–" : `${value}`, h("i", "▶"))),
        });
      };
      return frame("heads", text(ui, title), [
        h("div.t-rows.lrud-container", ...HEADS.map(row)),
        h(`p.t-note${wrong ? ".warn" : ""}`, wrong === "more" ? text(ui, "heads_more_n", { sum: parts || 0, people: counts.people || 0 })
          : wrong && asked ? text(ui, "heads_fewer_n", { left: (counts.people || 0) - (parts || 0) }) : text(ui, "heads_how")),
      ], [button(ui, "heads_done", done, "main"), button(ui, skip.key, skip.act)]);
    },
    key(key) {
      const head = on();
      if (!head) return false;
      if (/^\d$/.test(key)) set(head, typed(counts[head], +key));
      else if (key === "left" || key === "right") set(head, stepped(counts[head], key === "right" ? 1 : -1));
      else if (key === "down" && head === "children") onward(head);
      else if (key === "back" && counts[head] !== undefined) set(head, erased(counts[head]));
      else return false;
      return true;
    },
  };
}
