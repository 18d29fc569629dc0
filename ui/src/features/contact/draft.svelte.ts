/** One draft that is open: what is typed, how it is kept, what the core says of it. */

import type { ContactSavedView, DraftView, IssueView } from "../../gen/api";
import { asHostError, HostError } from "../../host";
import { t } from "../../i18n/index.svelte";
import { call } from "../../shell/call";
import { go } from "../../shell/router.svelte";
import { toast } from "../../shell/toast.svelte";
import { Autosave, type SaveState } from "./autosave";
import { issueText, shownAt } from "./issues";
import { fromRequest, toRequest, type ContactModel } from "./model";

/** Drafts whose last words are not on disk yet, or that are on the screen: opened again, they go on as they were. */
const alive = new Map<string, DraftStore>();

export class DraftStore {
  id: string;
  model: ContactModel;
  save: SaveState;
  issues: readonly IssueView[];
  /** Ready was refused: what blocks is shown as an error from now on. */
  refused: boolean;
  /** The field that has the focus; kept with the draft. */
  focus: string;
  readonly #autosave: Autosave<string>;
  #seen: string;
  #left = false;
  /** Finished or discarded: nothing may bring it back. */
  #ended = false;

  constructor(view: DraftView) {
    this.id = $state(view.id);
    this.model = $state(fromRequest(view.contact, new Date()));
    this.save = $state.raw<SaveState>({ kind: "clean", at: view.saved_ms });
    this.issues = $state.raw(view.issues);
    this.refused = $state(false);
    this.focus = $state(view.focus);
    this.#seen = this.#text();
    this.#autosave = new Autosave({
      read: () => this.#text(),
      save: (text) => this.#keep(text),
      onstate: (state) => this.#state(state),
      savedAt: view.saved_ms,
    });
    alive.set(this.id, this);
  }

  /** What is to be kept, focus included. Read reactively, it notices every change of the form. */
  #text(): string {
    return JSON.stringify({ contact: toRequest(this.model), focus: this.focus });
  }

  /** Notices what was typed since; to be run in an effect, and before anything that needs the newest state. */
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
    const { contact, focus } = JSON.parse(text) as Pick<DraftView, "contact" | "focus">;
    try {
      return this.#took(await call("draft_save", { id: this.id, contact, focus }));
    } catch (thrown) {
      if (this.#ended || asHostError(thrown).code !== "record.not_found") throw thrown;
    }
    // It was finished or discarded in another window: what is typed here is still somebody's work.
    const view = await call("draft_save", { id: null, contact, focus });
    const shown = !this.#left;
    alive.delete(this.id);
    this.id = view.id;
    alive.set(this.id, this);
    if (shown) go(`/draft/${view.id}`, { keep: true });
    toast(t("contact.draft.kept_anew"));
    return this.#took(view);
  }

  #took(view: DraftView): number {
    this.issues = view.issues;
    return view.saved_ms;
  }

  #state(state: SaveState): void {
    this.save = state;
    if (this.#left && state.kind === "saved") this.#forget();
  }

  /** The page was left: what is not kept yet goes on being tried. */
  async leave(): Promise<void> {
    this.#left = true;
    if (await this.flush()) this.#forget();
  }

  #forget(): void {
    if (this.#left && !this.#autosave.unsaved) alive.delete(this.id);
  }

  enter(): void {
    this.#left = false;
  }

  /** Finishes it. Throws {@link HostError}; `record.not_ready` leaves the issues here. */
  async ready(): Promise<ContactSavedView> {
    if (!(await this.flush())) {
      throw this.save.kind === "failed" ? asHostError(this.save.error) : new HostError("store.io");
    }
    this.#ended = true;
    try {
      const saved = await call("draft_ready", { id: this.id });
      await this.#end();
      return saved;
    } catch (thrown) {
      this.#ended = false;
      const error = asHostError(thrown);
      if (error.code === "record.not_ready") {
        this.issues = error.issues;
        this.refused = true;
      }
      throw error;
    }
  }

  /** Takes it away; the answer brings it back as a new draft and says its id. */
  async discard(): Promise<() => Promise<string>> {
    this.notice();
    const { contact, focus } = JSON.parse(this.#text()) as Pick<DraftView, "contact" | "focus">;
    this.#ended = true;
    await this.#autosave.settled();
    try {
      await call("draft_discard", { id: this.id });
    } catch (thrown) {
      this.#ended = false;
      throw thrown;
    }
    await this.#end();
    return async () => (await call("draft_save", { id: null, contact, focus })).id;
  }

  async #end(): Promise<void> {
    alive.delete(this.id);
    await this.#autosave.stop();
  }

  #at(key: string): IssueView[] {
    return this.issues.filter((issue) => shownAt(issue.field, this.model) === key);
  }

  /** A remark beside a field, but never about what is being typed at this moment. */
  hint(key: string): string | undefined {
    if (this.focus === key) return undefined;
    const issue = this.#at(key).find((one) => !one.blocking || (!this.refused && speaksEarly(one)));
    return issue && issueText(issue, this.model.pathway);
  }

  /** What blocks Ready, once Ready was tried. */
  error(key: string): string | undefined {
    const issue = this.refused ? this.#at(key).find((one) => one.blocking) : undefined;
    return issue && issueText(issue, this.model.pathway);
  }

  /** Issues that are shown now, each with the key of its field. */
  shown(): { key: string; issue: IssueView }[] {
    return this.issues
      .filter((issue) => this.refused || !issue.blocking || speaksEarly(issue))
      .map((issue) => ({ key: shownAt(issue.field, this.model), issue }));
  }
}

/** That something is still missing is no news to who is typing; that it cannot be read is. */
function speaksEarly(issue: IssueView): boolean {
  return issue.code !== "field.required" && issue.code !== "offer.reason_required";
}

/** Opens a draft: as it lies on disk, or as it is if its last words are not there yet. */
export async function openDraft(id: string): Promise<DraftStore> {
  const here = alive.get(id);
  if (here) {
    here.enter();
    return here;
  }
  return new DraftStore(await call("draft_show", { id }));
}

/** For tests: nothing is open. */
export function forgetDrafts(): void {
  alive.clear();
}
