// PUT and DELETE /api/users/{username}/follow: sets whether I follow a person.
import { methods, route } from "../../../../../server/http/api/route";
import { usernameParams } from "../../../../../server/http/api/route-params";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  PUT: route({ access: "person", params: usernameParams }, ({ engine, viewerId, params }) =>
    engine.people.setFollow(viewerId, params.username, true),
  ),
  DELETE: route({ access: "person", params: usernameParams }, ({ engine, viewerId, params }) =>
    engine.people.setFollow(viewerId, params.username, false),
  ),
});
