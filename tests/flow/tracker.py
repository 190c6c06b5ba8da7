#!/usr/bin/python3
"""tests/flow/tracker.py - enough of Jira and of RT to be tested with faults.

usage: tracker.py PORT-FILE DIR [CERT KEY]

Listens on a free port of 127.0.0.1 and writes its number to PORT-FILE.  What
it holds is at /__state.  Each request is a line of DIR/requests.  DIR/fault,
where there is one, says how it behaves; replaced, it counts anew:

    redirect URL | html | endless | drop | status CODE     every request
    nolink                          403 for links, all others are good
    kill N before|after PID...      the Nth request: these processes are killed
                                    before it is done, or done and not
                                    answered; all others are good
"""
import base64
import json
import re
import sys
import threading
import urllib.parse

import httpd

port_file, where, *tls = sys.argv[1:]
issues, lock = [], threading.Lock()
fault = {"text": None, "n": 0}
TRANSITIONS = [{"id": "21", "to": {"name": "In Progress"}},
               {"id": "31", "to": {"name": "Done"}},
               {"id": "41", "to": {"name": "Stopped"}},
               {"id": "51", "to": {"name": "Expired"}}]


def issue(key):
    return next((i for i in issues if i["key"] == key), None)


def answer(method, path, body, headers):
    """What Jira would do: a status and JSON; Data Center's paths are those of
    version 2, and it searches elsewhere."""
    path = path.replace("/rest/api/2/search", "/rest/api/3/search/jql")
    path = path.replace("/rest/api/2/", "/rest/api/3/")
    if headers.get("Authorization") != "Basic " + base64.b64encode(
            b"desk@support.example:token").decode():
        return 401, {}
    if path == "/rest/api/3/search/jql":
        mark = re.search(r'labels = "([^"]*)"', json.loads(body)["jql"])[1]
        return 200, {"issues": [{"id": i["id"], "key": i["key"]}
                                for i in issues if mark in i["labels"]]}
    if path == "/rest/api/3/issue":
        f = json.loads(body)["fields"]
        n = len(issues) + 1
        issues.append({"id": str(n), "key": "DESK-%d" % n,
                       "summary": f["summary"], "labels": f["labels"],
                       "status": "To Do", "comments": [], "files": [],
                       "links": []})
        return 201, {"id": str(n), "key": "DESK-%d" % n}
    if path == "/rest/api/3/issueLink":
        said = json.loads(body)
        one, other = issue(said["inwardIssue"]["key"]), issue(
            said["outwardIssue"]["key"])
        if said["type"]["name"] != "Relates" or not one or not other:
            return 404, {"errorMessages": ["No such link type or issue"]}
        other["links"].append(one["key"])
        return 201, None
    m = re.fullmatch(r"/rest/api/3/issue/([A-Z]+-\d+)(/\w+)?", path)
    i = issue(m[1]) if m else None
    if i is None:
        return 404, {"errorMessages": ["Issue does not exist"]}
    if m[2] == "/comment" and method == "POST":
        i["comments"].append(json.dumps(json.loads(body)["body"]))
        return 201, {"id": str(len(i["comments"]))}
    if m[2] == "/comment":
        return 200, {"comments": [{"body": c} for c in i["comments"]]}
    if m[2] == "/attachments":
        i["files"].append(re.search(rb'filename="([^"]*)"', body)[1].decode())
        return 200, [{"id": str(len(i["files"]))}]
    if m[2] == "/transitions" and method == "POST":
        to = json.loads(body)["transition"]["id"]
        i["status"] = next(t["to"]["name"] for t in TRANSITIONS
                           if t["id"] == to)
        return 204, None
    if m[2] == "/transitions":
        return 200, {"transitions": TRANSITIONS}
    return 200, {"key": i["key"], "fields": {
        "project": {"key": "DESK"}, "status": {"name": i["status"]},
        "issuelinks": [{"inwardIssue": {"key": k}} for k in i["links"]],
        "attachment": [{"filename": f} for f in i["files"]]}}


def answer_rt(method, path, query, body):
    """What RT would do."""
    if path == "/tickets":
        mark = re.search(r"Subject LIKE '([^']*)'", query["query"][0])[1]
        return 200, {"items": [{"id": i["id"]} for i in issues
                               if mark in i["summary"]]}
    said = json.loads(body) if body else {}
    if path == "/ticket":
        n = str(len(issues) + 1)
        issues.append({"id": n, "key": n, "summary": said["Subject"],
                       "status": "new", "comments": [], "files": [],
                       "subjects": [], "links": []})
        return 201, {"id": n, "type": "ticket"}
    m = re.fullmatch(r"/ticket/(\d+)(/\w+)?", path)
    i = issue(m[1]) if m else None
    if i is None:
        return 404, {"message": "Not Found"}
    if m[2] == "/attachments":
        return 200, {"items": [{"Subject": s} for s in i["subjects"]]}
    if m[2] == "/comment":
        i["subjects"].append(said["Subject"])
        i["comments"].append(said["Subject"] + "\n" + said["Content"])
        i["files"] += [a["FileName"] for a in said.get("Attachments", [])]
        return 201, ["Comments added"]
    if method == "PUT" and "AddRefersTo" in said:
        i["links"].append(said["AddRefersTo"])
        return 200, ["Link created"]
    if method == "PUT":
        i["status"] = said["Status"]
        return 200, ["Status changed"]
    return 200, {"id": i["id"], "Status": i["status"],
                 "Queue": {"Name": "DESK"}, "_hyperlinks": [
                     {"ref": "refers-to", "type": "ticket", "id": l}
                     for l in i["links"]]}


def do(method, url, body, headers):
    path, _, query = url.partition("?")
    if not path.startswith("/REST/2.0"):
        return answer(method, path, body, headers)
    if headers.get("Authorization") != "token token":
        return 401, {"message": "Unauthorized"}
    return answer_rt(method, path[len("/REST/2.0"):],
                     urllib.parse.parse_qs(query), body)


def fault_now():
    text = httpd.fault_text(where)
    if text != fault["text"]:
        fault.update(text=text, n=0)
    fault["n"] += 1
    return text.split()


class Tracker(httpd.Double):
    fields = {"Content_Type": "application/json"}

    def serve(self):
        body = self.body()
        path = self.path.split("?")[0]
        if path == "/__state":
            self.say(200, json.dumps({"issues": issues}).encode())
            return
        with lock:
            how = fault_now() or ["good"]
            self.heard(where, path)
            self.behave(how, body, path)

    def behave(self, how, body, path):
        kills = how[0] == "kill" and fault["n"] == int(how[1])
        if kills and how[2] == "before":
            self.kill(*how[3:])
        elif how[0] == "nolink" and (path.endswith("/issueLink") or
                                     b"AddRefersTo" in body):
            self.say(403)
        elif how[0] == "redirect":
            self.say(307, b"", Location=how[1] + path)
        elif how[0] == "html":
            self.say(200, b"<html>sign in", Content_Type="text/html")
        elif how[0] == "endless":
            self.say_endlessly()
        elif how[0] == "drop":
            self.hang_up()
        elif how[0] == "status":
            self.say(int(how[1]))
        else:
            status, out = do(self.command, self.path, body, self.headers)
            if kills:
                self.kill(*how[3:])
            else:
                self.say(status,
                         b"" if out is None else json.dumps(out).encode())

    do_GET = do_POST = do_PUT = serve


httpd.serve(Tracker, port_file, tls)
