// The migrations are what runs, the datamodel is what the code is typed against: they may not part.
import { expect, test } from "vitest";
import { findSchemaDrift } from "@/scripts/database/drift";

test("[D12] the migrations build exactly what prisma/schema.prisma describes", async () => {
  expect(await findSchemaDrift()).toEqual([]);
});
