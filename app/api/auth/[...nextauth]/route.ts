// /api/auth/*: sign-in and sign-out of browsers, by next-auth.
import { HeartwireError } from "@/protocol/errors";
import {
  answerSignIn,
  isSignInAction,
  nameReason,
} from "../../../../server/http/api/next-auth-bridge";
import { guarded, type RouteHandler } from "../../../../server/http/api/route";

const answer: RouteHandler = async (request, context) => {
  const { nextauth } = await context.params;
  const segments = Array.isArray(nextauth) ? nextauth : [];
  if (!isSignInAction(segments)) throw new HeartwireError("NOT_FOUND", "There is nothing here.");
  return answerSignIn(request, segments, context.signal);
};

export const GET = guarded(answer);
const answerPost = guarded(answer, { hasOwnLimit: true });
export const POST: RouteHandler = async (request, context) =>
  nameReason(await answerPost(request, context), request);

const refuse = guarded(async () => {
  throw new HeartwireError("METHOD_NOT_ALLOWED", "This path takes GET and POST.");
});

export { refuse as DELETE, refuse as PATCH, refuse as PUT };
