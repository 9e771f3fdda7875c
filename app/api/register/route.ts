// POST /api/register: a new account with a name and a password.
import { registerBodySchema } from "@/protocol/requests";
import { methods, route } from "../route-handler";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { access: "anyone", body: registerBodySchema, status: 201 },
    ({ engine, body, address }) => engine.accounts.register(body, { address }),
  ),
});
