// What a group of one costs this process by the driver and by Prisma, in turns. At a low rate every like is
// such a group, and nearly all of its CPU is spent on the way to the database.
import {
  type ApplyLikes,
  applyByDriver,
  applyByPrisma,
  commitLikeGroup,
  type LikeCommand,
} from "@/engine/engagement/like-group";
import { type BenchDatabase, makePeople, makePosts } from "../bench-database";
import { type Figure, figure, ratios, takeTurns } from "../figure";
import { sized } from "../size";

const ROUNDS = sized(9, 1);
const GROUPS = sized(500, 20);

/** Figures of lone groups on that database. */
export async function benchLoneGroups(database: BenchDatabase): Promise<Figure[]> {
  const { prisma, runStatement } = database;
  const people = await makePeople(prisma, GROUPS + 1);
  const measure = (apply: ApplyLikes) => async () => {
    const [contentId = ""] = await makePosts(prisma, people[0] ?? "", 1);
    const before = process.cpuUsage();
    for (const userId of people.slice(1)) await commitLikeGroup(apply, [like(contentId, userId)]);
    const { user, system } = process.cpuUsage(before);
    const { likeCount } = await prisma.content.findUniqueOrThrow({ where: { id: contentId } });
    if (likeCount !== GROUPS) throw new Error(`${likeCount} of ${GROUPS} likes were counted`);
    return (user + system) / GROUPS;
  };
  const micros = await takeTurns(ROUNDS, {
    prisma: measure(applyByPrisma(prisma)),
    driver: measure(applyByDriver(runStatement)),
  });
  const group = `${database.kind}: groups of one, one after the other`;
  return [
    figure(group, "by Prisma: CPU per group", "µs", micros.prisma),
    figure(group, "by the driver: CPU per group", "µs", micros.driver),
    figure(group, "Prisma ÷ driver", "×", ratios(micros.prisma, micros.driver)),
  ];
}

function like(contentId: string, userId: string): LikeCommand {
  return { userId, contentId, contentType: "post", liked: true, deviceId: null, seq: null };
}
