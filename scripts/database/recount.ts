// `npm run db:recount`: proves every counter against the rows it counts. With --repair it corrects drifted
// like counts, each with a new version for clients' next sync. Exits 1 on drift.

import { openDatabase } from "@/engine/database/database";
import { findDrift, findNotificationGaps, repairLikeCounts } from "@/engine/integrity/audit";
import { readConfig } from "@/server/config";
import { getLog } from "@/server/log";

const { databaseUrl, dataDir } = readConfig({
  NEXTAUTH_SECRET: "unused by counting",
  ...process.env,
});
const database = await openDatabase({ databaseUrl, dataDir, log: getLog() });
try {
  const drift = await findDrift(database.prisma);
  const gaps = await findNotificationGaps(database.prisma);
  for (const { counter, id, stored, counted } of drift) {
    console.log(`${counter} of ${id}: stored ${stored}, counted ${counted}`);
  }
  for (const { kind, id } of gaps) console.log(`${kind}: ${id}`);
  let left = drift.length + gaps.length;
  if (process.argv.includes("--repair")) {
    const repaired = await repairLikeCounts(database.prisma);
    console.log(`repaired ${repaired.length} like counts`);
    left -= repaired.length;
  }
  console.log(left === 0 ? "Every counter equals its rows." : `${left} differ.`);
  process.exitCode = left === 0 ? 0 : 1;
} finally {
  await database.close();
}
