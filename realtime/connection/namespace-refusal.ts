// How a handshake for a namespace that does not exist is refused: Socket.IO does it by itself and in words alone;
// here it gets the typed error of every other refusal. All else is encoded as ever.
import { randomUUID } from "node:crypto";
import { Encoder, type Packet, PacketType } from "socket.io-parser";
import { type ErrorView, HeartwireError, toErrorView } from "@/protocol/errors";

/** The encoder for Socket.IO to make one of; `onRefused` is called for each such handshake. */
export function namespaceRefusalEncoder(onRefused: (view: ErrorView) => void): typeof Encoder {
  return class extends Encoder {
    override encode(packet: Packet) {
      if (packet.type !== PacketType.CONNECT_ERROR || packet.data.data) return super.encode(packet);
      const error = new HeartwireError("NOT_FOUND", "There is no such namespace.");
      const data = toErrorView(error, randomUUID());
      onRefused(data);
      return super.encode({ ...packet, data: { ...packet.data, data } });
    }
  };
}
