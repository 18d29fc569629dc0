// What the frame does besides standing around the page.
import { t } from "../i18n/index.svelte";
import { desk } from "./desk.svelte";
import { placeToOpen } from "./place";
import { go, route } from "./router.svelte";

/** Goes where somebody was; an address that was given (a reload) is where they are. The id of the field they were in. */
export function openPlace(): string {
  const place = placeToOpen(desk.place);
  if (route.path === "/board" && place.route !== "/board") go(place.route, { replace: true });
  return place.route.split("?", 1)[0] === route.path ? place.focus : "";
}

/** What the page is called in the task switcher: never with a person in it. */
export function pageTitle(): string {
  return route.page ? `${t(`shell.title.${route.page}`)} · ${t("shell.app")}` : t("shell.app");
}

/** Sticky parts of a page stop where the frame begins, and what gets the focus is never under it. */
export function tellEdges(top: HTMLElement | undefined, side: HTMLElement | undefined): void {
  const style = document.documentElement.style;
  style.setProperty("--frame-top", `${heightIf(top, "sticky")}px`);
  style.setProperty("--frame-bottom", `${heightIf(side, "fixed")}px`);
}

function heightIf(part: HTMLElement | undefined, position: string): number {
  return part && getComputedStyle(part).position === position ? part.offsetHeight : 0;
}

/** The id of the element in `main` that has the focus; empty when none. */
export function focusedId(main: HTMLElement | undefined): string {
  const active = document.activeElement;
  return active !== null && active !== main && main?.contains(active) ? active.id : "";
}
