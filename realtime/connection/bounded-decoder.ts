// Reads a socket's messages with Socket.IO's own decoder, within bounds. What is too large is never parsed.
// What cannot be parsed goes on as an event or a connect that holds its refusal, if its beginning says which.
import { Decoder, PacketType } from "socket.io-parser";
import { MESSAGE_BYTES_MAX } from "@/protocol/bounds";
import { HeartwireError } from "@/protocol/errors";

type UnreadCode = "TOO_LARGE" | "BAD_REQUEST";

/** Takes the place of a payload that was not read. No client can send one. */
export class RejectedPayload {
  constructor(readonly code: UnreadCode) {}

  /** The refusal in words. */
  toError(): HeartwireError {
    if (this.code === "BAD_REQUEST") return new HeartwireError(this.code, "This cannot be read.");
    const kilobytes = MESSAGE_BYTES_MAX / 1_024;
    return new HeartwireError(this.code, `A message may hold at most ${kilobytes} KB.`);
  }
}

/** What a message begins with, before its JSON. */
interface Head {
  type: PacketType;
  id: number | undefined;
  attachments: number;
  /** Empty where none can be seen. */
  event: string;
}

/** An event or acknowledgement whose attachments are still to come. */
interface Unfinished {
  head: Head;
  left: number;
  bytes: number;
  refusedAs: UnreadCode | null;
}

/** One a connection, made by Socket.IO. `add` throws where the connection has to end. */
export class BoundedDecoder extends Decoder {
  #unfinished: Unfinished | null = null;

  override add(data: string | Buffer): void {
    if (typeof data === "string") this.#addText(data);
    else this.#addAttachment(data);
  }

  override destroy(): void {
    this.#unfinished = null;
    super.destroy();
  }

  #addText(text: string): void {
    if (this.#unfinished) throw new Error("an attachment was announced");
    const refusedAs = isTooLarge(text) ? "TOO_LARGE" : this.#tryAdd(text);
    if (refusedAs === null && !announcesAttachments(text)) return;
    const head = readHead(text);
    if (!head) throw new Error("no packet that could be answered");
    if (head.attachments === 0) {
      this.#refuse(head, refusedAs ?? "BAD_REQUEST");
      return;
    }
    const bytes = refusedAs === null ? Buffer.byteLength(text) + ENGINE_BYTES : 0;
    this.#unfinished = { head, left: head.attachments, bytes, refusedAs };
  }

  /** Attachments of a refused message are dropped one by one, so that what comes after them is read again. */
  #addAttachment(bytes: Buffer): void {
    const unfinished = this.#unfinished;
    if (!unfinished) throw new Error("no attachment was announced");
    unfinished.left -= 1;
    unfinished.bytes += bytes.byteLength;
    if (unfinished.bytes > MESSAGE_BYTES_MAX) unfinished.refusedAs ??= "TOO_LARGE";
    unfinished.refusedAs ??= this.#tryAdd(bytes);
    if (unfinished.refusedAs) super.destroy();
    if (unfinished.left > 0) return;
    this.#unfinished = null;
    if (unfinished.refusedAs) this.#refuse(unfinished.head, unfinished.refusedAs);
  }

  #tryAdd(data: string | Buffer): UnreadCode | null {
    try {
      super.add(data);
      return null;
    } catch {
      return "BAD_REQUEST";
    }
  }

  #refuse({ type, id, event }: Head, code: UnreadCode): void {
    const unread = new RejectedPayload(code);
    if (type === PacketType.CONNECT) {
      this.emitReserved("decoded", { type, nsp: "/", data: unread });
      return;
    }
    // No acknowledgement is awaited here.
    if (type === PacketType.BINARY_ACK) throw new Error("an acknowledgement nobody reads");
    const packet = { type: PacketType.EVENT, nsp: "/", data: [event, unread] };
    this.emitReserved("decoded", id === undefined ? packet : { ...packet, id });
  }
}

/** Engine.IO writes its packet type before each text. */
const ENGINE_BYTES = 1;

/** Whether the message is over the limit, as bytes on the wire; the usual short one is not measured. */
function isTooLarge(text: string): boolean {
  const room = MESSAGE_BYTES_MAX - ENGINE_BYTES;
  // A unit of UTF-16 is one to three bytes of UTF-8.
  if (text.length * 3 <= room) return false;
  return text.length > room || Buffer.byteLength(text) > room;
}

function announcesAttachments(text: string): boolean {
  return text.startsWith("5") || text.startsWith("6");
}

/** A connect or event of "/", or anything with attachments; of what else there is, none can be answered. */
const HEAD = /^(?:0(?!\/)|2(?!\/)|([56])(\d{1,4})-(?!\/))(\d{0,15})(?!\d)(?:\["([\w:]{1,40})")?/;

function readHead(text: string): Head | null {
  const match = HEAD.exec(text.slice(0, 100));
  if (!match) return null;
  const [, , attachments = "0", id, event = ""] = match;
  return {
    type: Number(text[0]),
    id: id ? Number(id) : undefined,
    attachments: Number(attachments),
    event,
  };
}
