"use client";
// One content on its own page or card: its text as read, and whether it still exists as events say.
import type { Content } from "@/protocol/views";
import type { ShownEngagement } from "../../client/engagement/engagement-reducer";
import { useHeartwire } from "../provider/heartwire-context";
import { useKeyedValue } from "../provider/use-keyed-value";
import { useRenderedContents } from "../provider/use-rendered-contents";

export function useContent(initial: Content): { content: Content; isGone: boolean } {
  const { engagement } = useHeartwire();
  useRenderedContents(useAlone(initial));
  const isGone = useKeyedValue(engagement, initial.contentId, goneOf);
  return { content: initial, isGone };
}

function goneOf(shown: ShownEngagement): boolean {
  return shown.isGone;
}

const alone = new WeakMap<Content, readonly Content[]>();

/** The same list for the same content, so that it is seeded once. */
function useAlone(content: Content): readonly Content[] {
  const list = alone.get(content) ?? [content];
  alone.set(content, list);
  return list;
}
