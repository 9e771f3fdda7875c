// The process's configuration: every environment variable Heartwire reads, checked once at start-up. Refuses
// to start on a value it cannot use, in one sentence that names the variable. server.ts reads it; other code
// gets its values passed or calls getConfig.
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import { z } from "zod";
import { DataFolderError, prepareDataFolder } from "@/engine/database/data-folder";
import { defineSlot } from "./slot";

export interface OAuthClient {
  clientId: string;
  clientSecret: string;
}

export interface Config {
  port: number;
  /** Undefined: all interfaces. */
  host: string | undefined;
  /** Unset: the embedded database under dataDir. */
  databaseUrl: string | undefined;
  dataDir: string;
  authSecret: string;
  /** Origin people open, without a trailing slash. */
  publicUrl: string;
  /** Every origin a browser may speak to us from, publicUrl first. */
  allowedOrigins: string[];
  /** How many proxies in front of us are ours. */
  trustProxy: number;
  isDemo: boolean;
  /** Built and served for real people: no demo, no generated secret. */
  isProduction: boolean;
  /** Serves what `next build` made, instead of compiling on demand. */
  servesBuild: boolean;
  limitScale: number;
  /** What /metrics is asked with; null: only from this machine, and only where the site is of this machine. */
  metricsToken: string | null;
  /** How long what is deleted, ended or used up is kept. */
  eraseAfterDays: number;
  /** The second port of the two-window demo; null outside demo mode. */
  neighborPort: number | null;
  oauth: { github: OAuthClient | null; google: OAuthClient | null };
}

/** What is wrong with the environment, in sentences for the person who starts the server. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What pino knows; the logger itself is made before this file is asked. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const SECRET_LENGTH_MIN = 16;
const PORT_MAX = 65_535;

function wholeNumber(name: string, min: number, max: number) {
  return z
    .string()
    .regex(/^\d+$/, `${name} must be a whole number from ${min} to ${max}.`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      message: `${name} must be a whole number from ${min} to ${max}.`,
    });
}

function switchedOn(name: string) {
  return z
    .enum(["0", "1", "true", "false"], `${name} must be 1 or 0.`)
    .transform((value) => value === "1" || value === "true");
}

function webOrigin(name: string) {
  return z.string().transform((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url && isBareOrigin(url)) return url.origin;
    const message =
      url?.username || url?.password
        ? `${name} must not hold a user or a password.`
        : url?.hostname.includes("*")
          ? `${name} takes whole addresses only; * stands for nothing.`
          : `${name} must hold web addresses like https://example.org, without a path.`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

function isBareOrigin(url: URL): boolean {
  const { protocol, pathname, search, hash, username, password, hostname } = url;
  const isWeb = protocol === "http:" || protocol === "https:";
  return (
    isWeb &&
    pathname === "/" &&
    !search &&
    !hash &&
    !username &&
    !password &&
    !hostname.includes("*")
  );
}

function isDatabaseUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && (url.hostname !== "" || url.searchParams.has("host"));
}

const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: wholeNumber("PORT", 1, PORT_MAX).optional(),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "HOST must be a host name or an address.")
    .refine((host) => !host.includes(":") || isIP(host) === 6, {
      message: "HOST must be a host name or an address, without a port; that is PORT.",
    })
    .optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "DATABASE_URL must start with postgresql://.")
    .refine(isDatabaseUrl, "DATABASE_URL must be like postgresql://user:password@host:5432/name.")
    .optional(),
  HEARTWIRE_DATA_DIR: z.string().optional(),
  HEARTWIRE_ERASE_AFTER_DAYS: wholeNumber("HEARTWIRE_ERASE_AFTER_DAYS", 0, 3_650).optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`).optional(),
  METRICS_TOKEN: z
    .string()
    .min(SECRET_LENGTH_MIN, `METRICS_TOKEN must be at least ${SECRET_LENGTH_MIN} characters.`)
    .optional(),
  NEXTAUTH_SECRET: z
    .string()
    .min(
      SECRET_LENGTH_MIN,
      `NEXTAUTH_SECRET must be at least ${SECRET_LENGTH_MIN} characters; \`openssl rand -base64 32\` makes a good one.`,
    )
    .optional(),
  NEXTAUTH_URL: webOrigin("NEXTAUTH_URL").optional(),
  ALLOWED_ORIGINS: z
    .string()
    .transform((list) => list.split(/[\s,]+/).filter((origin) => origin !== ""))
    .pipe(z.array(webOrigin("ALLOWED_ORIGINS")))
    .optional(),
  TRUST_PROXY: wholeNumber("TRUST_PROXY", 0, 10).optional(),
  HEARTWIRE_DEMO: switchedOn("HEARTWIRE_DEMO").optional(),
  LIMIT_SCALE: z
    .string()
    .transform(Number)
    .refine((scale) => scale > 0 && scale <= 1_000_000, {
      message: "LIMIT_SCALE must be a number above 0.",
    })
    .optional(),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
});
type Environment = z.infer<typeof environmentSchema>;

/** Reads the environment; throws ConfigError. Outside production a missing secret is made and kept. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => issue.message).join("\n"));
  }
  return assemble(parsed.data);
}

function assemble(env: Environment): Config {
  const isDemo = env.HEARTWIRE_DEMO ?? false;
  const servesBuild = env.NODE_ENV === "production";
  const isProduction = servesBuild && !isDemo;
  const port = env.PORT ?? 3000;
  const neighborPort = isDemo ? port + 1 : null;
  if (port === PORT_MAX && isDemo) {
    throw new ConfigError(`PORT must be below ${PORT_MAX} in demo mode, which also uses the next.`);
  }
  const dataDir = path.resolve(/* turbopackIgnore: true */ env.HEARTWIRE_DATA_DIR ?? ".data");
  const publicUrl = env.NEXTAUTH_URL ?? `http://localhost:${port}`;
  return {
    port,
    host: env.HOST ?? (isProduction ? undefined : "127.0.0.1"),
    databaseUrl: env.DATABASE_URL,
    dataDir,
    authSecret: env.NEXTAUTH_SECRET ?? secretWithoutVariable(isProduction, dataDir),
    publicUrl,
    allowedOrigins: allowedOrigins(publicUrl, env.ALLOWED_ORIGINS ?? [], {
      loopbackPorts: isProduction ? [] : [port, ...(neighborPort ? [neighborPort] : [])],
    }),
    trustProxy: env.TRUST_PROXY ?? 0,
    isDemo,
    isProduction,
    servesBuild,
    limitScale: env.LIMIT_SCALE ?? 1,
    metricsToken: env.METRICS_TOKEN ?? null,
    eraseAfterDays: env.HEARTWIRE_ERASE_AFTER_DAYS ?? 30,
    neighborPort,
    oauth: {
      github: oauthClient("GITHUB", env.GITHUB_CLIENT_ID, env.GITHUB_CLIENT_SECRET),
      google: oauthClient("GOOGLE", env.GOOGLE_CLIENT_ID, env.GOOGLE_CLIENT_SECRET),
    },
  };
}

function allowedOrigins(
  publicUrl: string,
  further: string[],
  options: { loopbackPorts: number[] },
): string[] {
  const loopback = options.loopbackPorts.flatMap((port) => [
    `http://localhost:${port}`,
    `http://127.0.0.1:${port}`,
  ]);
  return [...new Set([publicUrl, ...further, ...loopback])];
}

function oauthClient(name: string, clientId?: string, clientSecret?: string): OAuthClient | null {
  if (clientId && clientSecret) return { clientId, clientSecret };
  if (!clientId && !clientSecret) return null;
  throw new ConfigError(`${name}_CLIENT_ID and ${name}_CLIENT_SECRET must be set together.`);
}

function secretWithoutVariable(isProduction: boolean, dataDir: string): string {
  if (isProduction) {
    throw new ConfigError(
      "NEXTAUTH_SECRET must be set in production; `openssl rand -base64 32` makes a good one.",
    );
  }
  return keptSecret(dataDir);
}

/** The secret of demo and dev: made once, readable by its owner alone, the same after a restart. */
function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, "auth-secret");
  try {
    prepareDataFolder(dataDir);
    try {
      writeFileSync(file, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const secret = readFileSync(file, "utf8").trim();
    if (secret.length >= SECRET_LENGTH_MIN) return secret;
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(
      error instanceof DataFolderError
        ? message
        : `HEARTWIRE_DATA_DIR (${dataDir}) cannot be used: ${message}.`,
    );
  }
  throw new ConfigError(`The secret in ${file} is damaged; delete the file to make a new one.`);
}

const slot = defineSlot<Config>("heartwire.config");

/** Puts the configuration where both module graphs of the process find it. */
export const putConfig = slot.put;

/** The configuration, or undefined before it was read. */
export function findConfig(): Config | undefined {
  return slot.read();
}

/** What floods and ends are multiplied by: LIMIT_SCALE where it raises limits. */
export function scaleUp(): number {
  return Math.max(1, findConfig()?.limitScale ?? 1);
}

/** The configuration of this process, as server.ts read it at start-up. */
export function getConfig(): Config {
  const config = findConfig();
  if (!config) throw new ConfigError("Heartwire is started through server.ts.");
  return config;
}
