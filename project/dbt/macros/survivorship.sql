{# How the golden value of an attribute is chosen among a customer's records.
   docs/reference/survivorship.md tells of each rule. #}

{# Attribute -> rule: what identity/customer.yml says, which the variable
   `survivorship` may change. #}
{% macro scv_survivorship() %}
    {%- set rules = {} -%}
    {%- do rules.update(scv_chosen_survivorship()) -%}
    {%- do rules.update(var('survivorship', {})) -%}
    {%- for attribute, rule in rules.items() if rule not in ['source_priority', 'best_address'] and not scv_rule_keys(rule) -%}
        {{ exceptions.raise_compiler_error("survivorship: " ~ attribute ~ " has the rule " ~ rule ~ ", which does not exist: docs/reference/survivorship.md has them.") }}
    {%- endfor -%}
    {{ return(rules) }}
{% endmacro %}

{# The attributes of a golden record, each with its value as it is shown, its
   canonical form, by which values are told apart, and, where that is not shown, the
   column as it was written. A house number may stand in the street. Attributes that
   rules name beyond those of the vocabulary are taken as they stand. #}
{% macro scv_attributes(rules) %}
    {%- set list = [] -%}
    {%- for word in ['given_name', 'family_name'] -%}
        {%- do list.append({'name': word, 'canonical': word ~ '_std', 'value': 'coalesce(' ~ word ~ '_display_std, ' ~ (scv_capital(word ~ '_std') | trim) ~ ')'}) -%}
    {%- endfor -%}
    {%- for word in ['full_name', 'organisation_name', 'tax_id', 'street', 'city', 'region'] -%}
        {%- do list.append({'name': word, 'canonical': word ~ '_std', 'value': word}) -%}
    {%- endfor -%}
    {%- do list.append({'name': 'street_number', 'canonical': 'street_number_std', 'value': 'coalesce(street_number, street_number_std)', 'written': 'street_number'}) -%}
    {%- for word in ['birth_date', 'email', 'phone', 'mobile', 'postal_code', 'country'] -%}
        {%- do list.append({'name': word, 'canonical': word ~ '_std', 'value': word ~ '_std'}) -%}
    {%- endfor -%}
    {%- do list.append({'name': 'address_line2', 'canonical': 'address_line2', 'value': 'address_line2'}) -%}
    {%- set known = list | map(attribute='name') | list -%}
    {%- for word in rules if word not in known -%}
        {%- set text = 'nullif(trim(cast(' ~ word ~ ' as varchar)), \'\')' -%}
        {%- do list.append({'name': word, 'canonical': 'lower(' ~ text ~ ')', 'value': text}) -%}
    {%- endfor -%}
    {{ return(list) }}
{% endmacro %}

{# The records of customers, with what rules ask of a record as a whole. A whole name
   beside its parts would be a second answer to one question: `unsplit` has the
   records of customers of whom no part is known. #}
{% macro scv_customer_records(rules) -%}
records as (
    select
        ids.customer_id,
        ids.cluster_size,
        {%- if 'most_complete' in rules.values() %}
        {% for a in scv_attributes(rules) %}case when standardised.{{ a.name }} is not null then 1 else 0 end{% if not loop.last %}
            + {% endif %}{% endfor %} as filled,
        {%- endif %}
        standardised.*
    from {{ ref('int_customer__standardised') }} as standardised
    inner join {{ ref('customer_identity') }} as ids
        on standardised.record_id = ids.record_id
),

unsplit as (
    select *
    from (
        select
            *,
            max(case when given_name_std is not null or family_name_std is not null then 1 else 0 end)
                over (partition by customer_id) as has_parts
        from records
    ) as marked
    where has_parts = 0
)
{%- endmacro %}

{# The record of a customer that has most of an address. #}
{% macro scv_addresses() -%}
addresses as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by
                case when street_std is not null then 2 else 0 end
                    + case when postal_code_std is not null then 2 else 0 end
                    + case when city_std is not null then 1 else 0 end
                    + case when country_std is not null then 1 else 0 end desc,
                updated_at desc nulls last,
                source_priority,
                record_id
        ) as address_place
    from records
)
{%- endmacro %}

{# Who says what of an attribute, as far as a rule listens: most rules to values that
   have a canonical form; most_recent and validated_first to all; best_address to
   one record. #}
{% macro scv_candidates(a, rules) %}
    {%- set rule = rules[a.name] -%}
    {%- set from = 'unsplit' if a.name == 'full_name' else 'records' %}
    select
        customer_id, record_id, source_name, source_priority, updated_at,
        {%- if 'most_complete' in rules.values() %} filled,{% endif %}
        '{{ a.name }}' as attribute,
        '{{ rule }}' as rule,
    {%- if rule == 'best_address' %}
        {{ a.written or a.value }} as value,
        {{ a.name }} as canonical
    from addresses
    where address_place = 1
        and {{ a.written or a.value }} is not null
    {%- elif rule in ['most_recent', 'validated_first'] %}
        case when {{ a.canonical }} is not null then {{ a.value }} else cast({{ a.name }} as varchar) end as value,
        {{ a.canonical }} as canonical
    from {{ from }}
    where {{ a.name }} is not null
    {%- else %}
        {{ a.value }} as value,
        {{ a.canonical }} as canonical
    from {{ from }}
    where {{ a.canonical }} is not null
    {%- endif %}
{%- endmacro %}

{# What a rule looks at, the largest first; where two values are equal in it, the ties
   of scv_rank decide. #}
{% macro scv_rule_keys(rule) %}
    {%- set keys = {
        'most_frequent': ['votes'],
        'newest_valid': ['updated_at'],
        'most_recent': ['updated_at'],
        'validated_first': ['case when canonical is not null then 1 else 0 end', 'updated_at'],
        'most_complete': ['filled'],
        'longest': ['length(value)'],
        'strictest_consent': [scv_strictness('canonical')],
    } -%}
    {{ return(keys.get(rule, [])) }}
{% endmacro %}

{# What an answer to "may we?" says, in small letters, with blanks for hyphens. The
   variable `consent_words` adds to both lists, and wins over them. #}
{% macro scv_consent_words() %}
    {%- set words = {
        'refused': [
            'no', 'n', 'false', 'f', '0', 'off', 'nein', 'non', 'nee', 'nej', 'nie',
            'opt out', 'optout', 'opted out', 'denied', 'refused', 'declined', 'rejected', 'revoked', 'withdrawn', 'unsubscribed', 'not given', 'not granted',
            'abgelehnt', 'widerrufen', 'widersprochen',
        ],
        'given': [
            'yes', 'y', 'true', 't', '1', 'on', 'ja', 'oui', 'si', 'sí', 'sì', 'tak',
            'opt in', 'optin', 'opted in', 'allowed', 'given', 'granted', 'accepted', 'agreed', 'consented', 'subscribed',
            'erteilt', 'eingewilligt', 'zugestimmt',
        ],
    } -%}
    {{ return(words) }}
{% endmacro %}

{# The variable `consent_words`: lists of words. A word that stands alone is refused: it
   would be taken for its letters. #}
{% macro scv_own_consent_words() %}
    {%- set own = var('consent_words', {}) or {} -%}
    {%- if own is not mapping -%}
        {{ exceptions.raise_compiler_error("consent_words has no keys: it has refused and given, each a list of words.") }}
    {%- endif -%}
    {%- for key, words in own.items() -%}
        {%- if key not in ['refused', 'given'] -%}
            {{ exceptions.raise_compiler_error("consent_words has the key " ~ key ~ ", which says nothing: it has refused and given, each a list of words.") }}
        {%- elif words is not none and (words is string or words is mapping or words is not sequence or none in words) -%}
            {{ exceptions.raise_compiler_error("consent_words: " ~ key ~ " is no list of words: write it in brackets, each word in quotes.") }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(own) }}
{% endmacro %}

{# How far an answer to "may we?" keeps us from it: a refusal before anything that is
   no clear yes, and that before a yes. #}
{% macro scv_strictness(column) -%}
    {%- set own = scv_own_consent_words() -%}
    {%- set said = namespace(sql="replace(replace(lower(" ~ column ~ "), '-', ' '), '_', ' ')") -%}
    {%- for _ in range(5) -%}{#- halves a run of blanks: there is no shorter way on every warehouse -#}
        {%- set said.sql = "replace(" ~ said.sql ~ ", '  ', ' ')" -%}
    {%- endfor %}
    case
    {%- for words in [own, scv_consent_words()] %}
    {%- for key, strictness in [('refused', 2), ('given', 0)] if words.get(key) %}
        when trim({{ said.sql }}) in ({% for word in words[key] %}'{{ (word | string | lower | replace('-', ' ') | replace('_', ' ') | replace("'", "''")).split() | join(' ') }}'{% if not loop.last %}, {% endif %}{% endfor %}) then {{ strictness }}
    {%- endfor %}
    {%- endfor %}
        else 1
    end
{%- endmacro %}

{# The order of an attribute's candidates, the golden one first. Ties: the source that
   is believed first, then the newest record, then the smaller record id. #}
{% macro scv_rank(rules) -%}
    {%- for rule in rules.values() | unique | sort %}
    {%- for key in scv_rule_keys(rule) %}
                case when rule = '{{ rule }}' then {{ key }} end desc nulls last,
    {%- endfor %}
    {%- endfor %}
                source_priority,
                updated_at desc nulls last,
                record_id
{%- endmacro %}

{# Attributes that no rule of survivorship is for. #}
{% test golden_attribute(model, column_name) %}
select
    customer_id,
    {{ column_name }} as attribute
from {{ model }}
where {{ column_name }} not in ('{{ scv_survivorship().keys() | join("', '") }}')
{% endtest %}
