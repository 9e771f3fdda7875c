// GET /api/users/{username}: a person's page.
import { methods, route } from "../../../../server/http/api/route";
import { usernameParams } from "../../../../server/http/api/route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ access: "visitor", params: usernameParams }, ({ engine, viewerId, params }) =>
    engine.people.readProfile(viewerId, params.username),
  ),
});
