// GET /api/demo/stats: the figures beside the two windows.
import { getDemoControls } from "@/server/demo/demo-controls";
import { methods, route } from "../../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "anyone" }, async () => {
    const show = getDemoControls();
    return { ...(await show.readStats()), crowd: show.crowd.readState() };
  }),
});
