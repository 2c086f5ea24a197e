"""The services of Azure Support and their problem classifications: a few, of the shape of the real list. Ids are made
of the names, and `edition` makes all of them new, as Microsoft's change."""

from server import guid

SERVICES = {
    "Billing": ((), ("Refund request", "Understand my bill")),
    "Service and subscription limits (quotas)": ((), ("Compute-VM (cores-vCPUs) subscription limit increases",)),
    "Subscription management": ((), ("Add or Edit VAT, TAX ID, or PO Number", "Other General Questions")),
    "Virtual Machine running Windows": (("MICROSOFT.COMPUTE/VIRTUALMACHINES",),
                                        ("Cannot connect to my VM / Troubleshoot my network security group (NSG)",
                                         "Cannot start or stop my VM / Allocation failures",
                                         "My problem is not listed above")),
    "Virtual Machine running Linux": (("MICROSOFT.COMPUTE/VIRTUALMACHINES",),
                                      ("Cannot connect to my VM / RDP or SSH",
                                       "Cannot create a VM / Allocation failures",
                                       "My problem is not listed above")),
    "Virtual Network": (("MICROSOFT.NETWORK/VIRTUALNETWORKS",), ("Connectivity / Cannot reach the Internet",
                                                                "My problem is not listed above")),
    "App Service (Web Apps)": (("MICROSOFT.WEB/SITES",), ("Availability, Performance, and Application Issues",
                                                           "My problem is not listed above")),
    "Storage Account Management": (("MICROSOFT.STORAGE/STORAGEACCOUNTS",), ("Connectivity / Private endpoint",
                                                                           "My problem is not listed above")),
}
# These are free of a support plan.
WITHOUT_PLAN = ("Billing", "Service and subscription limits (quotas)", "Subscription management")


class Catalog:
    def __init__(self):
        self.edition = 1

    def services(self):
        return [self.row(f"/providers/Microsoft.Support/services/{self.name(display)}", "Microsoft.Support/services",
                         display, resourceTypes=list(types)) for display, (types, _) in SERVICES.items()]

    def classifications(self, service):
        """None: no such service."""
        for row in self.services():
            if row["name"].lower() == service.lower():
                display = row["properties"]["displayName"]
                return [self.row(f"{row['id']}/problemClassifications/{self.name(display, problem)}",
                                 "Microsoft.Support/problemClassifications", problem, secondaryConsentEnabled=[])
                        for problem in SERVICES[display][1]]
        return None

    def name(self, *words):
        return guid("catalog", str(self.edition), *words)

    def row(self, resource, kind, display, **more):
        return {"id": resource, "name": resource.rsplit("/", 1)[1], "type": kind,
                "properties": {"displayName": display, **more}}

    def find(self, service, problem):
        """The display names of a service's and a classification's id; None where there is no such thing."""
        for row in self.services():
            if row["id"].lower() == service.lower():
                rows = self.classifications(row["name"])
                found = [r["properties"]["displayName"] for r in rows if r["id"].lower() == problem.lower()]
                return row["properties"]["displayName"], found[0] if found else None
        return None, None
