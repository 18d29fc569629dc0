import { board } from "./board";
import { codes } from "./codes";
import { common } from "./common";
import { consent } from "./consent";
import { contact } from "./contact";
import { device } from "./device";
import { directory } from "./directory";
import { errors } from "./errors";
import { fields } from "./fields";
import { followups } from "./followups";
import { handoff } from "./handoff";
import { kit } from "./kit";
import { lease } from "./lease";
import { lock } from "./lock";
import { person } from "./person";
import { review } from "./review";
import { settings } from "./settings";
import { shell } from "./shell";
import { team } from "./team";
import type { en } from "../en";
import type { Wording } from "../types";

/** Every Spanish wording. */
export const es: Wording<typeof en> = {
  ...common,
  ...kit,
  ...codes,
  ...fields,
  ...errors,
  ...shell,
  ...team,
  ...lock,
  ...board,
  ...contact,
  ...consent,
  ...person,
  ...handoff,
  ...followups,
  ...directory,
  ...device,
  ...lease,
  ...settings,
  ...review,
};
