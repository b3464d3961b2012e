/** What JSON can carry; the type of everything that came from outside and was not parsed yet. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
