/** Words for people and for what happened with them. */

import type { TimelineItemView } from "../../gen/api";
import { code, label, t, type Key } from "../../i18n/index.svelte";
import { formatMoment } from "../../i18n/time";
import type { IconName, TimelineItem } from "../../kit";
import { href } from "../../shell/router.svelte";
import { markOf } from "../../shell/record";
import { allergyName } from "./alerts";

/** What an alert is about: "Weapon within reach", "Allergy: penicillin". */
export function alertWords(key: string): string {
  return key.startsWith("allergy.")
    ? t("person.allergy_to", { what: allergyName(key) })
    : label("person", key);
}

/** Kinds of the timeline, in the order of the filter. */
export const TIMELINE_KINDS = ["contact", "note", "handoff", "follow_up"] as const;

const LOOKS: Readonly<Record<string, { icon: IconName; path: string }>> = {
  contact: { icon: "contact", path: "/contact/" },
  note: { icon: "note", path: "/contact/" },
  handoff: { icon: "handoff", path: "/handoff/" },
  follow_up: { icon: "calendar", path: "/followups?id=" },
};

const TAGS: Readonly<Record<string, Key>> = {
  "naloxone.given": "person.tag.naloxone",
  "record.entered_in_error": "person.tag.in_error",
};

/** A tag is a list and a code of it: `offer.accepted`. */
export function tagWords(tag: string): string {
  const key = TAGS[tag];
  if (key !== undefined) return t(key as "person.tag.naloxone");
  const dot = tag.indexOf(".");
  const [list, value] = [tag.slice(0, dot), tag.slice(dot + 1)];
  const words = code(list, value);
  return list === "offer" ? t("person.tag.offer", { offer: words }) : words;
}

function titleOf(item: TimelineItemView): string {
  if (item.kind === "contact") return t("person.happened.contact", { pathway: code("pathway", item.code) });
  if (item.kind === "handoff")
    return t("person.happened.handoff", { state: code("handoff_state", item.code) });
  if (item.kind === "follow_up") {
    return t("person.happened.follow_up", { reason: code("follow_up_reason", item.code) });
  }
  return t("person.happened.note");
}

/** Something that happened, as the timeline draws it. `at` tells apart two notes on one contact. */
export function timelineItem(item: TimelineItemView, at: number): TimelineItem {
  const looks = LOOKS[item.kind];
  return {
    key: `${item.kind} ${item.id} ${at}`,
    icon: looks?.icon ?? "info",
    when: item.at_ms === null ? t("person.no_date") : formatMoment(item.at_ms),
    title: titleOf(item),
    by: item.agency === "" ? undefined : item.agency,
    text: item.text === "" ? undefined : item.text,
    tags: [...new Set(item.tags.map(tagWords))],
    href: looks && href(`${looks.path}${encodeURIComponent(item.id)}`),
    mark: markOf(item.mark),
  };
}
