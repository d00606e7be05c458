-- Opened: problems that a receiver has not been told of. Resolved: those it was
-- told of, and not yet that they are over.
select
    incident.id as id,
    incident.key as key,
    incident.kind as kind,
    incident.severity as severity,
    incident.title as title,
    incident.detail as detail,
    incident.subject as subject,
    incident.code as code,
    incident.run_id as run_id,
    incident.opened as opened,
    incident.seen as seen,
    incident.resolved as resolved,
    receiver.value as receiver,
    'opened' as event
from incident
cross join json_each(?1) as receiver
where
    incident.resolved = ''
    and not exists (
        select 1
        from delivery
        where delivery.incident = incident.id
            and delivery.receiver = receiver.value
            and delivery.event = 'opened'
            and delivery.sent = 1
    )
union all
select
    incident.id as id,
    incident.key as key,
    incident.kind as kind,
    incident.severity as severity,
    incident.title as title,
    incident.detail as detail,
    incident.subject as subject,
    incident.code as code,
    incident.run_id as run_id,
    incident.opened as opened,
    incident.seen as seen,
    incident.resolved as resolved,
    receiver.value as receiver,
    'resolved' as event
from incident
cross join json_each(?1) as receiver
where
    incident.resolved <> ''
    and exists (
        select 1
        from delivery
        where delivery.incident = incident.id
            and delivery.receiver = receiver.value
            and delivery.event = 'opened'
            and delivery.sent = 1
    )
    and not exists (
        select 1
        from delivery
        where delivery.incident = incident.id
            and delivery.receiver = receiver.value
            and delivery.event = 'resolved'
            and delivery.sent = 1
    )
order by opened, id, receiver
