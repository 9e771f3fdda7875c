// The wide picture above a profile, drawn from the same name and in the same two tones as the avatar.
import { drawAvatar } from "../people/avatar-drawing";

/** Decorative. */
export function ProfileBanner({ username }: { username: string }) {
  const { backdrop, clothes, skin, lean } = drawAvatar(username);
  return (
    <svg
      viewBox="0 0 640 180"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className="block h-32 w-full sm:h-44"
    >
      <rect width="640" height="180" fill={backdrop} />
      <circle cx={470 + lean * 4} cy={70 + lean} r="46" fill={skin} />
      <path
        d={`M0 ${132 + lean} C 140 ${92 - lean}, 240 ${150 + lean}, 372 118 S 560 ${96 - lean}, 640 ${122 + lean} V180 H0Z`}
        fill={clothes}
        opacity="0.55"
      />
      <path
        d={`M0 ${158 - lean / 2} C 120 ${142 + lean}, 260 176, 400 ${152 - lean / 2} S 580 ${150 + lean / 2}, 640 140 V180 H0Z`}
        fill={clothes}
      />
      <path
        d="M0 100H236l14-34 22 62 16-40 9 12H640"
        fill="none"
        stroke={skin}
        strokeWidth="3"
        strokeLinejoin="round"
        opacity="0.75"
      />
    </svg>
  );
}
