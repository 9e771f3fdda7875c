// GET /api/demo/people: whom one may sign in as with one press, in demo mode.
import { getDemoControls } from "@/server/demo/demo-controls";
import { methods, route } from "../../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "anyone" }, async ({ engine }) => {
    getDemoControls();
    return { items: await engine.accounts.listDemoPeople() };
  }),
});
