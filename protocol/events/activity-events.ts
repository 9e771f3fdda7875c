// The timeline of people one follows, live.
import "../zod-config";
import * as z from "zod/mini";
import { activitySchema } from "../views";

export const activityNewSchema = z.object({ activity: activitySchema });
