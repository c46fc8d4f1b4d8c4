/** The core: everything behind the interface, put together. Three loops that never wait for one another: contact, media, clock. */
import type { Change, Core, Found, Prompt, Running, State } from "./api";
import { type AppRow, readApp, takeNewer, writeApp } from "./app";
import { Clock, type ClockRecord, inWindow } from "./clock";
import { Content, filesOf, Refusal, wishesOf } from "./content";
import { type Files, openFiles, openTv, Room, type Tv } from "./db";
import { browserEnv, engine, type Env, rightPin, Sleep, uuid } from "./env";
import { Events } from "./events";
import { backoff, contact, fetchSettings, settle, share } from "./hub";
import { askPairing, type Early, freshIdentity, type Identity, loadIdentity, saveIdentity } from "./identity";
import { Lasting, SAVE_MS } from "./lasting";
import { Lease } from "./lease";
import { inOrder, nextWish, Shelf, type Wish } from "./media";
import { pairUp } from "./pair";
import type { Fields, Media, Product, Settings, Tag } from "./types";

const DAY_MS = 86_400_000;
const POLL_S = 300;

interface Kept {
  text: string;
  etag: string;
}

export async function openCore(texts: { [key: string]: string }, given?: Partial<Env>, early?: Early | null): Promise<Core> {
  const env: Env = { ...browserEnv(), ...given };
  const [tv, files]: [Tv, Files] = await Promise.all([openTv(), openFiles()]), room = new Room(tv);
  const version = (document.documentElement.dataset.version as string) || "";
  const clock = new Clock(env);
  // What is small is read at once: each turn of the database costs an old set a good part of a frame.
  let [identity, kept, small, places] = (await Promise.all([loadIdentity(env, tv), tv.get("kv", "clock"), tv.get("kv", "small"), tv.get("kv", "places")])) as
    [Identity, ClockRecord | undefined, { [key: string]: unknown }, { [key: string]: { part: number; at: number } }];
  if (kept) clock.record = kept;
  const lease = new Lease(env, tv), shelf = new Shelf(env, files), content = new Content(env, tv);
  const events = new Events(env, tv, room, () => lease.me, () => clock.stamp());

  let settings: Settings | null = null, settingsEtag = "";
  let order: Wish[] = [], sound: "armed" | "silent" | "unknown" = "unknown", errors = 0, faults = 0, lastTry = -Infinity, wantedFirst: string[] = [];
  small = small || {};
  places = places || {};
  const lane = new Sleep(env), mediaLane = new Sleep(env), listeners = new Set<(state: State, what: Change) => void>();

  let state: State = {
    phase: "starting", pairing: null, revoked: null, passive: false, clockWrong: clock.wrong(), today: clock.today(), settings: null,
    sync: { root: null, rootMadeAt: null, lastContact: null, online: null, wantedFiles: 0, heldFiles: 0, wantedBytes: 0, heldBytes: 0, downloading: null, paused: null, unsent: 0, storage: "unknown", trouble: "" },
    app: { version, ready: null },
  };

  function set(change: Partial<State>, what: Change): void {
    state = { ...state, ...change };
    listeners.forEach((listener) => setTimeout(() => listener(state, what)));
  }
  const setSync = (change: Partial<State["sync"]>, what: Change = "sync"): void => set({ sync: { ...state.sync, unsent: events.unsent, storage: room.state, ...change } }, what);
  const lasting = new Lasting(env, tv, clock, events, () => setSync({}));
  const keep = (key: string, value: unknown): void => void room.small(() => tv.put("kv", value, key)).catch(() => undefined);

  // --- what this screen should hold ---

  function tags(): Tag[] {
    const named = settings ? settings.varieties.filter((tag) => content.varieties.some((one) => one.tag === tag)) : [];
    return named.length ? named : content.varieties.map((one) => one.tag);
  }
  const live = (one: Product): boolean => one.from <= state.today && (one.until === null || state.today < one.until) && (!settings || settings.hide.indexOf(one.id) < 0);
  /** Kept a little ahead of its first day, so that it is here when the day comes. */
  const soon = (one: Product): boolean => (one.until === null || state.today < one.until) && (!settings || settings.hide.indexOf(one.id) < 0);

  function plan(): void {
    order = inOrder(wishesOf(content, content.products.filter(soon), tags(), wantedFirst));
    count("media");
  }
  function count(what: Change): void {
    let heldFiles = 0, heldBytes = 0, wantedBytes = 0;
    for (const { media } of order) {
      wantedBytes += media.n;
      if (shelf.whole.has(media.h)) {
        heldFiles++;
        heldBytes += media.n;
      }
    }
    setSync({ wantedFiles: order.length, wantedBytes, heldFiles, heldBytes, downloading: shelf.progress ? { hash: shelf.progress.hash, product: null, done: shelf.progress.done, of: shelf.progress.of } : null }, what);
  }
  room.free = () => shelf.spare(order);

  async function tidy(): Promise<void> {
    const wanted = new Set(order.map((one) => one.media.h)), here = new Set<string>();
    content.products.forEach((one) => Object.keys(one.tracks).forEach((tag) => filesOf(one.tracks[tag] as NonNullable<(typeof one.tracks)[string]>).forEach((media) => here.add(media.h))));
    for (const hash of shelf.hashes()) if (!wanted.has(hash)) await shelf.drop(hash, here.has(hash) ? "expired" : "withdrawn");
  }

  // --- pairing ---

  const pairing = (): Promise<void> => pairUp({
    env, lane, identity: () => identity,
    ask: () => {
      const asked = early && early.key === identity.key ? early.answer : askPairing(env, identity);
      early = null;
      return asked;
    },
    become: async (next) => {
      identity = next;
      await saveIdentity(env, tv, identity);
    },
    fresh: async () => {
      identity = await freshIdentity(env, tv);
    },
    show: (told) => set({ phase: "pairing", pairing: told }, "pairing"),
    shown: () => state.pairing,
    claimed: () => set({ phase: state.sync.root === null ? "loading" : "ready", pairing: null, revoked: null }, "phase"),
  });

  // --- contact ---

  async function takeSettings(): Promise<void> {
    const got = await fetchSettings(env, identity, settingsEtag);
    if (!got) return;
    settings = got.settings;
    settingsEtag = got.etag;
    keep("settings", { text: got.text, etag: got.etag } as Kept);
    set({ settings }, "settings");
    plan();
    mediaLane.wake();
  }
  async function takeRoot(): Promise<void> {
    if (!settings) return;
    const fresh = await content.refresh(settings);
    showRoot(fresh ? "tree" : "sync");
    if (fresh) {
      shelf.gone.clear();
      plan();
      await tidy();
      mediaLane.wake();
    }
  }
  function showRoot(what: Change): void {
    setSync({ root: content.root ? content.root.number : state.sync.root, rootMadeAt: content.root ? content.root.made_at : null }, what);
  }
  let taking: Promise<void> | null = null;
  async function newApp(offered: string): Promise<void> {
    const taken = await takeNewer(env, files, caches, offered);
    if (taken) set({ app: { version, ready: taken } }, "app");
  }

  function missing(): string[] {
    return order.filter((one) => !shelf.whole.has(one.media.h) && !shelf.gone.has(one.media.h)).map((one) => one.media.h);
  }

  /** One contact with what follows from it; the pause until the next, in ms. */
  async function once(): Promise<number> {
    if (clock.tick() === "resume") await events.record("boot", { app: version, engine: engine(env.agent), why: "resume" });
    const batch = await events.batch(), lacking = missing();
    lastTry = env.mono();
    const told = await contact(env, identity, clock.stamp(), batch, {
      holds: { root: content.root ? content.root.number : null, missing: lacking.slice(0, 50), missing_count: lacking.length },
      health: { sound, storage: room.state, app: version, errors: faults },
    });
    const more = await settle(events, batch, told);
    if (told.kind === "ok" && told.answer) {
      const { now, root, settings: wanted, app, poll_after_s } = told.answer;
      keep("clock", clock.heard(now, told.sent));
      errors = 0;
      keep("contact", env.now());
      set({ today: clock.today(), clockWrong: clock.wrong(), revoked: null }, "clock");
      setSync({ online: true, lastContact: env.now(), trouble: "" });
      try {
        if (!settings || settings.v !== wanted) await takeSettings();
        if (root === 0 && !content.root) setSync({ root: 0 });
        else if (!content.root || content.root.number !== root) await takeRoot();
      } catch (error) {
        faults++;
        setSync({ trouble: error instanceof Refusal ? "Nội dung mới chưa kiểm được, đang giữ bản cũ." : "Chưa tải xong nội dung mới, sẽ thử lại." });
        return more ? 2000 : 15_000;
      }
      if (state.phase === "loading" && settings && state.sync.root !== null) set({ phase: "ready" }, "phase");
      // One at a time: contacts come every two seconds while there is much to tell, the app over a thin line takes minutes.
      taking = taking || newApp(app).catch(() => undefined).then(() => void (taking = null));
      return more ? 2000 : poll_after_s * 1000;
    }
    if (told.kind === "conflict") return 2000;
    if (told.kind === "revoked" || told.kind === "unknown") {
      setSync({ online: true });
      set({ revoked: told.message }, "revoked");
      return DAY_MS;
    }
    errors++;
    setSync({ online: false, trouble: told.message.length > 4 ? told.message : "" });
    return told.retry !== null ? told.retry * 1000 * (1 + 0.2 * (await share(env, identity.key + errors))) : backoff(env, identity.key, errors);
  }

  async function contacts(): Promise<void> {
    // A province whose power comes back must not come back all at once.
    const last = (await tv.get("kv", "contact")) as number | undefined, poll = (settings ? settings.poll_s : POLL_S) * 1000;
    if (identity.claimed && settings && last !== undefined && Math.abs(env.now() - last) > poll) await lane.for((await share(env, settings.screen)) * poll);
    for (;;) {
      if (!identity.claimed) await pairing();
      if (state.passive) {
        await lane.for(30_000);
        continue;
      }
      const wait = await once().catch(() => {
        faults++;
        return 60_000;
      });
      await lane.for(wait);
    }
  }

  // --- media ---

  async function shelves(): Promise<void> {
    const later = new Map<string, { at: number; tries: number }>();
    for (;;) {
      const now = env.mono(), window = settings && settings.media.filter((one) => inWindow(clock.minutes(), one.from, one.to === "24:00" ? "23:60" : one.to))[0];
      const cap = settings ? settings.cap_kib * 1024 : Infinity;
      const idle = state.passive || !identity.claimed || !settings;
      const { next, paused } = idle ? { next: null, paused: null } : nextWish(order, shelf, window, cap, (hash) => (later.get(hash) || { at: 0 }).at > now);
      if (!next || state.sync.online === false) {
        if (state.sync.paused !== paused || state.sync.downloading) setSync({ paused: next ? "offline" : paused, downloading: null });
        await mediaLane.for(next ? 15_000 : 60_000);
        continue;
      }
      const wish: Wish = next, rate = wish.rank > 0 && window ? window.max_kib_s : null, hash = wish.media.h;
      const outcome = await shelf.fetch(wish.media, () => shelf.evict(order, wish.rank), async (bytes, ms) => {
        count("sync");
        const due = rate ? (bytes / 1024 / rate) * 1000 : 0;
        if (due > ms) await new Promise((done) => env.after(due - ms, () => done(null)));
      }, () => state.passive).catch(() => "later" as const);
      if (outcome === "later" || outcome === "full") {
        const tries = ((later.get(hash) || { tries: 0 }).tries || 0) + 1;
        later.set(hash, { tries, at: env.mono() + Math.min(1_800_000, 5000 * 2 ** Math.min(tries, 9)) });
        if (outcome === "full") {
          room.state = "full";
          setSync({ paused: "full" });
        }
      } else later.delete(hash);
      count(outcome === "done" ? "media" : "sync");
      if (outcome === "done" && room.state === "full") void room.reserve();
    }
  }

  // --- the clock's own loop ---

  async function clocks(): Promise<void> {
    for (let round = 1; ; round++) {
      await new Promise((done) => env.after(SAVE_MS, () => done(null)));
      const what = clock.tick();
      if (what) await events.record("boot", { app: version, engine: engine(env.agent), why: what });
      await lasting.save().catch(() => undefined);
      shelf.told((freed_kib, why) => void events.record("clean", { freed_kib, why }));
      if (round % 6 === 0) {
        const passive = !(await lease.take().catch(() => !state.passive));
        if (passive !== state.passive) {
          events.passive = passive;
          set({ passive }, "passive");
          if (!passive) lane.wake();
        }
      }
      const today = clock.today(), wrong = clock.wrong();
      if (today !== state.today || wrong !== state.clockWrong) {
        set({ today, clockWrong: wrong }, "clock");
        plan();
        set({}, "tree");
      }
    }
  }

  // --- start ---

  // Whoever asks for the lease may have to wait for an answer that nobody gives: the picture does not wait for it, only what is written does.
  const leased = lease.take();
  const [row, seen, lastContact, keptSettings] = (await Promise.all([
    readApp(files).catch(() => null), tv.get("kv", "seen"), tv.get("kv", "contact"), tv.get("kv", "settings"), content.load(), shelf.load(), events.open(),
  ])) as [AppRow | null, string | undefined, number | undefined, Kept | undefined, void, void, void];
  if (keptSettings) {
    settings = JSON.parse(keptSettings.text) as Settings;
    settingsEtag = keptSettings.etag;
  }
  set({ settings, today: clock.today(), phase: !identity.claimed ? "pairing" : settings && content.root ? "ready" : "loading", app: { version, ready: row && row.ready !== version ? row.ready : null } }, "phase");
  setSync({ root: content.root ? content.root.number : null, rootMadeAt: content.root ? content.root.made_at : null, lastContact: lastContact || null });
  plan();
  void room.reserve();
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => undefined);
  addEventListener("pagehide", () => void lease.release());

  async function begin(): Promise<void> {
    const passive = !(await leased);
    events.passive = passive;
    if (!passive) {
      await lasting.left();
      await events.record("boot", { app: version, engine: engine(env.agent), why: "start" });
      if (seen !== undefined && seen !== version) await events.record("app", { from: seen, to: version, ok: row && row.bad === seen ? 0 : 1 });
      keep("seen", version);
    }
    set({ passive }, "passive");
  }
  const begun = begin().catch(() => void faults++);
  lasting.begun = begun;
  void begun.then(() => {
    void contacts();
    void shelves();
    void clocks();
  });

  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    varieties: () => tags().map((tag) => content.varieties.filter((one) => one.tag === tag)[0]).filter((one): one is NonNullable<typeof one> => !!one),
    products: () => content.products.filter(live),
    product(id) {
      const one = content.product(id);
      return one && live(one) ? one : null;
    },
    track: (product, lang): Found | null => content.track(product, lang),
    prompt: (key, lang): Prompt => content.word(key, lang) || { text: texts[key] || key, audio: null, lang: "vi" },
    url: (media) => `/media/${media.h}`,
    held: (media) => shelf.whole.has(media.h),
    heldPart(product, lang) {
      const found = content.track(product, lang), all = found ? filesOf(found.track) : [];
      return all.length ? all.filter((one) => shelf.whole.has(one.h)).length / all.length : 1;
    },
    want(product) {
      if (wantedFirst[0] === product.id) return;
      wantedFirst = [product.id, ...wantedFirst.filter((id) => id !== product.id)].slice(0, 5);
      plan();
      mediaLane.wake();
    },
    record(kind, fields) {
      const at = clock.stamp();
      void begun.then(() => events.record(kind, fields as Fields, at)).then(() => setSync({}));
    },
    begin: (kind, fields): Running => lasting.begin(kind, fields as Fields),
    position: (product, lang) => places[`${product.id} ${lang}`] || null,
    setPosition(product, lang, place) {
      const key = `${product.id} ${lang}`, before = places[key];
      if (place) places = { ...places, [key]: place };
      else if (before) {
        places = { ...places };
        delete places[key];
      } else return;
      if (!place || !before || before.part !== place.part || Math.abs(before.at - place.at) >= 1000) keep("places", places);
    },
    forgetPositions() {
      places = {};
      keep("places", places);
    },
    remember(key, value) {
      small = { ...small, [key]: value };
      if (value === null || value === undefined) delete small[key];
      keep("small", small);
    },
    recall: (key) => (key in small ? small[key] : null),
    newId: () => uuid(env),
    touched() {
      if (state.sync.online !== true && env.mono() - lastTry > 60_000 && identity.claimed) {
        lastTry = env.mono();
        lane.wake();
      }
    },
    setSound: (now) => void (sound = now),
    async contactNow() {
      await begun;
      if (!identity.claimed) return lane.wake(), false;
      await once().catch(() => undefined);
      mediaLane.wake();
      return state.sync.online === true;
    },
    checkPin: (pin) => rightPin(env, pin, settings && settings.pin),
    pairAgain() {
      void (async () => {
        // The list first: cut off in between, the old list must never be told again under the new name.
        const batch = await events.batch();
        await events.move(batch.stream, batch.first_seq - 1, "wiped");
        identity = await freshIdentity(env, tv);
        set({ revoked: null }, "revoked");
        lane.wake();
      })().catch(() => undefined); // What could not be kept is not begun: the offer stays.
    },
    takeNewApp() {
      void (async () => {
        const now = await readApp(files);
        if (!now || !now.ready) return;
        await writeApp(files, { ...now, previous: now.current, current: now.ready, ready: null, starts: 0 });
        lasting.off();
        location.reload();
      })();
    },
    started() {
      void (async () => {
        const now = await readApp(files).catch(() => null);
        if (now && now.starts) await writeApp(files, { ...now, starts: 0 });
      })();
    },
    timeOfDay: () => ({ minutes: clock.minutes(), sure: clock.time().sure }),
  };
}
