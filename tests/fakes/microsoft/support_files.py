"""Files for tickets: a workspace, files in it, and their pieces one after the other."""

import base64
import binascii
import re

import arm_rules
from server import Reply, iso

WORKSPACE = "/subscriptions/{sub}/providers/Microsoft.Support/fileWorkspaces/{workspace}"
WORKSPACE_SECS = 24 * 3600
# What "az support files upload" says: a file of 5 MB in pieces of 2.5 MB.
MOST_BYTES, MOST_CHUNK = 5 * 1024 * 1024, 5 * 1024 * 1024 // 2


class Files:
    """Part of Support (`arm`), which answers for it. `workspaces` is {(subscription, name): row with its files}."""

    routes = (
        ("PUT", WORKSPACE, "files.put_workspace"), ("GET", WORKSPACE, "files.get_workspace"),
        ("GET", WORKSPACE + "/files", "files.list_files"),
        ("PUT", WORKSPACE + "/files/{file}", "files.put_file"), ("GET", WORKSPACE + "/files/{file}", "files.get_file"),
        ("POST", WORKSPACE + "/files/{file}/upload", "files.upload"),
    )
    actions = {"files.put_workspace": "fileWorkspaces/write", "files.put_file": "fileWorkspaces/files/write",
               "files.upload": "fileWorkspaces/files/upload/action"}

    def __init__(self, arm):
        self.arm, self.workspaces = arm, {}

    def of_ticket(self, sub, number):
        """The workspace that a ticket has by its number, for as long as it is there."""
        self.arm.settle()
        for (of, _), ticket in list(self.arm.tickets.items()):
            if of == sub.lower() and ticket["properties"]["supportTicketId"] == number:
                return self.add(sub, number, float("inf"))
        return None

    def find(self, sub, workspace):
        row = self.workspaces.get((sub.lower(), workspace.lower())) or self.of_ticket(sub, workspace)
        if row is None or row["until"] <= self.arm.now():
            self.arm.no(404, "ResourceNotFound", f"The Resource 'Microsoft.Support/fileWorkspaces/{workspace}' was not "
                        "found.")
        return row

    def check_workspace(self, sub, workspace):
        """That a ticket names: each of its files must be whole."""
        if workspace is None:
            return
        for file in self.find(sub, workspace)["files"].values():
            if len(file["chunks"]) != file["properties"]["numberOfChunks"]:
                self.arm.no(400, "BadRequest", f"The file '{file['name']}' is not uploaded completely.",
                            "fileWorkspaceName")

    def put_workspace(self, request, sub, workspace):
        if not re.fullmatch(r"[0-9a-zA-Z_\-. ]+", workspace):
            self.arm.no(400, "InvalidResourceName", f"The resource name '{workspace}' is invalid.")
        return Reply(201, self.show_workspace(self.add(sub, workspace, self.arm.now() + WORKSPACE_SECS)))

    def add(self, sub, workspace, until):
        return self.workspaces.setdefault((sub.lower(), workspace.lower()), {
            "id": f"/subscriptions/{sub}/providers/Microsoft.Support/fileWorkspaces/{workspace}", "name": workspace,
            "files": {}, "until": until, "since": self.arm.now()})

    def show_workspace(self, row):
        return {"id": row["id"], "name": row["name"], "type": "Microsoft.Support/fileWorkspaces", "properties": {
            "createdOn": iso(row["since"]),
            **({} if row["until"] == float("inf") else {"expirationTime": iso(row["until"])})}}

    def get_workspace(self, request, sub, workspace):
        return Reply(200, self.show_workspace(self.find(sub, workspace)))

    def put_file(self, request, sub, workspace, file):
        row, wanted = self.find(sub, workspace), self.arm.body(request, arm_rules.FILE, "properties")
        size, chunk, chunks = wanted["fileSize"], wanted["chunkSize"], wanted["numberOfChunks"]
        if not 0 < size <= MOST_BYTES or not 0 < chunk <= MOST_CHUNK or chunks != -(-size // chunk):
            self.arm.no(400, "BadRequest", f"The file must have from 1 to {MOST_BYTES} bytes, in pieces of at most "
                        f"{MOST_CHUNK} bytes, as many as it takes.", "fileSize")
        known = row["files"].get(file.lower())
        if known is None or not known["chunks"]:
            known = {"id": f"{row['id']}/files/{file}", "name": file, "type": "Microsoft.Support/files", "chunks": [],
                     "properties": {**wanted, "createdOn": iso(self.arm.now())}}
            row["files"][file.lower()] = known
        elif {k: known["properties"][k] for k in wanted} != wanted:
            self.arm.no(409, "Conflict", f"The file '{file}' exists already.", "fileName")
        return Reply(201, self.show(known))

    def show(self, file):
        return {k: file[k] for k in ("id", "name", "type", "properties")}

    def file(self, sub, workspace, file):
        found = self.find(sub, workspace)["files"].get(file.lower())
        if found is None:
            self.arm.no(404, "ResourceNotFound", f"The Resource 'Microsoft.Support/files/{file}' was not found.")
        return found

    def get_file(self, request, sub, workspace, file):
        return Reply(200, self.show(self.file(sub, workspace, file)))

    def list_files(self, request, sub, workspace):
        return Reply(200, {"value": [self.show(f) for f in self.find(sub, workspace)["files"].values()]})

    def upload(self, request, sub, workspace, file):
        found, piece = self.file(sub, workspace, file), self.arm.body(request, arm_rules.UPLOAD)
        of, index = found["properties"], piece["chunkIndex"]
        try:
            content = base64.b64decode(piece["content"], validate=True)
        except binascii.Error:
            self.arm.no(400, "BadRequest", "The content is not base64.", "content")
        due = min(of["chunkSize"], of["fileSize"] - index * of["chunkSize"])
        if index >= of["numberOfChunks"] or index > len(found["chunks"]) or len(content) != due:
            self.arm.no(400, "BadRequest", f"The piece {index} is not the next one, or has not {due} bytes.",
                        "chunkIndex")
        if index < len(found["chunks"]):
            if found["chunks"][index] != content:
                self.arm.no(409, "Conflict", f"The piece {index} is there already.", "chunkIndex")
            return Reply(204, headers={"Content-Type": None})
        found["chunks"].append(content)
        if index + 1 == of["numberOfChunks"]:
            self.arm.note_created("file", name=found["name"], workspace=workspace, size=of["fileSize"])
        return Reply(204, headers={"Content-Type": None})
