/** Fields of a finished record, edited in place: authored when left, on what was seen when the edit began. */

import type { RecordView } from "../../gen/api";
import { asHostError } from "../../host";
import { errorText, t } from "../../i18n/index.svelte";
import { call } from "../../shell/call";
import { toast } from "../../shell/toast.svelte";
import { focusLost } from "./focus";
import { issueText } from "./issues";

type Fields = Record<string, string>;

export class RecordEdit {
  open: boolean;
  /** What is being typed, by key. */
  typed: Fields;
  /** Why it was not taken, by key. */
  errors: Fields;
  readonly #record: () => RecordView;
  readonly #home: () => string;
  /** What the core answered, until the page shows it too. */
  #answer: { from: string; now: RecordView } | undefined;
  #before: Fields = {};
  #seen = "";
  #saving: Promise<boolean> | undefined;

  /** `home` names the control that opens it, by id: the focus goes back there. */
  constructor(record: () => RecordView, home: () => string) {
    this.#record = record;
    this.#home = home;
    this.open = $state(false);
    this.typed = $state({});
    this.errors = $state({});
    this.#answer = $state.raw();
  }

  /** The record as it stands: never older than this edit's own last answer. */
  get record(): RecordView {
    const shown = this.#record();
    return this.#answer && this.#answer.from === shown.version ? this.#answer.now : shown;
  }

  start(values: Fields): void {
    if (this.open) return;
    this.#before = { ...values };
    this.typed = { ...values };
    this.errors = {};
    this.#seen = this.record.version;
    this.open = true;
  }

  cancel(): void {
    this.open = false;
    this.errors = {};
  }

  /** "Done": leaves it, and the focus goes back to where it was opened. */
  async done(): Promise<void> {
    if (await this.leave()) await focusLost(this.#home());
  }

  /** "Cancel", likewise. */
  async giveUp(): Promise<void> {
    this.cancel();
    await focusLost(this.#home());
  }

  /** Authors what changed; true when nothing is left to author. Called twice, it is authored once. */
  leave(): Promise<boolean> {
    if (!this.open) return Promise.resolve(true);
    this.#saving ??= this.#author().finally(() => (this.#saving = undefined));
    return this.#saving;
  }

  async #author(): Promise<boolean> {
    const keys = new Set([...Object.keys(this.typed), ...Object.keys(this.#before)]);
    const changed = [...keys].filter((key) => (this.typed[key] ?? "") !== (this.#before[key] ?? ""));
    if (changed.length === 0) {
      this.cancel();
      return true;
    }
    const fields = Object.fromEntries(changed.map((key) => [key, this.typed[key] ?? ""]));
    const was = Object.fromEntries(changed.map((key) => [key, this.#before[key] ?? ""]));
    const id = this.#record().id;
    try {
      const from = this.#record().version;
      const now = await call("record_edit", { id, fields, seen: this.#seen });
      this.#answer = { from, now };
      this.cancel();
      toast(t("contact.edit.saved"), {
        undo: () => call("record_edit", { id, fields: was, seen: now.version }),
      });
      return true;
    } catch (thrown) {
      this.#refused(thrown, changed);
      return false;
    }
  }

  /** What was typed stays; what is wrong stands beside it. */
  #refused(thrown: unknown, changed: string[]): void {
    const error = asHostError(thrown);
    const first = changed[0] ?? "";
    this.errors =
      error.code === "record.not_ready" && error.issues.length > 0
        ? Object.fromEntries(error.issues.map((issue) => [issue.field, issueText(issue)]))
        : { [first]: errorText(error.code) };
  }
}

/** Decisions on their way or just taken: two quick taps are one decision. */
const settling = new Set<string>();

/** Settles a conflict with one press; "Undo" puts the other value back beside it. */
export async function settle(record: RecordView, field: string, keep: string): Promise<void> {
  const decision = `${record.id} ${field} ${record.version}`;
  if (settling.has(decision)) return;
  settling.add(decision);
  const values = record.fields.find((one) => one.key === field)?.conflict ?? [];
  const other = values.find((one) => one.value !== keep)?.value;
  try {
    await call("settle", { id: record.id, field, keep, seen: record.version });
  } catch (thrown) {
    settling.delete(decision);
    toast(errorText(asHostError(thrown).code));
    return;
  }
  // On the version that did not know the decision yet, the other value stands beside it again: a conflict as before.
  const undo =
    other === undefined
      ? undefined
      : () => call("record_edit", { id: record.id, fields: { [field]: other }, seen: record.version });
  toast(t("contact.edit.settled"), { undo });
}
