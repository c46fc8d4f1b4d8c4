/** A core of fixtures for working on the interface without a hub. Never shipped.
 *
 * `.venv/bin/python clients/build.py fake-screen /tmp/you/site/tv && cd /tmp/you/site && python3 -m http.server 9000`, then http://localhost:9000/tv/ .
 * In the page, `fake.set({phase: "pairing"})` plays states, `fake.events` holds what was recorded.
 */
import type { Change, Core, Media, Product, Prompt, State, Track, Variety } from "./api";

const media = (h: string, t: string, ms?: number): Media => ({ h: h.repeat(64).slice(0, 64), n: 20000, t, ms });
const sound = media("a1", "audio/ogg", 2500);
const film = media("b2", "video/webm", 20000);
const drawing: Media = { ...media("c3", "image/svg+xml"), w: 800, h_px: 450 };

export const VARIETIES: Variety[] = [
  { tag: "vi", name: "Tiếng Việt", own_name: "Tiếng Việt", note: "", illustration: false, machine_voice: true, fallback: null, greeting: sound, picture: drawing },
  { tag: "tyz", name: "Tiếng Tày", own_name: "Tiếng Tày", note: "âm thanh minh họa", illustration: true, machine_voice: false, fallback: "vi", greeting: sound, picture: drawing },
];

function product(id: string, kind: Product["kind"], topic: string, track: Track, more: Partial<Product> = {}): Product {
  return {
    id, edition: 1, kind, topic, urgent: false, from: "2026-11-01", until: null, picture: drawing,
    made_by: "Trung tâm Văn hóa tỉnh (minh họa)", approved_by: "Sở Văn hóa, Thể thao và Du lịch (minh họa)", approved_on: "2026-11-02",
    decision: "12/QĐ (minh họa)", source: "minh họa", tracks: { vi: track, tyz: { ...track, illustration: true } }, ...more,
  };
}

const parts = [1, 2, 3].map((n) => ({ text: `Câu thứ ${n}: rửa tay bằng xà phòng trước khi ăn và sau khi đi vệ sinh.`, audio: sound, picture: drawing }));
export const PRODUCTS: Product[] = [
  product("canh-bao-lua-dao", "alert", "POLICY_LAW", { title: "Cảnh báo: giả danh công an gọi điện", spoken: sound, parts, repeat_min: 30 }, { urgent: true }),
  product("rua-tay", "video", "HEALTH", { title: "Rửa tay sạch để phòng bệnh", spoken: sound, video: film, captions: [[0, 4000, "Rửa tay bằng xà phòng."], [4000, 9000, "Rửa ít nhất ba mươi giây."], [9000, 20000, "Lau khô bằng khăn sạch."]] }),
  product("trong-che", "audio", "PRODUCTION", { title: "Chăm sóc chè vụ đông", spoken: sound, audio: { ...sound, ms: 15000 }, captions: [[0, 5000, "Đốn chè vào tháng mười hai."], [5000, 15000, "Tủ gốc giữ ẩm."]] }),
  product("bhyt", "article", "POLICY_LAW", { title: "Thẻ bảo hiểm y tế dùng thế nào", spoken: sound, parts }),
  product("chuyen-lua", "story", "CULTURE", { title: "Sự tích hạt lúa nương", spoken: sound, parts }),
  product("dinh-danh", "guide", "DIGITAL", { title: "Nộp hồ sơ trên Cổng dịch vụ công", spoken: sound, parts, qr: { url: "https://dichvucong.gov.vn/", label: "Cổng Dịch vụ công quốc gia" } }),
  product("gia-ngo", "guide", "TRADE", { title: "Xem giá ngô", parts: [{ text: "Lấy điện thoại." }, { text: "Soi hình vuông." }], qr: { url: "https://gia-ngo.example/", label: "Giá ngô" }, open: { url: "https://gia-ngo.example/" } }, { picture: null }),
  product("do-vui-an-toan", "quiz", "DISASTER", {
    title: "Đố vui: mưa lũ", spoken: sound,
    questions: [{ text: "Khi nước lên nhanh ta làm gì trước?", spoken: sound, picture: drawing, answers: [{ text: "Lên chỗ cao", spoken: sound, right: true }, { text: "Qua suối vớt củi", spoken: sound, right: false }], why: { text: "Người là quý nhất.", spoken: sound } }],
  }),
];

const START: State = {
  phase: "ready", pairing: null, revoked: null, passive: false, clockWrong: false, today: "2026-11-24",
  settings: {
    v: "1", screen: "00000000-0000-4000-8000-000000000001", hub: "Tỉnh Tuyên Quang (minh họa)",
    point: { code: "TQ-0001", name: "Nhà văn hóa thôn Nà Khà (minh họa)", place: "xã Minh Quang", note: "" }, now: 0,
    varieties: ["vi", "tyz"], hide: [], keys: [], root_floor: 0, idle_s: 180, volume_note: "Âm lượng 18 là vừa cho hội trường.", lead_in_ms: 3000,
    quiet: [["21:00", "06:00"]], media: [{ from: "00:00", to: "24:00", max_kib_s: null, max_item_kib: null }], cap_kib: 2000000,
    hours: "Thứ hai đến thứ sáu, 7 giờ 30 đến 17 giờ", poll_s: 300, pin: null, illustration: true,
  },
  sync: {
    root: 17, rootMadeAt: "2026-11-24T01:00:00Z", lastContact: null, online: true, wantedFiles: 40, heldFiles: 38, wantedBytes: 9_000_000, heldBytes: 8_000_000,
    downloading: null, paused: null, unsent: 0, storage: "ok", trouble: "",
  },
  app: { version: "fake", ready: null },
};

/** `events` collects what was recorded, for tests of the interface; `set` plays any state. */
export interface FakeCore extends Core {
  events: Record<string, unknown>[];
  set(change: Partial<State>, what?: Change): void;
}

export function fakeCore(texts: Record<string, string>, change: Partial<State> = {}, products: Product[] = PRODUCTS): FakeCore {
  let state: State = { ...START, ...change };
  const listeners = new Set<(state: State, what: Change) => void>();
  const places = new Map<string, { part: number; at: number }>();
  const kept = new Map<string, unknown>();
  const events: Record<string, unknown>[] = [];
  const track: Core["track"] = (item, lang) => {
    for (const tag of [lang, "vi", ...Object.keys(item.tracks)]) {
      const found = item.tracks[tag];
      if (found) return { track: found, lang: tag };
    }
    return null;
  };
  const core: FakeCore = {
    events,
    set(part, what = "phase") {
      state = { ...state, ...part };
      listeners.forEach((listener) => setTimeout(() => listener(state, what)));
    },
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    varieties: () => VARIETIES,
    products: () => products,
    product: (id) => products.filter((one) => one.id === id)[0] || null,
    track,
    prompt: (key, lang): Prompt => ({ text: texts[key] || key, audio: sound, lang }),
    url: (one) => `/media/${one.h}`,
    held: () => true,
    heldPart: () => 1,
    want: () => undefined,
    record: (kind, fields) => void events.push({ kind, ...fields }),
    begin(kind, fields) {
      let all: Record<string, unknown> = { kind, ...fields };
      return { update: (more) => void (all = { ...all, ...more }), end: (more) => void events.push({ ...all, ...more }) };
    },
    position: (item, lang) => places.get(item.id + lang) || null,
    setPosition: (item, lang, place) => void (place ? places.set(item.id + lang, place) : places.delete(item.id + lang)),
    forgetPositions: () => places.clear(),
    remember: (key, value) => void kept.set(key, value),
    recall: (key) => kept.get(key),
    newId: () => "00000000-0000-4000-8000-00000000000a",
    touched: () => undefined,
    setSound: () => undefined,
    contactNow: () => Promise.resolve(true),
    checkPin: (pin) => Promise.resolve(pin === "2468"),
    pairAgain: () => core.set({ phase: "pairing", pairing: { code: "4821 9035", claimUrl: "https://hub.example/man-hinh/ghep/?ma=48219035", expiresAt: null, step: "waiting", message: "" } }),
    takeNewApp: () => undefined,
    started: () => undefined,
    timeOfDay: () => ({ minutes: 600, sure: true }),
  };
  return core;
}
