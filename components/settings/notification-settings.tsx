// Explains which notifications there are and how they are announced.
import { Heart, Moon, UserPlus } from "lucide-react";
import { SettingsSection } from "./settings-section";

const LINES = [
  {
    Icon: Heart,
    title: "Likes",
    words: "Likes of one post ring once and then gather in one line.",
  },
  { Icon: UserPlus, title: "New followers", words: "Somebody starts following you." },
  {
    Icon: Moon,
    title: "What stays quiet",
    words: "Your own likes, and a like taken back and given again within a day.",
  },
] as const;

/** An introduction; there is nothing to switch yet. */
export function NotificationSettings() {
  return (
    <SettingsSection
      title="Notifications"
      intro="The bell rings for these, on every device you are signed in on."
    >
      <ul className="flex flex-col gap-3">
        {LINES.map(({ Icon, title, words }) => (
          <li key={title} className="flex gap-3">
            <span className="grid size-10 shrink-0 place-items-center rounded-control bg-faint text-ink">
              <Icon size={19} strokeWidth={1.9} aria-hidden="true" />
            </span>
            <span className="leading-[21px]">
              <span className="block font-semibold">{title}</span>
              <span className="block text-[15px] text-soft">{words}</span>
            </span>
          </li>
        ))}
      </ul>
    </SettingsSection>
  );
}
