/**
 * A helper with thirty people: a queue, big pause and repeat, stop-and-discuss, a count at the end. The session is one `group` event: it is written when the
 * helper ends it, or when somebody says after a power cut that it is over; until then queue, place and seconds lie in the interface's own small store.
 */
import type { Product } from "../core/api";
import type { Counts } from "./counts";
import { headsPage } from "./heads";
import { button, clock, found, frame, h, picture, text, type Page, type Playing, type Ui } from "./kit";
import { qr } from "./qr";
import { emptyQueue, kept, living, moved, next, toggled, type Queue } from "./queue";

const STORE = "group", PER_PAGE = 4, ORDER_PER_PAGE = 5, SAVE_MS = 5000;
/** A hall may talk for long; nobody comes back after this. */
const IDLE_MS = 45 * 60000;

/** A session that a power cut or a restart left behind; null when there is none. */
export const leftBehind = (ui: Ui): Queue | null => {
  const queue = kept(ui.core.recall(STORE));
  return queue && queue.s > 0 ? queue : null;
};

/** The way into group mode: asks about what was left behind, else builds a queue. */
export function groupPage(ui: Ui): Page {
  const left = leftBehind(ui);
  return left ? resumePage(ui, left) : buildPage(ui, kept(ui.core.recall(STORE)) || emptyQueue(ui.core.state().today));
}

/** At the start of the app: the question about a session of today that was cut off; one of another day is written as it was, uncounted. */
export function cutOff(ui: Ui): Page | null {
  const queue = leftBehind(ui);
  if (!queue) return null;
  if (queue.day === ui.core.state().today) return resumePage(ui, queue);
  write(ui, queue, {});
  return null;
}

/** Back leads home: what lies below in the stack is over. */
const homeward = (ui: Ui) => (key: string): boolean => {
  if (key !== "back") return false;
  ui.home();
  return true;
};

function write(ui: Ui, queue: Queue, counts: Counts): void {
  const event = ui.core.begin("group", { plays: queue.plays, ...counts });
  event.end({ s: queue.s, plays: queue.plays, ...counts });
  ui.core.remember(STORE, null);
}

function resumePage(ui: Ui, queue: Queue): Page {
  const title = (id: string | undefined): string => {
    const product = id ? ui.core.product(id) : null, track = product && found(ui, product);
    return track ? track.track.title : "";
  };
  return {
    name: "group-resume",
    mode: "group",
    key: homeward(ui),
    draw: () => frame("group", text(ui, "group_resume"), [
      h("p.t-big", title(queue.items[queue.at])),
      h("p.t-note", text(ui, "group_resume_n", { at: Math.min(queue.at + 1, queue.items.length), of: queue.items.length, minutes: Math.round(queue.s / 60) })),
    ], [
      button(ui, "group_resume_yes", () => ui.go(showPage(ui, living(queue, (id) => !!ui.core.product(id)))), "main", { first: true, digit: 1 }),
      button(ui, "group_resume_count", () => ui.go(endPage(ui, queue)), "", { digit: 2 }),
      button(ui, "group_resume_no", () => {
        write(ui, queue, {});
        ui.go(buildPage(ui, emptyQueue(ui.core.state().today)));
      }, "", { digit: 3 }),
    ]),
  };
}

/** Choosing: products on the left (Enter puts in and takes out), their order on the right. */
function buildPage(ui: Ui, start: Queue): Page {
  let queue = living(start, (id) => !!ui.core.product(id)), page = 0, orderPage = 0;
  const set = (now: Queue): void => {
    // What was just added is seen at the end of the order.
    if (now.items.length > queue.items.length) orderPage = Math.floor((now.items.length - 1) / ORDER_PER_PAGE);
    queue = now;
    ui.core.remember(STORE, queue);
    ui.redraw();
  };
  return {
    name: "group-build",
    mode: "group",
    idleMs: IDLE_MS,
    key: homeward(ui),
    draw() {
      const all = ui.core.products(), pages = Math.max(1, Math.ceil(all.length / PER_PAGE));
      const list = h("div.t-rows.lrud-container", ...all.slice(page * PER_PAGE, (page + 1) * PER_PAGE).map((product, at) => {
        const track = found(ui, product), place = queue.items.indexOf(product.id);
        return track && button(ui, "group_add", () => set(toggled(queue, product.id)), place < 0 ? "wide" : "wide.in", {
          id: `g-${product.id}`, first: at === 0, spoken: track.track.spoken, digit: at + 1,
          label: h("span.t-result", picture(ui, product.picture), h("strong", track.track.title), place >= 0 && h("em", `✓ ${place + 1}`)),
        });
      }));
      const orderPages = Math.max(1, Math.ceil(queue.items.length / ORDER_PER_PAGE)), from = (orderPage = Math.min(orderPage, orderPages - 1)) * ORDER_PER_PAGE;
      const order = h("div.t-rows.t-order.lrud-container", h("h2", text(ui, "group_order")), !queue.items.length && h("p.t-note", text(ui, "group_empty")), ...queue.items.slice(from, from + ORDER_PER_PAGE).map((id, n) => {
        const at = from + n;
        const product = ui.core.product(id), track = product && found(ui, product);
        return track && button(ui, "group_earlier", () => {
          const now = moved(queue, id);
          orderPage = Math.floor(now.items.indexOf(id) / ORDER_PER_PAGE);
          set(now);
        }, at < queue.at ? "line.was" : "line", {
          id: `q-${id}`, spoken: track.track.spoken, label: h("span", h("b", `${at + 1}`), track.track.title),
        });
      }), orderPages > 1 && button(ui, "group_page", () => {
        orderPage = (orderPage + 1) % orderPages;
        ui.redraw();
      }, "line", { id: "q-page", digit: 8, label: `${text(ui, "group_page")} (${orderPage + 1}/${orderPages})` }));
      return frame("group", text(ui, "group_title"), [h("p.t-note", text(ui, "group_how")), h("div.t-two", list, order)], [
        button(ui, "group_start", () => ui.go(showPage(ui, queue)), "main", { digit: 9, off: !queue.items.length }),
        pages > 1 && button(ui, "group_page", () => {
          page = (page + 1) % pages;
          ui.redraw();
        }, "", { digit: 6, label: `${text(ui, "group_page")} (${page + 1}/${pages})` }),
        button(ui, "group_clear", () => set(emptyQueue(queue.day)), "", { digit: 7, off: !queue.items.length }),
        button(ui, "back", () => ui.home()),
      ]);
    },
  };
}

/** Showing the queue, one after another. */
function showPage(ui: Ui, start: Queue): Page {
  let queue = start, playing: Playing | null = null, talk: number | null = null, timer = 0, since = Date.now(), shown: string | null = null;
  const product = (): Product | null => (queue.at < queue.items.length ? ui.core.product(queue.items[queue.at] as string) : null);

  function save(): void {
    // The wall clock may jump: a step of more than half a minute between two saves is no time spent.
    const step = (Date.now() - since) / 1000;
    since = Date.now();
    queue = { ...queue, s: queue.s + Math.round(step > 0 && step < 30 ? step : SAVE_MS / 1000) };
    ui.core.remember(STORE, queue);
  }
  function stop(): void {
    const was = playing;
    playing = null;
    shown = null;
    if (was) was.stop();
  }
  function on(): void {
    stop();
    talk = null;
    queue = { ...next(queue), plays: queue.plays + 1 };
    save();
    if (queue.at < queue.items.length) ui.redraw();
    else ui.go(endPage(ui, queue));
  }
  function discuss(): void {
    if (playing) playing.pause();
    talk = Date.now();
    ui.say("group_discuss_say");
    ui.redraw();
  }
  function finish(): void {
    if (playing) queue = { ...queue, plays: queue.plays + 1 };
    stop();
    save();
    ui.go(endPage(ui, queue));
  }
  function pause(): void {
    if (!playing) return;
    if (playing.paused()) playing.resume();
    else playing.pause();
    ui.redraw();
  }
  function tick(): void {
    if (talk !== null) {
      const face = document.getElementById("t-timer");
      if (face) face.textContent = clock(Date.now() - talk);
    }
    if (Date.now() - since >= SAVE_MS || Date.now() < since) save();
  }

  return {
    name: "group-show",
    mode: "group",
    idleMs: IDLE_MS,
    draw() {
      if (!timer) timer = window.setInterval(tick, 1000);
      const item = product(), track = item && found(ui, item), after = ui.core.product(queue.items[queue.at + 1] || ""), then = after && found(ui, after);
      if (!item || !track) return frame("group", text(ui, "group_gone"), [], [button(ui, "group_next", on, "main", { first: true })]);
      if (talk !== null) {
        return frame("talk", text(ui, "group_discuss"), [
          picture(ui, item.picture, "t-talkpic"), h("div.t-ask", "?"), timerFace(talk), h("p.t-lead", track.track.title),
        ], [
          button(ui, "group_go_on", () => {
            talk = null;
            ui.hush();
            ui.redraw();
            if (playing) playing.resume();
          }, "main", { first: true, digit: 1 }),
          button(ui, "group_next", on, "", { digit: 4 }), button(ui, "group_end", finish, "", { digit: 5 }),
        ]);
      }
      if (shown !== item.id || !playing) {
        shown = item.id;
        const started = ui.play(item, "group", () => {
          if (playing === started) on();
        });
        playing = started;
      }
      const settings = ui.core.state().settings;
      const foot = h("div.t-foot.lrud-container",
        button(ui, playing.paused() ? "group_play" : "group_pause", pause, "main", { id: "g-pause", first: true, digit: 1 }),
        button(ui, "group_repeat", () => playing && playing.repeat(), "", { digit: 2 }),
        button(ui, "group_discuss", discuss, "", { digit: 3 }),
        button(ui, "group_next", on, "", { digit: 4 }),
        button(ui, "group_end", finish, "", { digit: 5 }));
      return h("section.t-page.t-show", h("div.t-stage", playing.element), h("p.t-note", h("b", `${queue.at + 1}/${queue.items.length}`),
        then ? ` ${text(ui, "group_after")} ${then.track.title}` : ` ${text(ui, "group_last")}`, settings && settings.volume_note ? ` · ${settings.volume_note}` : ""), foot);
    },
    key(key) {
      if (key === "play") {
        pause();
        return true;
      }
      if (key !== "back") return false;
      if (talk === null) discuss();
      else finish();
      return true;
    },
    leave() {
      clearInterval(timer);
      timer = 0;
      stop();
      save();
    },
  };
}

function timerFace(since: number): HTMLElement {
  const face = h("p.t-timer", clock(Date.now() - since));
  face.id = "t-timer";
  return face;
}

/** Heads, then the card of the end. The event is written once: with the numbers, or without on *Bỏ qua*. */
function endPage(ui: Ui, queue: Queue): Page {
  let written = false;
  const end = (counts: Counts): void => {
    if (!written) write(ui, queue, counts);
    written = true;
    ui.go(cardPage(ui, queue, counts));
  };
  const heads = headsPage(ui, "heads_group", end, { key: "heads_skip", act: () => end({}) });
  return {
    ...heads,
    mode: "group",
    idleMs: IDLE_MS,
    key(key) {
      if (heads.key && heads.key(key)) return true;
      if (key !== "back") return false;
      // Not the end after all: the queue is still there.
      ui.go(groupPage(ui));
      return true;
    },
  };
}

/** What to take home: the guides' own addresses as QR (never a log-in of ours), and what was shown. */
function cardPage(ui: Ui, queue: Queue, counts: Counts): Page {
  const items = queue.items.slice(0, queue.at + 1).map((id) => ui.core.product(id)).filter((one): one is Product => !!one);
  const tracks = items.map((one) => found(ui, one)).filter((one) => !!one).map((one) => (one as NonNullable<typeof one>).track);
  const codes = tracks.map((one) => one.qr).filter((one) => !!one).slice(0, 2) as { url: string; label: string }[];
  return {
    name: "group-card",
    mode: "group",
    idleMs: IDLE_MS,
    key: homeward(ui),
    draw: () => frame("card", text(ui, "group_thanks"), [
      counts.people !== undefined && h("p.t-lead", text(ui, "group_thanks_n", { people: counts.people })),
      h("div.t-two", h("ul.t-list", ...tracks.slice(0, 6).map((one) => h("li", one.title))),
        codes.length ? h("div.t-codes", ...codes.map((one) => h("div.t-qrbox", qr(one.url, one.label), h("p", one.label)))) : h("p.t-note", text(ui, "group_later"))),
    ], [button(ui, "group_home", () => ui.home(), "main", { first: true }), button(ui, "group_new", () => ui.go(groupPage(ui)))]),
  };
}
