// One content's counts and my own heart, as pure functions. Truth comes from the server and is guarded by
// version; over it lies the like intent that is not settled. All engagement enters here (pages, answers,
// events, sync); nothing here knows time, network or React.
import type { Engagement, ViewerEngagement } from "@/protocol/views";

/**
 * The truth of the server. The count and my own heart have separate guards: most events hold only the count.
 */
export interface Truth {
  engagement: Engagement;
  liked: boolean;
  reposted: boolean;
  /** Version at which the server sent `liked`; -1 when never. */
  likedVersion: number;
}

export interface ContentState {
  truth: Truth | null;
  /** What the person last asked for, until the server settles it. */
  intent: boolean | null;
  /** A request of ours was sent and may or may not have been committed. */
  mayHaveLanded: boolean;
  /** Room events that have to wait: the newest count, and the newest that names me. */
  held: Message[];
  isGone: boolean;
}

/** `liked` is present only when the message holds my own heart. */
export interface Message {
  engagement: Engagement;
  liked?: boolean;
  reposted?: boolean;
}

export type Verdict = "applied" | "held" | "ignored";
export interface Applied {
  state: ContentState;
  verdict: Verdict;
  reason: string;
}

export interface ShownEngagement {
  likeCount: number;
  commentCount: number;
  repostCount: number;
  liked: boolean;
  isPending: boolean;
  version: number;
  /** Removed, or no longer mine to see. */
  isGone: boolean;
  /** False until a message of this content was applied. */
  isKnown: boolean;
}

/** A version below every real one: whatever comes next is newer. */
const NEVER = -1;

export const EMPTY_CONTENT: ContentState = {
  truth: null,
  intent: null,
  mayHaveLanded: false,
  held: [],
  isGone: false,
};

/** A message with the whole state as I see it: ack, my own events, join, sync, page. */
export function wholeMessage(view: ViewerEngagement): Message {
  return { engagement: pickEngagement(view), liked: view.liked, reposted: view.reposted };
}

/** A room's message; `liked` only when it names me. */
export function roomMessage(view: Engagement, liked: boolean | undefined): Message {
  const engagement = pickEngagement(view);
  return liked === undefined ? { engagement } : { engagement, liked };
}

/** A message that also holds my own heart. Safe at any moment, since overlay and truth stay consistent. */
export function applySnapshot(state: ContentState, view: ViewerEngagement): Applied {
  return adopt(state, wholeMessage(view));
}

/**
 * A room event. While a request of mine may have landed, its count may already hold my change. Counting the
 * overlay on top would show my like twice. Before its room is joined it may also hold a change of another
 * device of mine. So it waits for the answer.
 */
export function applyRoomEvent(
  state: ContentState,
  message: Message,
  isRoomJoined: boolean,
): Applied {
  if (state.mayHaveLanded) return holdBack(state, message, "my own change is under way");
  if (!isRoomJoined) return holdBack(state, message, "its room is not joined");
  return adopt(state, message);
}

/** Its room is joined, and the state of my own heart is received. */
export function enterRoom(state: ContentState): ContentState {
  return state.mayHaveLanded || state.held.length === 0 ? state : release(state);
}

/** False for a picture of an epoch that is over. */
export function isKnown(truth: Truth | null): truth is Truth {
  return truth !== null && truth.likedVersion > NEVER;
}

export function setIntent(state: ContentState, liked: boolean): ContentState {
  return { ...state, intent: liked };
}

export function markSent(state: ContentState): ContentState {
  return { ...state, mayHaveLanded: true };
}

/** The server answered a request of mine. `isLast` is false while a newer like intent still waits. */
export function acknowledge(
  state: ContentState,
  answer: ViewerEngagement,
  isLast: boolean,
): ContentState {
  const received = applySnapshot(state, answer).state;
  return release({ ...received, intent: isLast ? null : received.intent, mayHaveLanded: false });
}

/** The server refused without committing; the intent is kept and will be sent again. */
export function reject(state: ContentState): ContentState {
  return release({ ...state, mayHaveLanded: false });
}

/** Drops the like intent: what shows is the current truth, not the number when the intent was made. */
export function dropIntent(state: ContentState): ContentState {
  return release({ ...state, intent: null, mayHaveLanded: false });
}

/** Another epoch: versions mean nothing any more, the numbers stay on screen until the next word. */
export function invalidate(state: ContentState): ContentState {
  const truth = state.truth;
  return {
    ...state,
    held: [],
    isGone: false,
    truth: truth && {
      ...truth,
      engagement: { ...truth.engagement, version: NEVER },
      likedVersion: NEVER,
    },
  };
}

export function markGone(state: ContentState): ContentState {
  return { ...state, isGone: true };
}

export function markPresent(state: ContentState): ContentState {
  return state.isGone ? { ...state, isGone: false } : state;
}

/** Truth plus intent. The count moves only by the difference between what I want and what is. */
export function shownOf(state: ContentState): ShownEngagement {
  const { truth, intent } = state;
  const isLikedInTruth = truth?.liked ?? false;
  const liked = intent ?? isLikedInTruth;
  const ownChange = Number(liked) - Number(isLikedInTruth);
  return {
    likeCount: Math.max(0, (truth?.engagement.likeCount ?? 0) + ownChange),
    commentCount: truth?.engagement.commentCount ?? 0,
    repostCount: truth?.engagement.repostCount ?? 0,
    liked,
    isPending: intent !== null,
    version: truth?.engagement.version ?? NEVER,
    isGone: state.isGone,
    isKnown: truth !== null,
  };
}

function adopt(state: ContentState, message: Message): Applied {
  const truth = newerTruth(state.truth, message);
  if (truth === state.truth) {
    return { state, verdict: "ignored", reason: `not newer than version ${versionOf(state)}` };
  }
  return { state: { ...state, truth }, verdict: "applied", reason: "newer" };
}

/** Returns the same truth object when the message has nothing newer. */
function newerTruth(truth: Truth | null, { engagement, liked, reposted }: Message): Truth | null {
  const heldVersion = truth?.engagement.version ?? NEVER;
  const likedVersion = truth?.likedVersion ?? NEVER;
  const isCountNewer = truth === null || engagement.version > heldVersion;
  const isOwnNewer = liked !== undefined && engagement.version > likedVersion;
  if (!isCountNewer && !isOwnNewer) return truth;
  return {
    engagement: isCountNewer ? engagement : (truth?.engagement ?? engagement),
    liked: isOwnNewer ? liked : (truth?.liked ?? false),
    reposted: isOwnNewer ? (reposted ?? truth?.reposted ?? false) : (truth?.reposted ?? false),
    likedVersion: isOwnNewer ? engagement.version : likedVersion,
  };
}

function holdBack(state: ContentState, message: Message, reason: string): Applied {
  return { state: { ...state, held: hold(state.held, message) }, verdict: "held", reason };
}

/** Keeps at most two: the newest of all, and the newest that names me. */
function hold(held: Message[], message: Message): Message[] {
  const all = [...held, message];
  const newest = all.reduce(newer);
  const naming = all.filter((each) => each.liked !== undefined);
  const newestNaming = naming.length === 0 ? newest : naming.reduce(newer);
  return newest === newestNaming ? [newest] : [newestNaming, newest];
}

function newer(left: Message, right: Message): Message {
  return right.engagement.version > left.engagement.version ? right : left;
}

function release(state: ContentState): ContentState {
  const truth = state.held.reduce<Truth | null>(newerTruth, state.truth);
  return { ...state, truth, held: [] };
}

function versionOf(state: ContentState): number {
  return state.truth?.engagement.version ?? NEVER;
}

function pickEngagement(view: Engagement): Engagement {
  const { contentId, contentType, likeCount, commentCount, repostCount, version } = view;
  return { contentId, contentType, likeCount, commentCount, repostCount, version };
}
