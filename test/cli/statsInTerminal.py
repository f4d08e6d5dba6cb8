# Runs a command in a terminal of its own (a pty), resizes it, presses Ctrl-C, and prints what was seen as JSON.
# argv: the command. The first text to wait for is "Ctrl-C ends".
import fcntl, json, os, pty, select, struct, sys, termios, time

def resize(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

def read_until(fd, text, deadline):
    seen = b""
    while text not in seen:
        ready, _, _ = select.select([fd], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            break
        try:
            chunk = os.read(fd, 65536)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    return seen.decode("utf-8", "replace")

pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
resize(master, 40, 100)
deadline = time.monotonic() + 30
end_of_picture = b"\x1b[J\x1b[?2026l"
first = read_until(master, end_of_picture, deadline)
resize(master, 12, 40)
resized = read_until(master, end_of_picture, deadline)
os.write(master, b"\x03")
rest = read_until(master, b"\x1b[?1049l", deadline)
_, status = os.waitpid(pid, 0)
print(json.dumps({"first": first, "resized": resized, "rest": rest, "code": os.waitstatus_to_exitcode(status)}))
