// How a request over the socket is acknowledged.
import type { ErrorView } from "../errors";

export type Ack<Data> = { ok: true; data: Data } | { ok: false; error: ErrorView };
