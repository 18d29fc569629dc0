/** One draft that is open: what is typed, how it is kept, what the core says of it. */

import type { ContactSavedView, DraftView, IssueView } from "../../gen/api";
import { asHostError, HostError } from "../../host";
import { t } from "../../i18n/index.svelte";
import { call } from "../../shell/call";
import { desk } from "../../shell/desk.svelte";
import { go } from "../../shell/router.svelte";
import { toast } from "../../shell/toast.svelte";
import { Autosave, type SaveState } from "./autosave";
import { issueText, shownAt } from "./issues";
import { fromRequest, toRequest, type ContactModel } from "./model";

/** Drafts whose last words are not on disk yet, or that are on the screen: opened again, they go on as they were. */
const alive = new Map<string, DraftStore>();

/** Saving would lose something: it was finished, discarded, or kept since, in another window. */
const ELSEWHERE: ReadonlySet<string> = new Set(["record.not_found", "draft.typed_elsewhere"]);

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
  /** The member whose words these are: nobody else who signs in on this device is shown them, or keeps them. */
  readonly whose = desk.member;
  #seen: string;
  /** What lies on the disk as far as this page knows, without the focus. */
  #kept: string;
  /** When it was last kept, as far as this page knows. */
  #savedMs: number;
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
    this.#kept = this.#content();
    this.#savedMs = view.saved_ms;
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

  #content(): string {
    return JSON.stringify(toRequest(this.model));
  }

  /**
   * Reads again what another window may have kept of it meanwhile: this page's older state must not go over it. What
   * was typed here since the last save stays. `false` when the draft is no more and nothing typed here is lost by that.
   */
  async refresh(): Promise<boolean> {
    if (this.#ended || this.#content() !== this.#kept) return true;
    const known = this.save.at;
    const view = await call("draft_show", { id: this.id }).catch(asHostError);
    if (this.#ended || this.#content() !== this.#kept) return true;
    if (view instanceof HostError) {
      if (view.code !== "record.not_found") return true;
      this.#ended = true;
      await this.#end();
      return false;
    }
    if (view.saved_ms === known || this.save.at !== known) return true;
    this.model = fromRequest(view.contact, new Date());
    this.issues = view.issues;
    this.#kept = this.#content();
    this.#seen = this.#text();
    this.#savedMs = view.saved_ms;
    if (this.save.kind !== "pending") this.save = { kind: "clean", at: view.saved_ms };
    return true;
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
    if (desk.member !== this.whose) throw new HostError("desk.locked");
    const { contact, focus } = JSON.parse(text) as Pick<DraftView, "contact" | "focus">;
    const content = JSON.stringify(contact);
    try {
      const view = await call("draft_save", { id: this.id, seen_ms: this.#savedMs, contact, focus });
      this.#kept = content;
      return this.#took(view);
    } catch (thrown) {
      if (this.#ended || !ELSEWHERE.has(asHostError(thrown).code)) throw thrown;
      // Only the focus moved: nobody's work, and no reason to bring back what was finished.
      if (content === this.#kept && this.save.at !== undefined) return this.save.at;
    }
    // It was finished, discarded or typed in, in another window: what is typed here is still somebody's work.
    const view = await call("draft_save", { id: null, seen_ms: null, contact, focus });
    const shown = !this.#left;
    this.#kept = content;
    alive.delete(this.id);
    this.id = view.id;
    alive.set(this.id, this);
    if (shown) go(`/draft/${view.id}`, { keep: true });
    toast(t("contact.draft.kept_anew"));
    return this.#took(view);
  }

  #took(view: DraftView): number {
    this.issues = view.issues;
    this.#savedMs = view.saved_ms;
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
    return async () => (await call("draft_save", { id: null, seen_ms: null, contact, focus })).id;
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
  if (here && here.whose === desk.member) {
    here.enter();
    return here;
  }
  return new DraftStore(await call("draft_show", { id }));
}

/** For tests: nothing is open. */
export function forgetDrafts(): void {
  alive.clear();
}
