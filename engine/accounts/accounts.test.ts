import { describe, expect, it } from "vitest";
import { createTestEngine, sharedTestEngine } from "@/test/servers/engine-fixture";

const opened = sharedTestEngine({ isDemo: true });
const from = { kind: "browser" as const, address: "203.0.113.5", userAgent: "test" };
const password = "a long enough password";

describe("accounts", () => {
  it("[S40] a new account can sign in, and its name is taken from then on", async () => {
    const { engine, prisma } = opened();
    const made = await engine.accounts.register({ username: "quist", password }, from);
    const signedIn = await engine.accounts.signIn({ username: "quist", password }, from);
    expect(signedIn).toMatchObject({
      userId: made.userId,
      username: "quist",
      displayName: "quist",
    });
    await expect(
      engine.accounts.register({ username: "quist", password }, from),
    ).rejects.toMatchObject({ code: "CONFLICT", fields: { username: "is taken" } });
    const { passwordHash } = await prisma.user.findUniqueOrThrow({ where: { username: "quist" } });
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("[S41] an unknown name and a wrong password answer the same", async () => {
    const { engine } = opened();
    await engine.accounts.register({ username: "okafor", password }, from);
    const wrong = (username: string) =>
      engine.accounts.signIn({ username, password: "wrong" }, from).catch((error: Error) => error);
    const [known, unknown] = [await wrong("okafor"), await wrong("nobody_here")];
    expect(known).toMatchObject({ code: "UNAUTHENTICATED" });
    expect((unknown as Error).message).toBe((known as Error).message);
    expect(unknown).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("[S42] the sixth wrong password for a name from one address is RATE_LIMITED, others go on", async () => {
    const limited = await createTestEngine({ limitScale: 1 });
    try {
      const { accounts } = limited.engine;
      await accounts.register({ username: "marsh", password }, from);
      const guess = (guessed: string, address = from.address) =>
        accounts
          .signIn({ username: "marsh", password: guessed }, { ...from, address })
          .then(() => "in")
          .catch((error: { code: string }) => error.code);
      const answers = await Promise.all(Array.from({ length: 7 }, () => guess("wrong")));
      expect(answers.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(5);
      expect(answers.filter((code) => code === "RATE_LIMITED")).toHaveLength(2);
      expect(await guess(password)).toBe("RATE_LIMITED");
      expect(await guess(password, "203.0.113.9")).toBe("in");
    } finally {
      await limited.close();
    }
  });

  it("[S43] one-press sign-in is for seeded people in demo mode alone", async () => {
    const { engine, prisma, makePerson } = opened();
    const seeded = await makePerson("seeded");
    const plain = await makePerson("plain");
    await prisma.user.update({ where: { id: seeded.userId }, data: { isDemo: true } });
    expect(await engine.accounts.signInDemo(seeded.username, from)).toMatchObject({
      userId: seeded.userId,
    });
    expect((await engine.accounts.listDemoPeople()).map((person) => person.userId)).toEqual([
      seeded.userId,
    ]);
    await expect(engine.accounts.signInDemo(plain.username, from)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const real = await createTestEngine();
    try {
      const person = await real.makePerson("seeded");
      await real.prisma.user.update({ where: { id: person.userId }, data: { isDemo: true } });
      await expect(real.engine.accounts.signInDemo(person.username, from)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      expect(await real.engine.accounts.listDemoPeople()).toEqual([]);
    } finally {
      await real.close();
    }
  });

  it("[S44] signing in through another site makes one account, once, with a free name", async () => {
    const { engine } = opened();
    await engine.accounts.register({ username: "fern_hill", password }, from);
    const profile = {
      provider: "github",
      providerAccountId: "4711",
      name: "Fern Hill",
      avatarUrl: null,
    };
    const [first, second] = await Promise.all([
      engine.accounts.signInOAuth(profile, from),
      engine.accounts.signInOAuth(profile, from),
    ]);
    expect(second.userId).toBe(first.userId);
    expect(second.sessionId).not.toBe(first.sessionId);
    expect(first.username).toMatch(/^fern_hill_\d+$/);
    const third = await engine.accounts.signInOAuth(
      { ...profile, providerAccountId: "4712", name: "木" },
      from,
    );
    expect(third.username).toMatch(/^someone/);
    await expect(
      engine.accounts.signIn({ username: first.username, password: "" }, from),
    ).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("sessions", () => {
  const openSession = async () => {
    const { engine, prisma, makePerson } = opened();
    const person = await makePerson("session");
    await prisma.user.update({ where: { id: person.userId }, data: { isDemo: true } });
    const signIn = () => engine.accounts.signInDemo(person.username, from);
    return { person, signIn, first: await signIn() };
  };

  it("[S45] a session counts until it is ended, and its end is published", async () => {
    const { engine, takeChanges } = opened();
    const { person, first } = await openSession();
    expect(await engine.sessions.verifySession(first.sessionId)).toMatchObject({
      userId: person.userId,
    });
    takeChanges();
    await engine.sessions.endSession(first.sessionId, "signed-out");
    expect(await engine.sessions.verifySession(first.sessionId)).toBeNull();
    expect(takeChanges()).toEqual([
      {
        kind: "session-ended",
        sessionId: first.sessionId,
        userId: person.userId,
        reason: "signed-out",
      },
    ]);
    await engine.sessions.endSession(first.sessionId, "revoked");
    expect(takeChanges()).toEqual([]);
  });

  it("[S46] an expired or unknown session does not count", async () => {
    const { engine, prisma } = opened();
    const { first } = await openSession();
    await prisma.session.update({
      where: { id: first.sessionId },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect(await engine.sessions.verifySession(first.sessionId)).toBeNull();
    expect(await engine.sessions.verifySession("00000000-0000-7000-8000-000000000000")).toBeNull();
  });

  it("[S47] one may end one's own sessions, all but this one too, and nobody else's", async () => {
    const { engine } = opened();
    const { person, signIn, first } = await openSession();
    const [second, third] = [await signIn(), await signIn()];
    const stranger = await openSession();
    await expect(
      engine.sessions.endMySession(stranger.person.userId, first.sessionId),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await engine.sessions.endMySession(person.userId, second.sessionId);
    expect(await engine.sessions.endOtherSessions(person.userId, third.sessionId)).toBe(1);
    const left = await engine.sessions.listSessions(person.userId, third.sessionId);
    expect(left.items).toMatchObject([
      { sessionId: third.sessionId, isCurrent: true, kind: "browser" },
    ]);
    expect(await engine.sessions.verifySession(stranger.first.sessionId)).not.toBeNull();
  });
});
