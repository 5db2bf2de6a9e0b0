import {
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language';
import { yaml } from '@codemirror/legacy-modes/mode/yaml';
import { linter } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import CodeMirror from '@uiw/react-codemirror';
import { useMemo } from 'react';
import { findYamlProblem } from './yamlProblem';

/** Colors of the portal's theme, so that the editor follows a change between light and dark. */
const portalTheme = EditorView.theme({
  '&': {
    color: 'var(--bui-fg-primary)',
    backgroundColor: 'var(--bui-bg-neutral-1)',
    border: '1px solid var(--bui-border-2)',
    borderRadius: 'var(--bui-radius-3)',
    fontSize: 'var(--bui-font-size-3)',
  },
  '&.cm-focused': {
    outline: '2px solid var(--bui-ring)',
    outlineOffset: '1px',
  },
  '.cm-content': {
    fontFamily: 'var(--bui-font-monospace)',
    caretColor: 'var(--bui-fg-primary)',
  },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--bui-fg-primary)' },
  '.cm-gutters': {
    color: 'var(--bui-fg-secondary)',
    backgroundColor: 'var(--bui-bg-neutral-1)',
    border: 'none',
    borderRadius: 'var(--bui-radius-3) 0 0 var(--bui-radius-3)',
  },
  // Its number marks the line: behind the colors of the text a surface of its own is too bright in the dark.
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--bui-bg-neutral-2)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--bui-bg-neutral-3)' },
  '.cm-tooltip': {
    color: 'var(--bui-fg-primary)',
    backgroundColor: 'var(--bui-bg-app)',
    border: '1px solid var(--bui-border-2)',
  },
});

const portalHighlight = HighlightStyle.define([
  {
    tag: [tags.atom, tags.definition(tags.name)],
    color: 'var(--bui-announcement-fg-subdued)',
  },
  { tag: tags.string, color: 'var(--bui-positive-fg-subdued)' },
  {
    tag: [tags.number, tags.keyword, tags.bool],
    color: 'var(--bui-warning-fg-subdued)',
  },
  { tag: [tags.comment, tags.meta], color: 'var(--bui-fg-secondary)' },
]);

const problems = linter(view => {
  const problem = findYamlProblem(view.state.doc.toString());
  const { length } = view.state.doc;
  return problem
    ? [
        {
          from: Math.min(problem.from, length),
          to: Math.min(Math.max(problem.to, problem.from + 1), length),
          severity: 'error' as const,
          message: problem.reason,
        },
      ]
    : [];
});

/** Props of {@link CodeEditor}. */
export type CodeEditorProps = {
  label: string;
  /** Ids of the elements that describe the editor. */
  describedBy?: string;
  value: string;
  isReadOnly?: boolean;
  isInvalid?: boolean;
  isRequired?: boolean;
  onChange?: (value: string) => void;
};

/** An editor for YAML. Tab leaves it, so that people who use the keyboard are not caught in it. */
export function CodeEditor({
  label,
  describedBy,
  value,
  isReadOnly = false,
  isInvalid = false,
  isRequired,
  onChange,
}: CodeEditorProps) {
  const extensions = useMemo(
    () => [
      StreamLanguage.define(yaml),
      syntaxHighlighting(portalHighlight),
      portalTheme,
      problems,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        'aria-label': label,
        ...(describedBy ? { 'aria-describedby': describedBy } : {}),
        'aria-invalid': String(isInvalid),
        'aria-required': String(Boolean(isRequired)),
        'aria-readonly': String(isReadOnly),
        // A read-only text cannot be reached by keyboard otherwise.
        tabindex: '0',
      }),
    ],
    [label, describedBy, isInvalid, isRequired, isReadOnly],
  );
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      theme="none"
      minHeight="8rem"
      maxHeight="32rem"
      indentWithTab={false}
      editable={!isReadOnly}
      readOnly={isReadOnly}
      basicSetup={{ foldGutter: false, highlightActiveLine: !isReadOnly }}
      extensions={extensions}
    />
  );
}
