// The sign-in page.
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthCard } from "@/components/accounts/auth-card";
import { DemoPeople } from "@/components/accounts/demo-people";
import { SignInForm } from "@/components/accounts/sign-in-form";
import { getEngine } from "@/server/engine-slot";
import { inTime } from "@/server/read-deadline";
import { readViewerId } from "../../viewer";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage() {
  if ((await readViewerId()) !== null) redirect("/");
  const people = await inTime(getEngine().accounts.listDemoPeople());
  return (
    <AuthCard
      title="Welcome back"
      intro="The room kept going while you were out."
      foot={
        <>
          New here?{" "}
          <Link
            href="/sign-up"
            className="tap-around font-semibold text-ink underline underline-offset-4"
          >
            Create an account
          </Link>
        </>
      }
    >
      {people.length === 0 ? null : (
        <section aria-label="Demo people" className="mb-6 border-line border-b pb-5">
          <p className="mb-2 text-[15px] text-soft leading-[22px]">
            This is a demo: step in as one of these with one press.
          </p>
          <DemoPeople people={people} />
        </section>
      )}
      <SignInForm />
    </AuthCard>
  );
}
