#!/usr/bin/python3
"""Takes Handover's notices at 127.0.0.1:PORT.  usage: web-hook.py PORT SECRET"""
import base64, hmac, http.server, json, sys, time

key, seen = base64.b64decode(sys.argv[2].removeprefix("whsec_")), set()


class Notices(http.server.BaseHTTPRequestHandler):
    timeout = 3  # seconds: who connects and is silent holds up nobody for long

    def do_POST(self):
        body = self.rfile.read(min(int(self.headers["Content-Length"]), 65536))
        id, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        mac = hmac.digest(key, f"{id}.{at}.".encode() + body, "sha256")
        good = "v1," + base64.b64encode(mac).decode()
        fresh = at.isdigit() and abs(time.time() - int(at)) < 300
        ok = fresh and hmac.compare_digest(self.headers["webhook-signature"], good)
        if ok and id not in seen:  # one may come twice: it has the same id
            print(json.dumps(json.loads(body)), flush=True)  # act on it here
            seen.add(id)
        self.send_response(204 if ok else 401)
        self.end_headers()


http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Notices).serve_forever()
