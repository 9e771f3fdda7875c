// GET /api/suggestions: people I do not follow yet.
import { z } from "zod";
import { pageLimitSchema } from "@/protocol/request-values";
import { methods, route } from "../../../server/http/api/route";

const suggestionsQuery = z.strictObject({ limit: pageLimitSchema });

export const { GET, POST, PUT, PATCH, DELETE } = methods({
  GET: route(
    { access: "visitor", query: suggestionsQuery },
    async ({ engine, viewerId, query }) => ({
      items: await engine.people.listSuggestions(viewerId, query.limit),
    }),
  ),
});
