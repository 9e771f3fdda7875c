// GET /api/demo/stats: the readout beside the two windows.
import { getDemoShow } from "@/demo/show";
import { methods, route } from "../../route-handler";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "anyone" }, async () => {
    const show = getDemoShow();
    return { ...(await show.readStats()), crowd: show.crowd.readState() };
  }),
});
