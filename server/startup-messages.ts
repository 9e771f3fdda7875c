// What the operator reads on the terminal: one friendly block when everything stands, one clear line
// when it does not.
import type { Logger } from "pino";
import type { Config } from "@/server/config";

/** Errors whose message is already the sentence to say. */
const PLAIN_SPOKEN = new Set(["ConfigError", "DataFolderHeldError"]);

/** Says where the app is and what stands behind it. */
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

/** One line for what the operator can mend; anything else with its stack. */
export function explainFailure(error: unknown, log: Logger): void {
  const words = wordsFor(error);
  if (words === null) log.fatal({ err: error }, "Heartwire could not start");
  else process.stderr.write(`${words}\n`);
}

function wordsFor(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (PLAIN_SPOKEN.has(error.name)) return error.message;
  const { code, port, address } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (code === "EADDRINUSE") return `Port ${port} is taken; set PORT to a free one.`;
  if (code === "EACCES" && port)
    return `Port ${port} needs more rights; set PORT to one above 1023.`;
  if (code === "EADDRNOTAVAIL") return `HOST ${address} is not an address of this machine.`;
  if (code === "ECONNREFUSED") return "The database at DATABASE_URL does not answer.";
  if (error.message.includes("Could not find a production build")) {
    return "There is no build to serve; run `npm run build` first.";
  }
  return null;
}
