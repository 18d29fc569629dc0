/** Strength and route of the dose recorded last on this device: kits come in boxes of one kind. Nothing of a person. */

import type { LastDose } from "./model";

const KEY = "footbridge.last_dose";
const NONE: LastDose = { mg: "", route: "" };

export function lastDose(): LastDose {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof kept !== "object" || kept === null || !("mg" in kept) || !("route" in kept)) return NONE;
    return { mg: String(kept.mg), route: String(kept.route) };
  } catch {
    return NONE; // Storage is a convenience; a browser may forbid it.
  }
}

export function rememberDose({ mg, route }: LastDose): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ mg, route }));
  } catch {
    // As above.
  }
}
