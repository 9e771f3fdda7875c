// GET /api/demo/people: whom one may sign in as with one press, in demo mode.
import { getDemoShow } from "@/server/demo/demo-controls";
import { methods, route } from "../../../../server/http/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "anyone" }, async ({ engine }) => {
    getDemoShow();
    return { items: await engine.accounts.listDemoPeople() };
  }),
});
