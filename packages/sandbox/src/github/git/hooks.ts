import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Refuses what a branch's protection forbids. Runs inside the push, so that a forced update can be told from a
 * fast-forward: only there the new commits are known. The rules come in lines of `<ref> <how> <message>`.
 */
const UPDATE = `#!/bin/sh
ref="$1"; old="$2"; new="$3"
zero=0000000000000000000000000000000000000000
case "$ref" in refs/pull/*) echo "refusing to update a hidden ref" >&2; exit 1;; esac
rule=$(printf '%s\\n' "$SANDBOX_PROTECTED" | grep -F -- "$ref " | head -n 1)
[ -z "$rule" ] && exit 0
how=$(printf '%s' "$rule" | cut -d ' ' -f 2)
message=$(printf '%s' "$rule" | cut -d ' ' -f 3-)
fail() { echo "error: GH006: Protected branch update failed for $ref." >&2; echo "error: $1" >&2; exit 1; }
if [ "$new" = "$zero" ]; then
  case "$how" in *d*) exit 0;; *) fail "Cannot delete this protected branch";; esac
fi
[ "$old" = "$zero" ] && exit 0
if ! git merge-base --is-ancestor "$old" "$new"; then
  case "$how" in *f*) ;; *) fail "Cannot force-push to this protected branch";; esac
fi
case "$how" in *p*) exit 0;; *) fail "$message";; esac
`;

/** Notes what really moved, for the events that follow. */
const POST_RECEIVE = `#!/bin/sh
cat > "$SANDBOX_PUSH_RESULT"
`;

/** Writes the hooks that every push runs. */
export async function installHooks(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries({
    update: UPDATE,
    'post-receive': POST_RECEIVE,
  })) {
    const file = join(folder, name);
    await writeFile(file, text);
    await chmod(file, 0o755);
  }
}
