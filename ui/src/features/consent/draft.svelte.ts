/** A consent that is being filled in: every tap is kept on this device's disk, as of a contact. */

import type { ConsentDraftView, ConsentInput, ConsentView, IssueView } from "../../gen/api";
import { asHostError, HostError } from "../../host";
import { call } from "../../shell/call";
import { Autosave, type SaveState } from "../contact/autosave";
import { setField, fieldOf, stepFrom, type Step } from "./model";

export class ConsentDraft {
  readonly id: string;
  input: ConsentInput;
  step: Step;
  save: SaveState;
  issues: readonly IssueView[];
  /** Signing was refused: what is missing is told from now on. */
  refused: boolean;
  readonly #autosave: Autosave<string>;
  #seen: string;

  constructor(view: ConsentDraftView) {
    this.id = view.id;
    this.input = $state(view.consent);
    this.step = $state(stepFrom(view.focus));
    this.save = $state.raw<SaveState>({ kind: "clean", at: view.saved_ms });
    this.issues = $state.raw(view.issues);
    this.refused = $state(false);
    this.#seen = this.#text();
    this.#autosave = new Autosave({
      read: () => this.#text(),
      save: (text) => this.#keep(text),
      onstate: (state) => (this.save = state),
      savedAt: view.saved_ms,
    });
  }

  #text(): string {
    return JSON.stringify({ consent: this.input, focus: this.step });
  }

  /** Notices what was chosen since; to be run in an effect. */
  notice(): void {
    const text = this.#text();
    if (text === this.#seen) return;
    this.#seen = text;
    this.#autosave.changed();
  }

  /** Keeps now what is not kept; true when all of it is on disk. */
  flush(): Promise<boolean> {
    this.notice();
    return this.#autosave.flush();
  }

  async #keep(text: string): Promise<number> {
    const { consent, focus } = JSON.parse(text) as { consent: ConsentInput; focus: string };
    const view = await call("consent_draft_save", { id: this.id, seen_ms: null, consent, focus });
    this.issues = view.issues;
    return view.saved_ms;
  }

  /** Signs it. Throws {@link HostError}; `consent.not_valid` leaves here what is missing. */
  async sign(): Promise<ConsentView> {
    if (fieldOf(this.input, "signature.by") === "") {
      const guardian = fieldOf(this.input, "signature.kind") === "guardian";
      if (!guardian) setField(this.input, "signature.by", fieldOf(this.input, "person.name_signed"));
    }
    if (!(await this.flush())) {
      throw this.save.kind === "failed" ? asHostError(this.save.error) : new HostError("store.io");
    }
    try {
      const consent = JSON.parse(JSON.stringify(this.input)) as ConsentInput;
      const signed = await call("consent_new", { consent, draft: this.id });
      await this.#autosave.stop();
      return signed;
    } catch (thrown) {
      const error = asHostError(thrown);
      if (error.code === "consent.not_valid") {
        this.issues = error.issues;
        this.refused = true;
      }
      throw error;
    }
  }

  /** Takes it away. The answer brings it back as a new draft and says its id. */
  async discard(): Promise<() => Promise<string>> {
    const { consent, focus } = JSON.parse(this.#text()) as { consent: ConsentInput; focus: string };
    await this.#autosave.stop();
    await call("draft_discard", { id: this.id });
    return async () => (await call("consent_draft_save", { id: null, seen_ms: null, consent, focus })).id;
  }
}
