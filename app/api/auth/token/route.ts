// POST /api/auth/token: how programs sign in. The token equals the one in the browser's cookie.

import { credentialsSchema } from "@/protocol/http-requests";
import { issueToken } from "@/server/auth/session";
import { methods, route } from "../../../../server/http/api/route";

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  POST: route(
    { access: "anyone", body: credentialsSchema, hasOwnLimit: true },
    async ({ engine, body, address, headers, signal }) => {
      const userAgent = headers.get("user-agent") ?? "";
      const from = { kind: "token", address, userAgent, signal } as const;
      const signedIn = await engine.accounts.signIn(body, from);
      return {
        token: await issueToken(signedIn),
        expiresAt: signedIn.expiresAt.toISOString(),
        userId: signedIn.userId,
      };
    },
  ),
});
