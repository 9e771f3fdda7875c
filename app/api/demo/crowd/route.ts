// POST and DELETE /api/demo/crowd: starts and stops the crowd; GET says how it is doing.
import { crowdBodySchema } from "@/server/demo/crowd";
import { getDemoControls, hasDemoControls } from "@/server/demo/demo-controls";
import {
  guarded,
  jsonAnswer,
  methods,
  type RouteHandler,
  route,
} from "../../../../server/http/api/route";

const refuse = guarded(async () => jsonAnswer(getDemoControls().crowd.readState(), 200));

/** Outside demo mode there is nothing here, whatever is sent. */
function inDemo(handler: RouteHandler): RouteHandler {
  return (request, context) => (hasDemoControls() ? handler : refuse)(request, context);
}

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "anyone" }, () => getDemoControls().crowd.readState()),
  POST: inDemo(
    route({ access: "anyone", body: crowdBodySchema, status: 202 }, ({ body }) =>
      getDemoControls().crowd.start(body),
    ),
  ),
  DELETE: route({ access: "anyone" }, () => getDemoControls().crowd.stop()),
});
