// `npm run db:drift`: fails, and says how, when migrations and datamodel have grown apart.
import { findSchemaDrift } from "./drift";

const differences = await findSchemaDrift();
for (const difference of differences) console.error(difference);
console.log(
  differences.length === 0
    ? "Migrations and datamodel agree."
    : `Differences: ${differences.length}`,
);
process.exitCode = differences.length === 0 ? 0 : 1;
