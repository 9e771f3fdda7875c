// Faults of the database as a caller gets them: an outage is reported as one, whatever words the driver uses.
import { expect, test } from "vitest";
import { problemSchema } from "@/protocol/error-views";
import { sharedStack } from "@/test/servers/server-fixture";

const stack = sharedStack();

// The embedded database has one connection, so that a setting of the connection holds for every statement.
test.skipIf(process.env.TEST_DATABASE_URL)(
  "[D50] a database that became read-only is an outage, and posts and likes go on after it",
  async () => {
    const { prisma, makeMember, makePost, request } = stack();
    const { token, userId } = await makeMember();
    const { contentId } = await makePost(userId);
    const post = () =>
      request("POST", "/api/posts", { token, body: { body: "One year.", visibility: "public" } });
    const like = () =>
      request("PUT", `/api/content/${contentId}/like`, { token, body: { liked: true } });
    await prisma.$executeRaw`SET default_transaction_read_only = on`;
    for (const ask of [post, like]) {
      const answer = await ask();
      expect(answer.status).toBe(503);
      expect(problemSchema.parse(await answer.json())).toMatchObject({
        code: "UNAVAILABLE",
        retryable: true,
      });
    }
    await prisma.$executeRaw`SET default_transaction_read_only = off`;
    expect((await post()).status).toBe(201);
    expect((await like()).status).toBe(200);
  },
);
