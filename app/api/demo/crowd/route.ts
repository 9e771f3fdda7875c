// POST and DELETE /api/demo/crowd: calls the crowd and sends it home; GET tells how it is doing.
import { crowdBodySchema } from "@/server/demo/crowd";
import { getDemoControls } from "@/server/demo/demo-controls";
import { methods, route } from "../../../../server/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "anyone" }, () => getDemoControls().crowd.readState()),
  POST: route({ access: "anyone", body: crowdBodySchema, status: 202 }, ({ body }) =>
    getDemoControls().crowd.start(body),
  ),
  DELETE: route({ access: "anyone" }, () => getDemoControls().crowd.stop()),
});
