import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const GENERATED = 'test/domain/kong/secret-fields.generated.json';

it('the table of secret fields is what Kong’s own schemas flag', () => {
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'gatehouse-secret-fields-'));
  try {
    mkdirSync(path.join(elsewhere, path.dirname(GENERATED)), { recursive: true });
    const script = path.join(ROOT, 'host/build/kong-secret-fields.ts');
    const tsx = path.join(ROOT, 'node_modules/tsx/dist/cli.mjs');
    const { status, stderr } = spawnSync(process.execPath, [tsx, script], {
      cwd: elsewhere,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const tableIn = (folder: string): unknown =>
      JSON.parse(readFileSync(path.join(folder, GENERATED), 'utf8'));
    expect(tableIn(elsewhere)).toEqual(tableIn(ROOT));
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});
