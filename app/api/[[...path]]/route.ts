// Every path under /api that no other route has: NOT_FOUND, in the same shape as all errors.
import { HeartwireError } from "@/protocol/errors";
import { guarded } from "../../../server/http/api/route";

const answer = guarded(async () => {
  throw new HeartwireError("NOT_FOUND", "There is nothing here.");
});

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
