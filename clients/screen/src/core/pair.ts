/** From an unknown set to a claimed one: asks for a code, shows it, waits, begins again; never gives up. */
import type { PairingState } from "./api";
import type { Env, Sleep } from "./env";
import { type Asked, bearer, type Identity, type Told } from "./identity";

export interface Pairing {
  env: Env;
  lane: Sleep;
  identity(): Identity;
  /** Ask the hub for a code. */
  ask(): Promise<Response>;
  /** Keep a changed identity. */
  become(next: Identity): Promise<void>;
  /** Throw the identity away and make another. */
  fresh(): Promise<void>;
  show(told: PairingState): void;
  shown(): PairingState | null;
  claimed(): void;
}

export async function pairUp(it: Pairing): Promise<void> {
  let asked: Asked | null = null;
  it.show({ code: null, claimUrl: null, expiresAt: null, step: "asking", message: "" });
  for (let failed = 0; ; ) {
    let wait = 5000;
    try {
      if (!asked) {
        const answer = await it.ask();
        if (answer.status === 409) await it.fresh();
        if (answer.status === 201) {
          asked = (await answer.json()) as Asked;
          const code = asked.code.replace(/(\d{4})(?=\d)/, "$1 ");
          it.show({ code, claimUrl: asked.claim_url, expiresAt: Date.parse(asked.expires_at), step: "waiting", message: "" });
          await it.become({ ...it.identity(), pairing: asked.id });
          wait = asked.poll_after_s * 1000;
        } else if (answer.status !== 409) throw new Error((((await answer.json().catch(() => null)) as { message?: string } | null) || {}).message || "");
      } else {
        const answer = await it.env.fetch(`/api/screen/v1/pairings/${asked.id}`, { headers: bearer(it.identity()), credentials: "omit", cache: "no-store" });
        if (answer.status === 401 || answer.status === 404) asked = null;
        else {
          const told = (await answer.json()) as Told;
          if (told.state === "claimed") {
            await it.become({ ...it.identity(), claimed: true });
            it.claimed();
            return;
          }
          if (told.state === "expired") asked = null;
          if (told.state === "revoked") {
            await it.fresh();
            asked = null;
          }
          wait = asked ? told.poll_after_s * 1000 : 0;
          const now = it.shown();
          if (now && now.step === "offline" && asked) it.show({ ...now, step: "waiting" });
        }
      }
      failed = 0;
    } catch (error) {
      failed++;
      it.show({ ...(it.shown() as PairingState), step: "offline", message: (error as Error).name === "Error" ? (error as Error).message : "" });
      wait = Math.min(60_000, 4000 * 2 ** Math.min(failed, 4));
    }
    await it.lane.for(wait);
  }
}
