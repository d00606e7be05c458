-- The customer that answers for an id that is not in use any more, and why it does.
select
    redirects.redirect_id,
    (
        select events.reason
        from identity.identity_event as events
        where events.customer_id = redirects.customer_id
        order by events.as_of desc, events.kind, events.other_customer_id
        limit 1
    ) as reason
from identity.customer_id_redirect as redirects
where redirects.customer_id = ?
