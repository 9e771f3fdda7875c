// One titled card of the settings page.
import { type ReactNode, useId } from "react";

interface SettingsSectionProps {
  title: string;
  intro: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** Heading, one sentence, content. */
export function SettingsSection({ title, intro, aside, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="surface p-5 shadow-soft dark:shadow-none">
      <div className="flex items-start justify-between gap-4">
        <div>
          <h2 id={id} className="font-semibold text-[19px] leading-7 tracking-[-0.01em]">
            {title}
          </h2>
          <p className="text-[15px] text-soft leading-[22px]">{intro}</p>
        </div>
        {aside}
      </div>
      <div className="mt-4">{children}</div>
    </section>
  );
}
