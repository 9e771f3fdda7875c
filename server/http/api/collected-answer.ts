// The response object that next-auth writes to, and its conversion to an answer of ours: refusals are
// problems. Addresses are whole, writable and our own.
import { type ErrorCode, HeartwireError } from "@/protocol/errors";

export interface AnswerRules {
  /** Whose pages people are sent to. */
  origin: string;
  /** Where a sign-in begins at another site, and only there, people may be sent to it. */
  mayLeave: boolean;
}

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
};

/** What next-auth uses of a Node-style response, and no more. */
export class CollectedAnswer {
  readonly #headers = new Map<string, string | string[]>();
  #status = 200;
  #body: unknown = null;

  status(status: number): this {
    this.#status = status;
    return this;
  }
  getHeader(name: string): string | string[] | undefined {
    return this.#headers.get(name.toLowerCase());
  }
  setHeader(name: string, value: string | string[]): this {
    this.#headers.set(name.toLowerCase(), value);
    return this;
  }
  json(body: unknown): void {
    this.setHeader("content-type", "application/json");
    this.#body = body;
  }
  send(body: unknown): void {
    if (typeof body === "object" && body !== null) this.json(body);
    else this.#body = body ?? null;
  }
  end(): void {
    // Everything is collected already.
  }

  /** Throws what next-auth refused as a problem of ours; an answer that says where to go is none. */
  toResponse(rules: AnswerRules): Response {
    const to = readUrl(this.#body);
    if (this.#status >= 400 && to === null) throw this.#toError();
    const headers = new Headers({ "Cache-Control": "private, no-store" });
    for (const [name, value] of this.#headers) {
      const values = typeof value === "string" ? [value] : value;
      for (const each of values) {
        headers.append(name, name === "location" ? addressFor(each, rules) : each);
      }
    }
    headers.set("Cache-Control", "private, no-store");
    const body = to === null ? this.#body : { url: addressFor(to, rules) };
    const text = typeof body === "object" && body !== null ? JSON.stringify(body) : body;
    return new Response(text === null ? null : String(text), { status: this.#status, headers });
  }

  #toError(): HeartwireError {
    const code = CODE_OF_STATUS[this.#status] ?? "INTERNAL";
    const words =
      code === "INTERNAL"
        ? "Sign-in broke. Try again in a moment."
        : "This is no way to sign in or out.";
    return new HeartwireError(code, words, { cause: new Error(`next-auth: ${this.#status}`) });
  }
}

function readUrl(body: unknown): string | null {
  const url: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "url") : null;
  return typeof url === "string" ? url : null;
}

/** Whole, and of characters that a header can hold; the front page where it leads elsewhere. */
function addressFor(address: string, { origin, mayLeave }: AnswerRules): string {
  const url = URL.canParse(address, origin) ? new URL(address, origin) : null;
  if (url && (url.origin === origin ? /^https?:$/.test(url.protocol) : mayLeave)) return url.href;
  return `${origin}/`;
}
