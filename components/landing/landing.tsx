// The landing page: a large logo whose heart beats with a real post, and the newest public posts.
import type { Content, Page, Person } from "@/protocol/views";
import { DemoPeople } from "../accounts/demo-people";
import { ButtonLink } from "../ui/form/button";
import { LiveBoard } from "./live-board";
import { LiveStage } from "./live-stage";
import { Promises } from "./promises";

interface LandingProps {
  /** The latest public posts; the most liked one takes the stage. */
  posts: Page<Content>;
  demoPeople: Person[];
}

const STAGED_LENGTH_MAX = 240;
const DEMO_FACES = 6;

/** Most hearts first; short enough to be read at a glance. */
function pickStaged(posts: Content[]): Content | undefined {
  const short = posts.filter(
    ({ body, video }) => video === null && body.length <= STAGED_LENGTH_MAX,
  );
  return [...(short.length > 0 ? short : posts)].sort(
    (one, other) => other.engagement.likeCount - one.engagement.likeCount,
  )[0];
}

/** Marks itself wide, so that the shell leaves it the whole page. */
export function Landing({ posts, demoPeople }: LandingProps) {
  const staged = pickStaged(posts.items);
  const film = posts.items.find(({ video }) => video !== null);
  const others = posts.items.filter((content) => content !== staged && content !== film);
  const words = (
    <div className="lg:pt-6">
      <h1 className="font-bold text-[44px] leading-[1.02] tracking-[-0.035em] sm:text-[64px]">
        Press a heart.
        <br />
        The whole room feels it.
      </h1>
      <p className="mt-5 max-w-[44ch] text-[18px] text-soft leading-[28px]">
        Short posts with live likes. Everyone sees the count change the moment you tap.
      </p>
      <div className="mt-7 flex flex-wrap gap-3">
        <ButtonLink href="/sign-up" size="large">
          Create account
        </ButtonLink>
        <ButtonLink href="/sign-in" size="large" tone="outline">
          Sign in
        </ButtonLink>
      </div>
      {demoPeople.length === 0 ? null : (
        <section aria-label="Demo people" className="mt-8 max-w-[30rem]">
          <p className="mb-1 text-[15px] text-soft">
            This is a demo. Choose a person to sign in as, or see{" "}
            <a
              href="/demo"
              className="tap-around font-semibold text-ink underline underline-offset-4"
            >
              two windows at once
            </a>
            .
          </p>
          <div className="-mx-2">
            <DemoPeople people={demoPeople.slice(0, DEMO_FACES)} isTight />
          </div>
        </section>
      )}
    </div>
  );
  return (
    <div data-wide="" className="overflow-x-clip pb-24">
      <LiveStage content={staged} film={film} words={words} />
      <div className="mx-auto max-w-[1152px] px-4 sm:px-8">
        {others.length > 0 ? <LiveBoard contents={others} /> : null}
        <Promises />
      </div>
    </div>
  );
}
