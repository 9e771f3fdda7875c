// Which names and passwords a new account may not have.
import { expect, test } from "vitest";
import { isCommonPassword, isReservedName, refuseWeakAccount } from "./sign-up-rules";

test.each([
  "password",
  "12345678",
  "1234567890",
  "87654321",
  "qwertyui",
  "aaaaaaaa",
  "abababab",
  "abcdefgh",
  "Password1",
  "password123!",
  "p@ssw0rd",
  "P4ssw0rd!",
  "iloveyou2",
  "letmein1",
  "1q2w3e4r",
  "qwerty123",
  "heartwire1",
  "11112222",
  "marsh.lee",
  "eel.hsram",
])("[S120] %s is too common a password for marsh.lee", (password) => {
  expect(isCommonPassword(password, ["marsh.lee", ""])).toBe(true);
});

test.each([
  "correct horse",
  "heartwire-demo",
  "a long enough password",
  "not the password",
  "wrong horse",
  "Tr0ub4dor&3x",
  "passwordless future",
  "jhfiuwefg",
  "🐎🔋📎🖇🐎🔋📎🖇🧷",
  "marsh.leeward",
])("[S120] %s is no common password", (password) => {
  expect(isCommonPassword(password, ["marsh.lee", "Marsh"])).toBe(false);
});

test.each([
  "admin",
  "administrator",
  "heartwire",
  "support",
  "root",
  "moderator",
  "security",
  "system",
  "admin1",
  "_support_",
  "no-reply",
  "root.9",
])("[S121] %s is a reserved name", (name) => expect(isReservedName(name)).toBe(true));

test.each(["ada", "marsh", "administrata", "rooted", "helper", "systemic", "supporter"])(
  "[S121] %s is anybody's name",
  (name) => expect(isReservedName(name)).toBe(false),
);

test("[S120, S121] both are said at once, each at its field", () => {
  const weak = () => refuseWeakAccount({ username: "support", password: "password" });
  expect(weak).toThrow(
    expect.objectContaining({
      code: "VALIDATION",
      fields: { username: "is reserved", password: expect.stringContaining("guessed") },
    }),
  );
  expect(() => refuseWeakAccount({ username: "ada", password: "correct horse" })).not.toThrow();
});
