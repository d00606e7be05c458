{{
    config(
        materialized='standardise',
        columns={
            'given_name': 'given_name',
            'family_name': 'family_name',
            'full_name': 'full_name',
            'organisation_name': 'organisation',
            'birth_date': 'date',
            'email': 'email',
            'phone': 'phone',
            'mobile': 'phone',
            'street_number': 'house_number',
            'street': 'street',
            'city': 'city',
            'region': 'text',
            'postal_code': 'postal_code',
            'country': 'country',
            'tax_id': 'identifier',
        },
    )
}}

select * from {{ ref('int_customer__unioned') }}
