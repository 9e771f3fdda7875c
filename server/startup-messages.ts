// What the operator reads on the terminal: one block when everything runs, one clear line when it does not.
import type { Logger } from "pino";
import { asSentence } from "@/engine/database/start-failure";
import type { Config } from "@/server/config";

/** Errors whose message is already the sentence to say. */
const PLAIN_SPOKEN = new Set([
  "ConfigError",
  "DataFolderError",
  "DataFolderHeldError",
  "DatabaseStartError",
]);

/** Prints the address of the app and its database. */
export function greetOperator(config: Config): void {
  const lines = [
    `Heartwire is live at ${config.publicUrl}${config.isDemo ? " (demo)" : ""}`,
    config.databaseUrl
      ? "  database   PostgreSQL at DATABASE_URL"
      : `  database   embedded, in ${config.dataDir}`,
    ...(config.databaseUrl
      ? []
      : ["             survives a crash of this process; a power cut may cost the last moments"]),
    ...(config.neighborPort === null
      ? []
      : [`  two windows ${config.publicUrl}/demo (also listens on port ${config.neighborPort})`]),
    ...(config.limitScale === 1 ? [] : [`  limits     multiplied by ${config.limitScale}`]),
    "  stop       Ctrl-C",
  ];
  process.stdout.write(`\n${lines.join("\n")}\n\n`);
}

/** One sentence, whatever it was; where it came from is in the log at the level `debug`. */
export function explainFailure(error: unknown, log: Logger): void {
  log.debug({ err: error }, "the start failed");
  process.stderr.write(`${wordsFor(error)}\n`);
}

function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return `Heartwire could not start: ${asSentence(String(error))}`;
  if (PLAIN_SPOKEN.has(error.name)) return error.message;
  const { code, port, address, hostname } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
    hostname?: string;
  };
  if (code === "EADDRINUSE") return `Port ${port} is taken; set PORT to a free one.`;
  if (code === "EACCES" && port)
    return `Port ${port} needs more rights; set PORT to one above 1023.`;
  if (code === "EADDRNOTAVAIL") return `HOST ${address} is not an address of this machine.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `HOST ${hostname} is not known.`;
  if (error.message.includes("Could not find a production build")) {
    return "There is no build to serve; run `npm run build` first.";
  }
  return `Heartwire could not start: ${asSentence(error.message)} LOG_LEVEL=debug shows where.`;
}
