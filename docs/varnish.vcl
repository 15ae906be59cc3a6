vcl 4.1;

# Varnish in front of Newsroom, with EDGE=varnish. Tried against Varnish 7.1 with varnish-modules 0.20 of Debian 12 by
# `make try-varnish`. Change the backends and who may purge; leave the rest.

import std;
import directors;
import xkey;

probe ready {
    .url = "/healthz";
    .interval = 2s;
    .timeout = 1s;
    .window = 4;
    .threshold = 2;
    .initial = 2;
}

backend web1 { .host = "127.0.0.1"; .port = "8001"; .probe = ready; .connect_timeout = 1s; .first_byte_timeout = 30s; }
backend web2 { .host = "127.0.0.1"; .port = "8002"; .probe = ready; .connect_timeout = 1s; .first_byte_timeout = 30s; }

# The workers, and nobody else.
acl workers {
    "127.0.0.1";
    "::1";
}

sub vcl_init {
    new web = directors.round_robin();
    web.add_backend(web1);
    web.add_backend(web2);
}

sub vcl_recv {
    set req.backend_hint = web.backend();
    unset req.http.xkey;

    if (req.method == "PURGE") {
        if (client.ip !~ workers || req.http.X-Forwarded-For ~ ",") {
            return (synth(405, "Not allowed"));
        }
        set req.http.purged = xkey.purge(req.http.xkey-purge);
        return (synth(200, "Purged " + req.http.purged));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # The desk, and whoever is signed in. Other cookies mean nothing to the site.
    if (req.url ~ "^/(admin|preview)(/|$)" || req.http.Authorization || req.http.Cookie ~ "(^|; *)(__Host-)?(session|csrf)=") {
        return (pass);
    }
    if (req.url ~ "^/(healthz|readyz)$") {
        return (pass);
    }
    unset req.http.Cookie;
    # Only these change a page (see `articles/front/parameters.py`); p to feed are addresses of a former WordPress.
    if (req.url ~ "\?") {
        if (req.url ~ "[?&](before|through|q|section|kind|author|from|to|p|page_id|attachment_id|cat|tag|author_name|m|feed)=") {
            set req.url = std.querysort(req.url);
        } else {
            set req.url = regsub(req.url, "\?.*$", "");
        }
    }
    # Three dresses, each kept as it goes out: made from another one anew for each reader it would cost more than all the rest.
    if (req.http.Accept-Encoding ~ "\bbr\b" && req.http.Accept-Encoding !~ "\bbr *; *q=0(\.0*)?(,|$)") {
        set req.http.X-Dress = "br";
    } else if (req.http.Accept-Encoding ~ "\bgzip\b" && req.http.Accept-Encoding !~ "\bgzip *; *q=0(\.0*)?(,|$)") {
        set req.http.X-Dress = "gzip";
    } else {
        set req.http.X-Dress = "identity";
    }
    # How long a page may go on: for an hour when the site is away, or has just failed to make the next one.
    if (std.healthy(req.backend_hint) && req.restarts == 0) {
        set req.grace = 10s;
    }
    return (hash);
}

sub vcl_hash {
    hash_data(req.http.X-Forwarded-Proto);
    hash_data(req.http.X-Dress);
}

sub vcl_backend_fetch {
    if (!bereq.http.X-Asked) {
        set bereq.http.X-Asked = now;
    }
    if (bereq.http.X-Dress) {
        set bereq.http.Accept-Encoding = bereq.http.X-Dress;
    }
}

# One that has just died is chosen for some seconds more, until the probe knows it: ask the next one, if it was told at once.
sub vcl_backend_error {
    if (bereq.retries < 3 && (bereq.method == "GET" || bereq.method == "HEAD")
        && now - std.time(bereq.http.X-Asked, now) < 1s) {
        return (retry);
    }
}

sub vcl_backend_response {
    # While the site is away: what there is goes on, and nothing bad takes its place.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    if (beresp.http.Cache-Tag) {
        set beresp.http.xkey = regsuball(beresp.http.Cache-Tag, ",", " ");
        unset beresp.http.Cache-Tag;
    }
    # We vary on the encoding ourselves, in vcl_hash.
    if (beresp.http.Vary == "Accept-Encoding") {
        unset beresp.http.Vary;
    }
    if (beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    if (beresp.http.Surrogate-Control ~ "no-store") {
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        return (deliver);
    }
    if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
        set beresp.grace = 1h;
        unset beresp.http.Surrogate-Control;  # kept, it would be copied for each reader to be taken off
        return (deliver);
    }
    # Files with a name of their own are kept as they say. Anything else (404, 410, an old address) for a moment, against
    # floods: it has no tags, and may be a page the next second.
    if (bereq.url ~ "^/(static|media)/" && beresp.status == 200) {
        return (deliver);
    }
    if (beresp.status == 200 || beresp.status == 301 || beresp.status == 404 || beresp.status == 410) {
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        if (beresp.http.Cache-Control ~ "no-store|private") {
            set beresp.uncacheable = true;
        }
        return (deliver);
    }
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    return (deliver);
}

sub vcl_deliver {
    if (resp.status >= 500 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
        return (restart);
    }
    # What only an edge may know: an exact lifetime would tell when something appears.
    unset resp.http.Surrogate-Control;
    unset resp.http.xkey;
    unset resp.http.Age;
    unset resp.http.Via;
    unset resp.http.X-Varnish;
    if (resp.http.Cache-Control ~ "public") {
        set resp.http.Vary = "Accept-Encoding";
    }
}
