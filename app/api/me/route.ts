// GET /api/me: the signed-in person.
import { methods, route } from "../route-handler";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "person" }, ({ engine, viewerId }) => engine.accounts.readMe(viewerId)),
});
