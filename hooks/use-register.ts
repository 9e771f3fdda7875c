"use client";
// Signing up, and straight in.
import type { RegisterBody } from "@/protocol/requests";
import { request } from "./http";
import { nothing } from "./page-answers";
import { enter } from "./sign-in";
import { type FormControl, useForm } from "./use-sign-in";

/** `error.fields` names what is wrong with which field. */
export function useRegister(): FormControl<RegisterBody> {
  return useForm(async (body: RegisterBody, next) => {
    await request(nothing, "/api/register", { method: "POST", body });
    const { username, password } = body;
    await enter("credentials", { username, password }, next);
  });
}
