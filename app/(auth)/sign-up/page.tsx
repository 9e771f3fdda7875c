// The sign-up page.
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthCard } from "@/components/accounts/auth-card";
import { SignUpForm } from "@/components/accounts/sign-up-form";
import { readViewerId } from "../../viewer";

export const metadata: Metadata = { title: "Create account" };

export default async function SignUpPage() {
  if ((await readViewerId()) !== null) redirect("/");
  return (
    <AuthCard
      title="Create your account"
      intro="A username and a password. No email."
      foot={
        <>
          Already have an account?{" "}
          <Link
            href="/sign-in"
            className="tap-around font-semibold text-ink underline underline-offset-4"
          >
            Sign in
          </Link>
        </>
      }
    >
      <SignUpForm />
    </AuthCard>
  );
}
