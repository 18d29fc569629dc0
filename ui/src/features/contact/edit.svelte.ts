/** Fields of a finished record, edited in place: authored when left, on what was seen when the edit began. */

import type { RecordView } from "../../gen/api";
import { asHostError, type HostError } from "../../host";
import type { Kind } from "../../gen/fields";
import { errorText, label, t } from "../../i18n/index.svelte";
import { beforeLock } from "../../shell/before-lock";
import { call } from "../../shell/call";
import { desk } from "../../shell/desk.svelte";
import { toast } from "../../shell/toast.svelte";
import { focusLost } from "./focus";
import { issueText } from "./issues";

type Fields = Record<string, string>;

interface Typed {
  typed: Fields;
  before: Fields;
  was: Fields;
  seen: string;
  errors: Fields;
}

/** Edits whose page went before they could be authored, by whose they are, record and control: the same control goes on with them. */
const cutOff = new Map<string, Typed>();

export class RecordEdit {
  open: boolean;
  /** What is being typed, by key. */
  typed: Fields;
  /** Why it was not taken, by key. */
  errors: Fields;
  readonly #whose = desk.member;
  readonly #record: () => RecordView;
  readonly #home: () => string;
  /** What the core answered, until the page shows it too. */
  #answer: { from: string; now: RecordView } | undefined;
  #before: Fields = {};
  /** What stood there before, as the record holds it: what "Undo" writes. */
  #was: Fields = {};
  #seen = "";
  #left = false;
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

  /** For as long as its control is on the page; goes on with what a lock cut off. Returns what ends it. */
  attach(): () => void {
    const rest = cutOff.get(this.#key());
    if (rest && !this.open) {
      cutOff.delete(this.#key());
      [this.typed, this.errors] = [rest.typed, rest.errors];
      [this.#before, this.#was, this.#seen] = [rest.before, rest.was, rest.seen];
      this.open = true;
    }
    const forget = beforeLock(() => this.leave());
    return () => {
      forget();
      this.#left = true;
      void this.leave();
    };
  }

  #key(): string {
    return `${this.#whose} ${this.#record().id} ${this.#home()}`;
  }

  /** `was` is what the record holds where that is not what is shown for typing. */
  start(values: Fields, was: Fields = values): void {
    if (this.open) return;
    this.#before = { ...values };
    this.#was = { ...was };
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
    const was = Object.fromEntries(changed.map((key) => [key, this.#was[key] ?? ""]));
    const id = this.#record().id;
    const [kind, key] = [this.#record().kind as Kind, this.#key()];
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
      const error = asHostError(thrown);
      this.#refused(error, changed);
      if (this.#left) this.#keepFor(key, kind, error.code === "record.not_ready");
      return false;
    }
  }

  /** The page is gone: what was typed waits for it, and it is said that it was not taken. */
  #keepFor(control: string, kind: Kind, wrong: boolean): void {
    const { typed, errors } = this;
    cutOff.set(control, {
      typed: { ...typed },
      // That the desk was locked, or the core away, is over when somebody comes back.
      errors: wrong ? { ...errors } : {},
      before: this.#before,
      was: this.#was,
      seen: this.#seen,
    });
    const [key, problem] = Object.entries(errors)[0] ?? ["", ""];
    toast(t("contact.error_item", { field: label(kind, key), problem }));
  }

  /** What was typed stays; what is wrong stands beside it. */
  #refused(error: HostError, changed: string[]): void {
    const first = changed[0] ?? "";
    this.errors =
      error.code === "record.not_ready" && error.issues.length > 0
        ? Object.fromEntries(error.issues.map((issue) => [issue.field, issueText(issue)]))
        : { [first]: errorText(error.code) };
  }
}

/** Decisions on their way or just taken: two quick taps are one decision. */
const settling = new Set<string>();

/** Settles a conflict with one press; "Undo" lets all values stand beside each other again. */
export async function settle(record: RecordView, field: string, keep: string): Promise<void> {
  const decision = `${record.id} ${field} ${record.version}`;
  if (settling.has(decision)) return;
  settling.add(decision);
  try {
    await call("settle", { id: record.id, field, keep, seen: record.version });
  } catch (thrown) {
    settling.delete(decision);
    toast(errorText(asHostError(thrown).code));
    return;
  }
  toast(t("contact.edit.settled"), {
    undo: () => call("unsettle", { id: record.id, field, seen: record.version }),
  });
}

/** For tests: nothing was cut off. */
export function forgetEdits(): void {
  cutOff.clear();
}
