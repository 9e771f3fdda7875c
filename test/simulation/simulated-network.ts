// The network between a simulated tab and the simulated servers: late, lossy, doubling, sometimes cut,
// sometimes closed to sockets. Each opening and each request meets any server that is up. A socket keeps
// order as TCP does, unless the run asks for disorder.
import { HeartwireError } from "@/protocol/errors";
import type { SyncBody } from "@/protocol/http-requests";
import type { JoinPayload, LeavePayload } from "@/protocol/socket-requests";
import type { Person } from "@/protocol/views";
import type { Clock } from "../../client/clock";
import type {
  CreateTransport,
  RequestAnswers,
  RequestName,
  ServerEventName,
  Transport,
  TransportListener,
} from "../../client/connection/transport";
import { unanswered, unreachable } from "../../client/errors";
import type { Request } from "../../client/http/request";
import { schemas } from "../../client/http/schemas";
import type { LikeIntent } from "../../client/intents/intent-storage";
import type { SimulatedDatabase } from "./simulated-database";
import type { ServerSocket, SimulatedServer } from "./simulated-server";

export interface Weather {
  /** Nothing gets through at all. */
  isDown: boolean;
  /** HTTP works, sockets do not open. */
  isSocketBlocked: boolean;
  /** Of requests and answers; of events too where messages are disordered. */
  lossRate: number;
  /** Of like intents that the server refuses: half for good, half for a moment. */
  refusalRate: number;
  doubleRate: number;
  maxDelayMs: number;
  isDisordered: boolean;
}

const ANSWER_TIMEOUT_MS = 6_000;

export class SimulatedNetwork {
  readonly #servers: readonly SimulatedServer[];
  readonly #person: Person;
  readonly #clock: Clock;
  readonly #weather: Weather;
  #listener: TransportListener | null = null;
  #socket: ServerSocket | null = null;
  #server: SimulatedServer | null = null;
  #isOpen = false;
  #isOpening = false;
  #connection = 0;
  #lastDown = 0;
  #lastUp = 0;
  #unanswered = new Set<() => void>();

  constructor(servers: readonly SimulatedServer[], person: Person, clock: Clock, weather: Weather) {
    this.#servers = servers;
    this.#person = person;
    this.#clock = clock;
    this.#weather = weather;
  }

  readonly createTransport: CreateTransport = (listener) => {
    this.#listener = listener;
    const wire = this;
    const transport: Transport = {
      get isOpen() {
        return wire.#isOpen;
      },
      open: () => this.#open(),
      close: () => this.#breakOff(),
      ask: (name, payload) => this.#ask(name, payload),
    };
    return transport;
  };

  /** The connection is lost with everything on it; the client notices. */
  cut(): void {
    const [wasOpen, wasOpening] = [this.#isOpen, this.#isOpening];
    this.#breakOff();
    if (wasOpen) this.#listener?.closed();
    else if (wasOpening) this.#listener?.refused(null);
  }

  /** HTTP: each request on its own, lost before the server or after it. */
  readonly request: Request = async (check, path, init) => {
    const delay = () => this.#sleep(this.#delay());
    await delay();
    const server = this.#pickServer();
    if (!server || this.#weather.isDown || this.#roll(this.#weather.lossRate)) throw unreachable();
    const answer = this.#serveHttp(server, path, init?.body);
    await delay();
    if (answer instanceof HeartwireError) throw answer;
    if (this.#weather.isDown || this.#roll(this.#weather.lossRate)) throw unanswered();
    return check(schemas).parse(answer);
  };

  #serveHttp({ database }: SimulatedServer, path: string, body: unknown): unknown {
    if (path === "/api/sync") return database.sync(this.#person, body as SyncBody);
    const contentId = path.split("/")[3] ?? "";
    if (!path.endsWith("/like")) return database.read(this.#person, contentId);
    const intent = { ...(body as Omit<LikeIntent, "contentId" | "contentType">), contentId };
    return this.#setLike(database, { ...intent, contentType: "post" });
  }

  #setLike(database: SimulatedDatabase, intent: LikeIntent): unknown {
    if (!this.#roll(this.#weather.refusalRate)) return database.setLike(this.#person, intent);
    const isForGood = this.#roll(0.5);
    return isForGood
      ? new HeartwireError("FORBIDDEN", "not today")
      : new HeartwireError("RATE_LIMITED", "not now", { retryAfterMs: 500 });
  }

  #pickServer(): SimulatedServer | undefined {
    const up = this.#servers.filter((each) => each.isUp);
    return up[Math.floor(this.#clock.random() * up.length)];
  }

  #open(): void {
    this.#breakOff();
    this.#isOpening = true;
    const connection = this.#connection;
    this.#clock.after(this.#delay(), () => {
      if (connection !== this.#connection) return;
      this.#isOpening = false;
      const server = this.#pickServer();
      if (!server || this.#weather.isDown || this.#weather.isSocketBlocked) {
        this.#listener?.refused(null);
        return;
      }
      this.#isOpen = true;
      const socket: ServerSocket = {
        person: this.#person,
        rooms: new Set(),
        deliver: (name, payload) => this.#deliver(connection, name, payload),
        cut: () => this.cut(),
      };
      this.#socket = socket;
      this.#server = server;
      server.sockets.add(socket);
      this.#listener?.opened();
    });
  }

  #breakOff(): void {
    this.#connection += 1;
    this.#isOpen = this.#isOpening = false;
    if (this.#socket) this.#server?.sockets.delete(this.#socket);
    this.#socket = this.#server = null;
    const waiting = [...this.#unanswered];
    this.#unanswered.clear();
    for (const fail of waiting) fail();
  }

  #deliver(connection: number, name: ServerEventName, payload: unknown): void {
    if (this.#weather.isDisordered && this.#roll(this.#weather.lossRate)) return;
    const times = this.#roll(this.#weather.doubleRate) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      this.#down(connection, () => this.#listener?.received(name, payload));
    }
  }

  #ask<Name extends RequestName>(name: Name, payload: unknown): Promise<RequestAnswers[Name]> {
    if (!this.#isOpen) return Promise.reject(unreachable());
    const connection = this.#connection;
    return new Promise((resolve, reject) => {
      const fail = () => reject(unreachable());
      this.#unanswered.add(fail);
      this.#clock.after(ANSWER_TIMEOUT_MS, () => {
        this.#unanswered.delete(fail);
        reject(unanswered());
      });
      this.#up(connection, () => {
        if (this.#roll(this.#weather.lossRate / 2)) return;
        const answer = this.#serve(name, payload);
        if (this.#roll(this.#weather.lossRate)) return;
        this.#down(connection, () => {
          this.#unanswered.delete(fail);
          if (answer instanceof HeartwireError) reject(answer);
          else resolve(answer as RequestAnswers[Name]);
        });
      });
    });
  }

  #serve(name: RequestName, payload: unknown): unknown {
    const rooms = this.#socket?.rooms;
    const database = this.#server?.database;
    if (!database) return unreachable();
    const idsOf = (each: JoinPayload | LeavePayload) => each.contents.map((one) => one.contentId);
    if (name === "sync") return database.sync(this.#person, payload as SyncBody);
    if (name === "like:set") return this.#setLike(database, payload as LikeIntent);
    const contentIds = idsOf(payload as JoinPayload);
    if (name === "content:leave") {
      for (const each of contentIds) rooms?.delete(each);
      return {};
    }
    for (const each of contentIds) rooms?.add(each);
    return database.join(this.#person, contentIds);
  }

  #up(connection: number, arrive: () => void): void {
    this.#lastUp = this.#later(connection, this.#lastUp, arrive);
  }

  #down(connection: number, arrive: () => void): void {
    this.#lastDown = this.#later(connection, this.#lastDown, arrive);
  }

  #later(connection: number, notBefore: number, arrive: () => void): number {
    const now = this.#clock.now();
    const ownTime = now + this.#delay();
    const at = this.#weather.isDisordered ? ownTime : Math.max(ownTime, notBefore);
    this.#clock.after(at - now, () => {
      if (connection === this.#connection && !this.#weather.isDown) arrive();
    });
    return at;
  }

  #delay(): number {
    return this.#clock.random() * this.#weather.maxDelayMs;
  }

  #roll(rate: number): boolean {
    return this.#clock.random() < rate;
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(delayMs, resolve);
    });
  }
}
