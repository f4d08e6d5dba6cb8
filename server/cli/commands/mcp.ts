/** `cachescope mcp`: a server of the Model Context Protocol on standard input and output, for programs that let language models use tools. */
import process from 'node:process';
import type { CommandContext } from '../command.ts';
import { exitCodes } from '../commandTable.ts';
import { Conversation } from '../mcp/protocol.ts';
import { callTool, mcpTools } from '../mcp/tools.ts';
import { readVersion } from '../version.ts';

const instructions =
  'Cachescope builds the tasks of this workspace incrementally. Ask it why a task was built again, how good the cache is, what is slow, and how tasks depend on each other. A task is named package#task.';

/** Serves until standard input ends. */
export async function command({ folder, output, cancel }: CommandContext): Promise<number> {
  const conversation = new Conversation(
    {
      version: readVersion(),
      instructions,
      tools: mcpTools.map(({ name, title, description, inputSchema, annotations }) => {
        return { name, title, description, inputSchema, annotations };
      }),
      call: async (name, input, callCancel) => {
        const tool = mcpTools.find((one) => one.name === name);
        if (tool === undefined) throw new Error(`no tool ${name}`);
        const surroundings = { folder, stderr: output.stderr, cancel: callCancel };
        return await callTool(tool, input, surroundings);
      },
    },
    (line) => output.stdout.write(line),
  );
  process.stdin.setEncoding('utf8').on('data', (chunk: string) => conversation.receive(chunk));
  await new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('error', resolve);
    cancel.onCancel(() => {
      conversation.cancelAll();
      resolve();
    });
  });
  await conversation.end();
  return exitCodes.ok;
}
