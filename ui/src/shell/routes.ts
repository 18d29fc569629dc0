// Every address of the app. The first that fits wins.

/** Name of a page and its address; `:x` stands for one part. */
export const ROUTES = [
  ["board", "/board"],
  ["contact_new", "/contact/new"],
  ["draft", "/draft/:id"],
  ["contact", "/contact/:id"],
  ["people", "/people"],
  ["person", "/person/:id"],
  ["handoffs", "/handoffs"],
  ["handoff_new", "/handoff/new/:contact"],
  ["handoff", "/handoff/:id"],
  ["consent_draft", "/consent/draft/:id"],
  ["consent_paper", "/consent/:id/paper"],
  ["consent", "/consent/:id"],
  ["followups", "/followups"],
  ["directory", "/directory"],
  ["service", "/service/:id"],
  ["device", "/device"],
  ["settings", "/settings"],
  ["review", "/review"],
  ["team", "/team"],
] as const;

export type PageName = (typeof ROUTES)[number][0];

export interface Match {
  /** `undefined`: no such page. */
  page: PageName | undefined;
  params: Readonly<Record<string, string>>;
}

export function match(path: string): Match {
  const parts = path.split("/");
  for (const [page, pattern] of ROUTES) {
    const params = fit(pattern.split("/"), parts);
    if (params) return { page, params };
  }
  return { page: undefined, params: {} };
}

function fit(pattern: string[], parts: string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, want] of pattern.entries()) {
    const part = parts[at] ?? "";
    if (want.startsWith(":") && part !== "") params[want.slice(1)] = decode(part);
    else if (want !== part) return undefined;
  }
  return params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
