"""Readers' whole pages, kept: for machines without a proxy, and behind one for what it asks.

`question`    which requests are all the same question, and its name
`page`        one page as it is kept, and as it is answered
`ledger`      which pages are old: what the desk's verbs have purged, as this process knows it
`store`       where pages are: in this process, and in the cache that all processes share
`turns`       that a page is made once, however many ask for it
`middleware`  what a request goes through
`door`        the short way for most of them, before Django

A page is right as long as it has not come to its end, the next moment at which anything begins or ends on the site, and
nothing that it shows was purged since it was made. The second is in the database, in the transaction of whatever changed
it: so it is as sure as the change itself, whatever becomes of Redis.
"""
