"""A certificate authority that a test makes for itself, by the openssl program."""

import datetime
import pathlib
import subprocess

CONFIG = """\
[ca]
default_ca = here
[here]
database = {where}/index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = none
email_in_dn = no
unique_subject = no
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
{more}
"""


def openssl(*args, stdin=b""):
    """(exit code, what it wrote): for what may fail by right, such as a signature that does not hold."""
    done = subprocess.run(["openssl", *map(str, args)], input=stdin, capture_output=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def must(*args, stdin=b""):
    code, said = openssl(*args, stdin=stdin)
    if code != 0:
        raise RuntimeError(f"openssl {args[0]}: {said.decode(errors='replace').strip()[-300:]}")
    return said


def sign(key, data):
    """RSA PKCS#1 v1.5 over SHA-256."""
    return must("dgst", "-sha256", "-sign", key, stdin=data)


def holds(certificate, data, signature, scratch):
    """Does the signature hold under the certificate's key? `scratch` is a file that may be overwritten."""
    public, file = pathlib.Path(f"{scratch}.key"), pathlib.Path(scratch)
    public.write_bytes(must("x509", "-in", certificate, "-noout", "-pubkey"))
    file.write_bytes(signature)
    return openssl("dgst", "-sha256", "-verify", public, "-signature", file, stdin=data)[0] == 0


# Kinds of keys: Microsoft signs with RSA and nothing else; where that does not matter the other is made faster.
RSA, SMALL = ("rsa:2048",), ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")


class Authority:
    """`certificate` is what a client must trust; issue() makes (certificate, key) files below `where`. With `above` it
    is no root, but signed by that authority. `ahead` is by how many seconds its clock is, `days` how long it is valid."""

    def __init__(self, where, subject="/O=Tests/CN=Root of the tests", above=None, ahead=0, days=30):
        self.where, self.ahead = pathlib.Path(where).resolve(), ahead
        self.where.mkdir(parents=True, exist_ok=True)
        self.certificate, self.key = self.where / "ca.pem", self.where / "ca.key"
        (self.where / "index.txt").write_text("")
        config = self.config("root.conf")
        if above:
            self.certificate, self.key = above.issue(self.where.name, subject, extensions="root", key=SMALL)
            return
        asked = self.where / "ca.csr"
        must("req", "-new", "-newkey", *SMALL, "-nodes", "-config", config, "-subj", subject, "-keyout", self.key, "-out", asked)
        must("ca", "-batch", "-notext", "-selfsign", "-config", config, "-extensions", "root", "-keyfile", self.key, "-in", asked,
             "-out", self.certificate, "-outdir", self.where, "-startdate", self.stamp(-1), "-enddate", self.stamp(days))

    def config(self, name, hosts=(), above=None):
        names = ",".join(("IP:" if host[0].isdigit() else "DNS:") + host for host in hosts)
        more = [f"subjectAltName = {names}"] if names else []
        more += [f"authorityInfoAccess = caIssuers;URI:{above}"] if above else []
        file = self.where / name
        file.write_text(CONFIG.format(where=self.where, more="\n".join(more)))
        return file

    def issue(self, name, subject=None, hosts=(), days=(-1, 10), extensions="leaf", above=None, key=RSA):
        """Valid from and until so many days from now; `above` is the address of its issuer's certificate."""
        file, secret = self.where / f"{name}.pem", self.where / f"{name}.key"
        asked, config = self.where / f"{name}.csr", self.config(f"{name}.conf", hosts, above)
        must("req", "-new", "-newkey", *key, "-nodes", "-config", config, "-subj", subject or f"/CN={name}",
             "-keyout", secret, "-out", asked)
        must("ca", "-batch", "-notext", "-config", config, "-extensions", extensions, "-cert", self.certificate,
             "-keyfile", self.key, "-in", asked, "-out", file, "-outdir", self.where, "-startdate", self.stamp(days[0]),
             "-enddate", self.stamp(days[1]))
        return file, secret

    def stamp(self, days):
        at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days, seconds=self.ahead)
        return at.strftime("%Y%m%d%H%M%SZ")
