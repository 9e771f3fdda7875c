"use client";
// Light, dark, or as the system says, chosen by what it looks like.
import clsx from "clsx";
import { Check } from "lucide-react";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { HEART_PATH } from "../brand/heart-shape";
import { SettingsSection } from "./settings-section";

const CHOICES = [
  { value: "system", name: "System" },
  { value: "light", name: "Light" },
  { value: "dark", name: "Dark" },
] as const;

const PICTURE = {
  light: {
    paper: "oklch(0.976 0.008 75)",
    card: "oklch(0.995 0.004 80)",
    bar: "oklch(0.86 0.014 70)",
    heart: "oklch(0.6 0.215 22)",
  },
  dark: {
    paper: "oklch(0.175 0.01 50)",
    card: "oklch(0.262 0.013 50)",
    bar: "oklch(0.4 0.014 50)",
    heart: "oklch(0.69 0.2 22)",
  },
};

/** The choice is kept by this browser. */
export function AppearanceSettings() {
  const { theme, setTheme } = useTheme();
  const isInBrowser = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  return (
    <SettingsSection title="Appearance" intro="Kept in this browser.">
      <fieldset className="grid grid-cols-3 gap-2 sm:gap-3">
        <legend className="sr-only">Theme</legend>
        {CHOICES.map(({ value, name }) => {
          const isChosen = isInBrowser && theme === value;
          return (
            <label
              key={value}
              className={clsx(
                "relative cursor-pointer rounded-row border p-1.5 has-focus-visible:outline-2 has-focus-visible:outline-ink has-focus-visible:outline-offset-2",
                isChosen ? "border-ink ring-1 ring-ink" : "border-line hover:border-soft",
              )}
            >
              <input
                type="radio"
                name="theme"
                value={value}
                checked={isChosen}
                onChange={() => setTheme(value)}
                className="absolute opacity-0"
              />
              <ThemePicture value={value} />
              <span className="flex h-9 items-center justify-between px-1 font-medium sm:px-2 text-[15px]">
                {name}
                {isChosen ? <Check size={16} strokeWidth={2.4} aria-hidden="true" /> : null}
              </span>
            </label>
          );
        })}
      </fieldset>
    </SettingsSection>
  );
}

function ThemePicture({ value }: { value: (typeof CHOICES)[number]["value"] }) {
  return (
    <svg viewBox="0 0 120 72" aria-hidden="true" className="block w-full rounded-[10px]">
      {value === "system" ? (
        <>
          <Scene tone="light" />
          <g clipPath="inset(0 0 0 50%)">
            <Scene tone="dark" />
          </g>
        </>
      ) : (
        <Scene tone={value} />
      )}
    </svg>
  );
}

function Scene({ tone }: { tone: keyof typeof PICTURE }) {
  const { paper, card, bar, heart } = PICTURE[tone];
  return (
    <>
      <rect width="120" height="72" fill={paper} />
      <rect x="20" y="14" width="80" height="44" rx="8" fill={card} />
      <circle cx="32" cy="26" r="5" fill={bar} />
      <rect x="42" y="23" width="30" height="5" rx="2.5" fill={bar} />
      <rect x="27" y="37" width="56" height="4" rx="2" fill={bar} />
      <path d={HEART_PATH} fill={heart} transform="translate(26 44) scale(.45)" />
      <rect x="40" y="47" width="14" height="4" rx="2" fill={bar} />
    </>
  );
}
