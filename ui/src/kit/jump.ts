/**
 * Goes to an element of the page without touching the address, which belongs to the router. A group of answers
 * hands the focus on to its first answer, or to the one that is chosen.
 */
export function jumpTo(id: string): void {
  const place = document.getElementById(id);
  if (place === null) return;
  const within = place.matches("fieldset")
    ? (place.querySelector<HTMLElement>("input:checked") ?? place.querySelector<HTMLElement>("input, button"))
    : null;
  const target = within ?? place;
  if (!target.matches("input, select, textarea, button, a[href], [tabindex]")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  place.scrollIntoView({ block: place.matches("input, select, textarea") ? "center" : "start" });
}
