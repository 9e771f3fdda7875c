// What hearts, versions and inboxes should be, as a plain model: maps in memory, one step after the other,
// all within a day. It shares no code with the engine. For tests alone.
export interface ModelPost {
  author: number;
  isForFollowers: boolean;
  isGone: boolean;
  version: number;
}

/** One group of a person's notifications. */
interface Group {
  owner: number;
  type: "like" | "follow";
  subject: string;
  actors: Set<number>;
  isRead: boolean;
  changedAt: number;
}

/** What an act (a like, a follow) keeps of its notification. */
interface Act {
  stands: boolean;
  isRung: boolean;
  group: Group | null;
}

export interface ShownGroup {
  type: string;
  subject: string;
  actorCount: number;
  isRead: boolean;
}

export class LikeModel {
  readonly posts: ModelPost[] = [];
  readonly #acts = new Map<string, Act>();
  readonly #newest = new Map<string, number>();
  readonly #groups: Group[] = [];
  #moment = 0;

  #act(key: string): Act {
    const act = this.#acts.get(key) ?? { stands: false, isRung: false, group: null };
    this.#acts.set(key, act);
    return act;
  }

  canSee(who: number, what: number): boolean {
    const post = this.posts[what];
    if (!post || post.isGone) return false;
    return !post.isForFollowers || post.author === who || this.follows(who, post.author);
  }

  follows(who: number, whom: number): boolean {
    return this.#acts.get(`follow ${who} ${whom}`)?.stands ?? false;
  }

  likes(who: number, what: number): boolean {
    return this.#acts.get(`like ${who} ${what}`)?.stands ?? false;
  }

  likeCount(what: number): number {
    const suffix = ` ${what}`;
    return [...this.#acts].filter(
      ([key, act]) => key.startsWith("like ") && key.endsWith(suffix) && act.stands,
    ).length;
  }

  /** Sets a heart, or flips it when `liked` is null; false when there is nothing to like. */
  setLike(
    who: number,
    what: number,
    liked: boolean | null,
    device?: { id: string; seq: number },
  ): boolean {
    const post = this.posts[what];
    if (!post || !this.canSee(who, what)) return false;
    if (device) {
      const key = `${who} ${what} ${device.id}`;
      if (device.seq <= (this.#newest.get(key) ?? -1)) return true;
      this.#newest.set(key, device.seq);
    }
    const wanted = liked ?? !this.likes(who, what);
    if (wanted === this.likes(who, what)) return true;
    post.version++;
    const bell = { owner: post.author, type: "like" as const, subject: `post ${what}` };
    this.#move(`like ${who} ${what}`, who, wanted, post.author === who ? null : bell);
    return true;
  }

  follow(who: number, whom: number, follows: boolean): void {
    if (this.follows(who, whom) === follows) return;
    const bell = { owner: whom, type: "follow" as const, subject: `person ${whom}` };
    this.#move(`follow ${who} ${whom}`, who, follows, bell);
  }

  #move(
    key: string,
    who: number,
    stands: boolean,
    bell: Pick<Group, "owner" | "type" | "subject"> | null,
  ): void {
    const act = this.#act(key);
    act.stands = stands;
    if (!bell) return;
    if (!stands) {
      if (act.isRung && act.group && !act.group.isRead) {
        act.isRung = false;
        this.#touch(act.group, () => act.group?.actors.delete(who));
      }
    } else if (!act.isRung) {
      // The first time it joins the unread group; after that it goes back to where it stood.
      act.group ??= this.#unreadGroup(bell);
      act.isRung = true;
      this.#touch(act.group, () => act.group?.actors.add(who));
    }
  }

  #unreadGroup(bell: Pick<Group, "owner" | "type" | "subject">): Group {
    const known = this.#groups.find(
      (group) => !group.isRead && group.type === bell.type && group.subject === bell.subject,
    );
    if (known) return known;
    const group: Group = { ...bell, actors: new Set(), isRead: false, changedAt: 0 };
    this.#groups.push(group);
    return group;
  }

  #touch(group: Group, change: () => void): void {
    change();
    group.changedAt = ++this.#moment;
  }

  /** Everything shown that has not changed since the moment. */
  readUpTo(who: number, moment: number): void {
    for (const group of this.#groups) {
      if (group.owner !== who || group.actors.size === 0 || group.changedAt > moment) continue;
      group.isRead = true;
    }
  }

  get moment(): number {
    return this.#moment;
  }

  remove(what: number): void {
    const post = this.posts[what];
    if (!post || post.isGone) return;
    post.isGone = true;
    for (const group of this.#groups) {
      if (group.subject !== `post ${what}` || group.actors.size === 0) continue;
      group.actors.clear();
      group.isRead = true;
    }
  }

  shownTo(who: number): ShownGroup[] {
    return this.#groups
      .filter((group) => group.owner === who && group.actors.size > 0)
      .map(({ type, subject, actors, isRead }) => ({
        type,
        subject,
        actorCount: actors.size,
        isRead,
      }));
  }

  unreadCount(who: number): number {
    return this.shownTo(who).filter(({ isRead }) => !isRead).length;
  }
}
