"""tests/flow/httpd.py - what gateway.py and tracker.py have in common: an HTTP
server on a free port of 127.0.0.1 that can behave badly."""
import http.server
import os
import signal
import ssl
import time


def fault_text(where):
    """What DIR/fault says just now, "" where there is none."""
    try:
        with open(os.path.join(where, "fault")) as f:
            return f.read().strip()
    except FileNotFoundError:
        return ""


class Double(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fields = {}  # of every answer; _ stands for -

    def log_message(self, *args):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def heard(self, where, path):
        """A line of DIR/requests."""
        with open(os.path.join(where, "requests"), "a") as f:
            f.write("%s %s\n" % (self.command, path))

    def begin(self, status, **fields):
        self.send_response(status)
        for name, value in {**self.fields, **fields}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def say(self, status, data=b"{}", **fields):
        self.begin(status, Content_Length=str(len(data)), **fields)
        self.wfile.write(data)

    def say_endlessly(self):
        self.begin(200)
        while True:
            self.wfile.write(b" " * 65536)

    def hang_up(self):
        self.close_connection = True
        self.connection.close()

    def kill(self, *pids):
        for pid in pids:
            os.kill(int(pid), signal.SIGKILL)
        time.sleep(0.1)  # their children die with them
        self.hang_up()


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *args):
        pass  # whoever hangs up on an endless answer is right


def serve(handler, port_file, tls):
    """For ever; by TLS where tls is a certificate and its key."""
    server = Server(("127.0.0.1", 0), handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with open(port_file + ".new", "w") as f:
        f.write(str(server.server_address[1]))
    os.rename(port_file + ".new", port_file)
    server.serve_forever()
