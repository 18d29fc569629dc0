/** What controls are given. */
import type { IconName } from "./icons";

/** One answer that can be chosen. */
export interface Option {
  /** What is kept. */
  readonly value: string;
  /** What is read. */
  readonly label: string;
  /** A line of help under the answer. */
  readonly hint?: string;
}

/** A part of a long page that the jump menu leads to. */
export interface SectionLink {
  /** The section's id. */
  readonly id: string;
  /** Its heading. */
  readonly title: string;
  /** A few words on how the section stands: "2 missing". */
  readonly mark?: string;
}

/** A field to put right, in the summary of errors. */
export interface ErrorItem {
  /** What is wrong and what to do. */
  readonly text: string;
  /** The id of the control (or of the fieldset) to go to; absent when no one field is to blame. */
  readonly target?: string;
}

/** How a record stands, the same words everywhere. */
export type MarkState = "draft" | "ready" | "sent" | "needs_attention";

/** How urgent something is; words always say it too. */
export type Tone = "plain" | "ok" | "soon" | "urgent";

/** One value of a field that two people wrote at once. */
export interface ConflictValue {
  /** As shown. */
  readonly value: string;
  /** Who wrote it. */
  readonly member: string;
  /** Their agency. */
  readonly agency: string;
  /** When, in words: already formatted. */
  readonly at: string;
  /** Whether that device's clock was known to be off. */
  readonly clockOff?: boolean;
}

/** Something on a timeline. */
export interface TimelineItem {
  /** Stable, unique in the list. */
  readonly key: string;
  readonly icon: IconName;
  /** When, in words: already formatted. */
  readonly when: string;
  /** What happened. */
  readonly title: string;
  /** Whose doing. */
  readonly by?: string;
  /** The beginning of a narrative. */
  readonly text?: string;
  /** A few short words: "Accepted", "Naloxone given". */
  readonly tags?: readonly string[];
  /** Where it leads. */
  readonly href?: string;
  readonly mark?: MarkState;
  /** How urgent it is. */
  readonly tone?: Tone;
}

/** A short word that something was done. */
export interface ToastItem {
  readonly id: number;
  readonly text: string;
  /** Takes it back. */
  readonly undo?: () => unknown;
}
