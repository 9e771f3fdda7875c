// /api/auth/*: sign-in and sign-out of browsers, by next-auth.
import { HeartwireError } from "@/protocol/errors";
import { answerSignIn, isSignInAction } from "../../../../server/http/api/next-auth-bridge";
import { guarded, type RouteHandler } from "../../../../server/http/api/route";

const answer: RouteHandler = async (request, context) => {
  const { nextauth } = await context.params;
  const segments = Array.isArray(nextauth) ? nextauth : [];
  if (!isSignInAction(segments)) throw new HeartwireError("NOT_FOUND", "There is nothing here.");
  return answerSignIn(request, segments, context.signal);
};

export const GET = guarded(answer);
export const POST = guarded(answer, { hasOwnLimit: true });

const refuse = guarded(async () => {
  throw new HeartwireError("METHOD_NOT_ALLOWED", "This path takes GET and POST.");
});

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
