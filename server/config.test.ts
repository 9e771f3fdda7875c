// Reading the environment: defaults, and one clear sentence for values that cannot be used.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "heartwire config "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (env: Record<string, string> = {}) =>
  readConfig({ HEARTWIRE_DATA_DIR: folder, ...env });

test("[S16] production refuses to start without a secret and says how to make one", () => {
  expect(() => read({ NODE_ENV: "production" })).toThrow(
    /^NEXTAUTH_SECRET must be set in production; `openssl rand -base64 32` makes a good one\.$/,
  );
  const config = read({ NODE_ENV: "production", NEXTAUTH_SECRET: "x".repeat(32) });
  expect(config).toMatchObject({ isProduction: true, host: undefined, neighborPort: null });
  expect(config.allowedOrigins).toEqual(["http://localhost:3000"]);
});

test("[S17] demo and dev make a secret, keep it for its owner alone and find it again", () => {
  const { authSecret, isDemo } = read({ HEARTWIRE_DEMO: "1", NODE_ENV: "production" });
  expect(isDemo).toBe(true);
  expect(authSecret.length).toBeGreaterThanOrEqual(40);
  expect(statSync(path.join(folder, "auth-secret")).mode & 0o777).toBe(0o600);
  expect(read().authSecret).toBe(authSecret);
  expect(readFileSync(path.join(folder, "auth-secret"), "utf8")).toBe(authSecret);
  writeFileSync(path.join(folder, "auth-secret"), "");
  expect(() => read()).toThrow(/is damaged; delete the file/);
});

test("[S18] demo mode opens the next port as a second window, on loopback", () => {
  const config = read({ HEARTWIRE_DEMO: "1", PORT: "4321" });
  expect(config).toMatchObject({ host: "127.0.0.1", port: 4321, neighborPort: 4322 });
  expect(config.publicUrl).toBe("http://localhost:4321");
  expect(config.allowedOrigins).toContain("http://localhost:4322");
  expect(read().neighborPort).toBeNull();
});

test("[S19] every bad value is one clear sentence that names its variable", () => {
  const bad: Record<string, string>[] = [
    { PORT: "http" },
    { PORT: "0" },
    { PORT: "65536" },
    { PORT: "65535", HEARTWIRE_DEMO: "1" },
    { HOST: "not a host" },
    { DATABASE_URL: "mysql://x" },
    { NEXTAUTH_SECRET: "short" },
    { NEXTAUTH_URL: "example.org" },
    { NEXTAUTH_URL: "https://example.org/path" },
    { ALLOWED_ORIGINS: "https://a.example *" },
    { TRUST_PROXY: "yes" },
    { HEARTWIRE_DEMO: "perhaps" },
    { LIMIT_SCALE: "0" },
    { LIMIT_SCALE: "many" },
    { GITHUB_CLIENT_ID: "x" },
    { GOOGLE_CLIENT_SECRET: "x" },
    { HEARTWIRE_DATA_DIR: "/dev/null/here" },
  ];
  for (const env of bad) {
    const [name = ""] = Object.keys(env);
    const failure = (() => {
      try {
        return read(env);
      } catch (error) {
        return error;
      }
    })();
    expect(failure, name).toBeInstanceOf(ConfigError);
    const { message } = failure as ConfigError;
    expect(message, name).toContain(name);
    expect(message.endsWith("."), message).toBe(true);
    expect(message).not.toContain("\n");
  }
});

test("[S19] an empty value is no value, and lists of origins take commas and spaces", () => {
  const config = read({
    PORT: "",
    NEXTAUTH_URL: "https://heart.example/",
    ALLOWED_ORIGINS: "https://a.example, https://b.example:8443",
  });
  expect(config.port).toBe(3000);
  expect(config.publicUrl).toBe("https://heart.example");
  expect(config.allowedOrigins.slice(0, 3)).toEqual([
    "https://heart.example",
    "https://a.example",
    "https://b.example:8443",
  ]);
});
