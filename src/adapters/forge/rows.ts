import { z } from 'zod';

/** Rows of our entities: declared attributes that storage compares and sorts by, everything else in `blob`. `v` is the blob's version. */
export type ConnectionRow = { v: number; rev: number; kind: string; blob: string };
export type SettingRow = { v: number; rev: number; kind: string; blob: string };
export type ExchangeRow = { v: number; connection: string; at: number; blob: string };
export type SnapshotRow = {
  v: number;
  rev: number;
  source: string;
  generation: string;
  chunk: number;
  at: number;
  blob: string;
};
export type MappingRow = {
  v: number;
  rev: number;
  subject: string;
  /** The connection. */
  runtime: string;
  at: number;
  blob: string;
};

export const ROW_VERSION = 1;

/** Storage takes 240 KiB a value; below 100 KiB one fits a transaction with others and a queue event. */
export const LARGEST_BLOB = 90_000;

const ids = z.array(z.string());
export const parseIds = (blob: string): string[] => ids.parse(JSON.parse(blob));
