"use client";
// Signs up, then in.
import type { RegisterBody } from "@/protocol/http-requests";
import { nothing } from "../../client/http/answer-checks";
import { useHeartwire } from "../provider/heartwire-context";
import { enter } from "./next-auth-client";
import { type FormControl, useForm } from "./use-sign-in";

/** `error.fields` names what is wrong with which field. */
export function useRegister(): FormControl<RegisterBody> {
  const { request } = useHeartwire();
  return useForm(async (body: RegisterBody, next) => {
    await request(nothing, "/api/register", { method: "POST", body });
    const { username, password } = body;
    await enter("credentials", { username, password }, next);
  });
}
