// Parts of the engine done wrong, each in the one way its name says, to see whether the checkers notice.
// They replace a part from outside: the product has no switch for them.
import type { Engine } from "@/engine/engine";
import type { PrismaClient } from "@/generated/prisma/client";
import type { ProcessPlant } from "./server-orders";

/** The engine with that part replaced. */
export function plantPart(plant: ProcessPlant, engine: Engine, _prisma: PrismaClient): Engine {
  void plant;
  return engine;
}
