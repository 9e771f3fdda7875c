// Finds the person behind a username.
import type { PrismaClient } from "@/generated/prisma/client";
import { HeartwireError } from "@/protocol/errors";

/** The id behind a username. NOT_FOUND when it is not taken. */
export async function requireUserId(
  prisma: Pick<PrismaClient, "user">,
  username: string,
): Promise<string> {
  const user = await prisma.user.findUnique({
    where: { username: username.toLowerCase() },
    select: { id: true },
  });
  if (!user) throw unknownName();
  return user.id;
}

/** What is answered where a name has no person. */
export function unknownName(): HeartwireError {
  return new HeartwireError("NOT_FOUND", "Nobody here has this name.");
}
