// The navigation's destinations in their order, for the rail of a desktop and the bar of a phone.
import { Activity, Bell, House, Settings2, UserRound } from "lucide-react";

/** The profile's address depends on who is signed in. */
export function listPlaces(username: string) {
  return [
    { name: "Home", href: "/", Icon: House },
    { name: "Notifications", href: "/notifications", Icon: Bell },
    { name: "Activity", href: "/activity", Icon: Activity },
    { name: "Profile", href: `/u/${username}`, Icon: UserRound },
    { name: "Settings", href: "/settings", Icon: Settings2 },
  ] as const;
}

/** Whether a path lies at a place or below it. */
export function isAt(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}
