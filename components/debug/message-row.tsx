// One message of the connection: its time, kind, content, version and outcome.
import clsx from "clsx";
import { memo } from "react";
import type { MessageLogEntry } from "@/client/connection/message-log";

const TONES: Record<MessageLogEntry["verdict"], string> = {
  applied: "text-live-ink",
  held: "bg-faint px-2 text-ink",
  ignored: "text-soft",
};

/** Two lines; the second only when there is a reason to give. */
export const MessageRow = memo(function MessageRow({ entry }: { entry: MessageLogEntry }) {
  const { at, source, contentId, version, verdict, reason } = entry;
  return (
    <li className="border-line border-t px-5 py-2.5 first:border-t-0">
      <div className="flex items-baseline gap-3">
        <span className="min-w-0 truncate font-semibold text-[15px]">{source}</span>
        <span className={clsx("ml-auto rounded-md font-semibold text-[13px]", TONES[verdict])}>
          {verdict}
        </span>
      </div>
      <p className="flex flex-wrap gap-x-3 text-[13px] text-soft leading-5 tabular-nums">
        <time dateTime={new Date(at).toISOString()}>{writeMoment(at)}</time>
        {contentId === null ? null : <span>{contentId.slice(-6)}</span>}
        {version === null ? null : <span>v{version}</span>}
        {reason === "" ? null : <span>{reason}</span>}
      </p>
    </li>
  );
});

/** To the millisecond, in the reader's own time. */
function writeMoment(at: number): string {
  const time = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  return `${clock}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
