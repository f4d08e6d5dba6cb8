/** Tooltips as Markdown in which all text of the workspace stays text. */
import { MarkdownString } from 'vscode';
import type { TooltipPart } from './node.ts';

/** Makes a tooltip; undefined where it would be empty. */
export function tooltipOf(parts: readonly TooltipPart[]): MarkdownString | undefined {
  if (parts.length === 0) return undefined;
  const markdown = new MarkdownString();
  for (const part of parts) append(markdown, part);
  return markdown;
}

function append(markdown: MarkdownString, part: TooltipPart): void {
  switch (part.type) {
    case 'title':
      markdown.appendMarkdown('**').appendText(part.text).appendMarkdown('**\n\n');
      break;
    case 'fact':
      markdown.appendText(`${part.name}: `).appendText(part.value).appendMarkdown('  \n');
      break;
    case 'line':
      markdown.appendMarkdown('\n\n').appendText(part.text).appendMarkdown('\n\n');
      break;
    case 'code':
      markdown.appendMarkdown('\n').appendCodeblock(part.text, 'shellscript');
      break;
  }
}
