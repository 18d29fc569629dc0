// Where the person is: the part of the address after `#`. Never a name in it, only ids.
import { match } from "./routes";
import type { Match, PageName } from "./routes";

const HOME = "/board";

class Route {
  /** The path alone, for example `/contact/0192…`. */
  path = $state(HOME);
  /** Counts pages gone to: a page is built anew for each. */
  visit = $state(0);
  /** What follows `?`, as given. */
  search = $state("");
  readonly #match: Match = $derived(match(this.path));
  /** What stands between path and search, for `place_save`. */
  readonly full = $derived(this.search === "" ? this.path : `${this.path}?${this.search}`);

  get page(): PageName | undefined {
    return this.#match.page;
  }

  /** Parts of the address by name: `route.params.id`. */
  get params(): Readonly<Record<string, string>> {
    return this.#match.params;
  }

  /** One value of the part after `?`. */
  query(name: string): string | undefined {
    return new URLSearchParams(this.search).get(name) ?? undefined;
  }
}

export const route = new Route();

/** The address of a page, for a link. */
export function href(path: string): string {
  return `#${path}`;
}

export interface GoOptions {
  /** "Back" does not come to the present page again. */
  replace?: boolean;
  /** Only the address changes: the page on the screen stays as it is, with its focus. For a form that got its id. */
  keep?: boolean;
}

/** Goes to a page. */
export function go(path: string, options: GoOptions = {}): void {
  if (options.replace || options.keep) {
    history.replaceState(null, "", href(path));
    trail.pop();
  } else {
    location.hash = path;
  }
  // The browser's own event comes later; nobody should see the old page until then.
  read(options.keep);
}

/** Back where the person came from, or to `fallback` when this was the first page. */
export function back(fallback: string = HOME): void {
  if (trail.length > 1) history.back();
  else go(fallback, { replace: true });
}

/** Whether the address names a page (after a reload), rather than nothing. */
export function hasAddress(): boolean {
  return location.hash.length > 2;
}

/** Pages gone through, for knowing whether "back" stays within the app. */
let trail: string[] = [];

function read(keep = false): void {
  const [path = "", search = ""] = location.hash.replace(/^#/, "").split("?", 2);
  const next = path === "" || path === "/" ? HOME : path;
  if (trail.at(-2) === next) trail.pop();
  else if (trail.at(-1) !== next) trail.push(next);
  if (next !== route.path && !keep) route.visit += 1;
  route.path = next;
  route.search = search;
}

/** Follows the address from now on. Call once, after the host took its link out of it. */
export function startRouter(): () => void {
  trail = [];
  read();
  const follow = (): void => read();
  window.addEventListener("hashchange", follow);
  return () => window.removeEventListener("hashchange", follow);
}
