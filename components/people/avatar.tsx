// A person's picture: their own, else the two-tone avatar generated from their name. Decorative by default,
// since the name is always beside it.
import clsx from "clsx";
import { drawAvatar } from "./avatar-drawing";

interface AvatarProps {
  person: { username: string; avatarUrl: string | null };
  /** Width and height in CSS pixels. */
  size: number;
  className?: string | undefined;
}

const HAIR_PATHS = [
  "M11.4 15.4c.3-5.2 3.9-8.3 8.9-8.3 4.7 0 8 2.9 8.4 7.6-2.6-2-5-2.9-8.6-2.9-3.6 0-6 1.3-8.7 3.6Z",
  "M11.3 17.2c-.5-6.3 3.2-10.3 8.9-10.3 5.5 0 9 3.7 8.6 9.7-1.3-3.3-3.6-4.8-7.3-5-1.5 2.3-5.6 3.6-10.2 5.6Z",
  "M11.6 14.9c1-4.8 4.3-7.3 8.5-7.3 4.1 0 7.2 2.3 8.3 6.8-5.5-1.3-11.3-1-16.8.5Z",
  "M10.6 22.4c-1.9-9 2.2-15.3 9.5-15.3 7.3 0 11.3 6.2 9.3 15.2-.7-4.9-2.1-8.3-4.2-10-3.5.8-7.2.7-10.5-.1-2.1 1.8-3.4 5.3-4.1 10.2Z",
  "M11.5 15.3c-.2-4 2.7-7.3 6.4-7.9.3-2 2-3.1 3.6-2.9 2 .2 3.2 1.8 2.9 3.5 2.7 1 4.4 3.6 4.3 7-2.8-2.3-5.4-3.2-8.7-3.2-3.4 0-5.9 1.2-8.5 3.5Z",
] as const;

/** Draws the face of one person. */
export function Avatar({ person, size, className }: AvatarProps) {
  if (person.avatarUrl !== null) {
    return (
      <img
        src={person.avatarUrl}
        alt=""
        width={size}
        height={size}
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
        className={clsx("shrink-0 rounded-full bg-faint object-cover", className)}
      />
    );
  }
  const avatar = drawAvatar(person.username);
  const headX = 20 + avatar.headShift * 0.6;
  return (
    <svg
      viewBox="0 0 40 40"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
      className={clsx("shrink-0 rounded-full", className)}
    >
      <rect width="40" height="40" fill={avatar.backdrop} />
      <ellipse
        cx="20"
        cy="40"
        rx="16.5"
        ry="18"
        fill={avatar.clothes}
        transform={`rotate(${avatar.lean} 20 34)`}
      />
      <circle cx={headX} cy="17.2" r="8.4" fill={avatar.skin} />
      <path
        d={HAIR_PATHS[avatar.hairShape] ?? HAIR_PATHS[0]}
        fill={avatar.hair}
        transform={`translate(${headX - 20} 0)`}
      />
    </svg>
  );
}
