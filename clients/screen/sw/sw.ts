/** Stub; grows below. */
export {};
