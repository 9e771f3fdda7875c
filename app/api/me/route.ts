// GET /api/me: the signed-in person.
import { methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "person" }, ({ engine, viewerId }) => engine.accounts.readMe(viewerId)),
});
