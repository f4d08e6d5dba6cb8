/** How the connection to the server stands. */

/**
 *     idle -> starting -> running -> stopped
 *                ^   \       |
 *                |    \      v (died)
 *                +---- failed / starting again
 *
 * `idle`: nobody needed it yet. `failed`: it died too often, or could not start; only a person starts it again.
 */
export type ServerState = 'idle' | 'starting' | 'running' | 'failed' | 'stopped';
