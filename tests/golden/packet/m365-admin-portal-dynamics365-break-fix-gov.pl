Pakiet do przekazania, przez centrum administracyjne Microsoft 365
Gdzie: Partner Center, Customers, klient, Service management, Service requests, New request; albo w centrum administracyjnym Power Platform dzierżawy klienta Support, Support requests
Odnośnik: https://high.admin.powerplatform.microsoft.us
Do skopiowania:
----------------------------------------
Title: Teams does not start
Product: Dynamics 365
Severity: A (critical: production is down or badly degraded, immediate work is needed)
Somebody is there for Microsoft 24x7: yes
Customer: Contoso Polska
Customer's tenant: 4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04
Subscription: 0a1b2c3d-0000-4000-8000-000000000001
Support entitlement: Advanced Support for Partners
Contact (at the partner): Ewa Nowak, csp-desk@partner.example, +48123456789
Reported (UTC): 2026-11-20T09:00:00Z
Began: 2026-11-20 07:10 UTC

Business impact:
120 people cannot work

Description:
Hello,

Teams does not start for anybody, error 0xCAA82EE2.

Steps tried:
- service health and message center looked at: no incident at 07:30
- diagnosed with admin rights, steps and result written down: the sign-in log shows error 0xCAA82EE2
- cleared the cache
- reinstalled it on one PC

Correspondence since:
2026-11-20T09:00:00Z, partner support:
Does it start in the browser?
2026-11-20T09:00:00Z, customer:
It does not.
----------------------------------------
Gdy Microsoft przyjmie zgłoszenie, proszę podać jego numer: /csp case NUMER
