// POST /api/register: a new account with a name and a password.
import { registerBodySchema } from "@/protocol/http-requests";
import { methods, route } from "../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { access: "anyone", body: registerBodySchema, status: 201 },
    ({ engine, body, address, signal }) => engine.accounts.register(body, { address, signal }),
  ),
});
