import type { Repository } from '../entities';
import type { TreeEntry } from '../git';
import type { Links } from '../Links';

function linksOf(
  links: Links,
  repository: Repository,
  ref: string,
  entry: { type: TreeEntry['type']; sha: string; path: string },
) {
  const api = links.repository(repository);
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const kind = entry.type === 'tree' ? 'tree' : 'blob';
  const self = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const html = `${links.page(repository)}/${kind}/${ref}/${path}`;
  const git = `${api}/git/${kind}s/${entry.sha}`;
  return {
    url: self,
    html_url: html,
    git_url: git,
    download_url:
      kind === 'blob' ? `${links.page(repository)}/raw/${ref}/${path}` : null,
    _links: { self, git, html },
  };
}

/** A file with its content, as the contents API answers it. */
export function toContentFile(
  links: Links,
  repository: Repository,
  ref: string,
  file: { path: string; sha: string; content: Buffer },
) {
  return {
    type: 'file' as const,
    encoding: 'base64',
    size: file.content.length,
    name: file.path.split('/').at(-1) ?? file.path,
    path: file.path,
    content: wrapBase64(file.content),
    sha: file.sha,
    ...linksOf(links, repository, ref, { ...file, type: 'blob' }),
  };
}

function typeOf(entry: TreeEntry) {
  if (entry.type === 'tree') return 'dir';
  if (entry.type === 'commit') return 'submodule';
  return entry.mode === '120000' ? 'symlink' : 'file';
}

/** An entry of a folder. */
export function toContentEntry(
  links: Links,
  repository: Repository,
  ref: string,
  folder: string,
  entry: TreeEntry,
) {
  const path = folder ? `${folder}/${entry.path}` : entry.path;
  return {
    type: typeOf(entry),
    size: entry.size ?? 0,
    name: entry.path,
    path,
    sha: entry.sha,
    ...linksOf(links, repository, ref, { ...entry, path }),
  };
}

/** Base64 in lines of 60 characters, as GitHub sends it. */
export function wrapBase64(content: Buffer): string {
  return content.toString('base64').replace(/.{1,60}/g, '$&\n');
}
