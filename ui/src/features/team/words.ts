// How devices and members are called on this page, and one way to carry out what a button says.
import type { DeviceView } from "../../gen/api";
import { asHostError } from "../../host";
import { code, errorText, t } from "../../i18n/index.svelte";
import { toast } from "../../shell/toast.svelte";

/** Enough of an id to tell two devices apart by eye. */
const SHORT = 8;

export const shortId = (id: string): string => id.slice(0, SHORT);

/** Whose device it is: the name where it is known, the role and the agency. */
export function whose(one: DeviceView): string {
  const role = one.role === "" ? "" : code("role", one.role);
  return [one.name, role, one.agency || t("team.no_agency")].filter((word) => word !== "").join(" · ");
}

/** The classes of device, in the order in which they are offered. */
export const CLASSES = ["law", "ems", "care", "shared"] as const;

/** Roles that exist in several kinds of agency: somebody has to say which. */
export const ROLES_OF_ANY_KIND: ReadonlySet<string> = new Set(["supervisor", "custodian", "coordinator"]);

/** Does it, says that it is done, or gives back why not. */
export async function carryOut(work: () => Promise<unknown>, done: string): Promise<string | undefined> {
  try {
    await work();
    toast(done);
    return undefined;
  } catch (thrown) {
    return errorText(asHostError(thrown).code);
  }
}
