// Why the database could not be opened, in one sentence for the operator. Never holds a password.

/** The message is a sentence for the operator. */
export class DatabaseStartError extends Error {
  override readonly name = "DatabaseStartError";
}

const SILENT =
  /timeout|timed out|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|Connection terminated/i;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;

/** The failure of a server named by DATABASE_URL. */
export function explainServerFailure(error: unknown, databaseUrl: string): DatabaseStartError {
  return new DatabaseStartError(withoutPassword(sentenceFor(error, databaseUrl), databaseUrl), {
    cause: error,
  });
}

function sentenceFor(error: unknown, databaseUrl: string): string {
  const { code = "", message } = error as Error & { code?: string };
  const { host, hostname, name } = addressOf(databaseUrl);
  const server = `The database at DATABASE_URL (${host})`;
  if (message.startsWith("Migration ")) return message;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `DATABASE_URL names a host that is not known: ${hostname}.`;
  }
  if (code === "ECONNREFUSED") return `${server} does not answer: nothing listens there.`;
  if (code.startsWith("28")) return `${server} does not let this user and password in.`;
  if (code === "3D000") return `${server} has no database called ${name}.`;
  if (message.includes("does not support SSL")) {
    return `${server} offers no TLS; switch it on there, or leave sslmode out of DATABASE_URL.`;
  }
  if (CERTIFICATE.test(code)) return `${server} shows a certificate that is not trusted (${code}).`;
  if (SILENT.test(`${code} ${message}`)) return `${server} does not answer.`;
  return `${server} cannot be used: ${asSentence(message || code)}`;
}

/** The failure of the embedded database. */
export function explainEmbeddedFailure(error: unknown, dataDir: string): DatabaseStartError {
  const { message } = error as Error;
  const why = /ENOSPC|no space left|disk is full/i.test(message)
    ? "the disk is full."
    : asSentence(message);
  return new DatabaseStartError(`The embedded database in ${dataDir} could not start: ${why}`, {
    cause: error,
  });
}

/** The first line, ending in one full stop. */
export function asSentence(message: string): string {
  const [first = ""] = message.split("\n");
  return `${first
    .replace(/^(\w*Error|error): /, "")
    .replace(/[\s.:]+$/, "")
    .slice(0, 300)}.`;
}

function addressOf(databaseUrl: string): { host: string; hostname: string; name: string } {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  const folder = url?.searchParams.get("host");
  const hostname = url?.hostname || folder || "unknown";
  return {
    host: url?.host || hostname,
    hostname,
    name: decodeURIComponent(url?.pathname.slice(1) || url?.username || "postgres"),
  };
}

function withoutPassword(sentence: string, databaseUrl: string): string {
  const password = URL.canParse(databaseUrl) ? new URL(databaseUrl).password : "";
  if (password === "") return sentence;
  return sentence.replaceAll(password, "…").replaceAll(decodeURIComponent(password), "…");
}
