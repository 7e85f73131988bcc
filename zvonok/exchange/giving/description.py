"""The OpenAPI description of OneRoster's rostering service as this program gives it, out of the table of endpoints.

Comes in: where the service and its tokens are. Goes out: the description. Called by: `giving.answers` for whoever asks, tests.
Names of operations and of schemas are the standard's. Apart from the messenger's own description, on which it has no bearing.
"""

from typing import Any, Final

from zvonok.exchange.giving.collections import ALL as COLLECTIONS
from zvonok.exchange.giving.collections import Collection, Kind, Property
from zvonok.exchange.giving.endpoints import ALL, Endpoint
from zvonok.exchange.giving.oauth import CORE, DEMOGRAPHICS, ROSTER
from zvonok.ground import limits

ERRORS: Final = {
    "400": "The filter or a name in `fields` is not understood.",
    "401": "No token, or one that does not let in.",
    "403": "The token has not the scope.",
    "404": "There is no such object.",
    "422": "`limit` or `offset` is no number that can be.",
    "429": "Too many questions in a minute.",
}
SCOPES: Final = {
    ROSTER: "Everything but demographics.",
    CORE: "The collections and their objects, but demographics.",
    DEMOGRAPHICS: "Demographics: dates of birth.",
}
REFERENCES: Final = {
    "academicSession": "AcadSessionGUIDRefDType",
    "org": "OrgGUIDRefDType",
    "course": "CourseGUIDRefDType",
    "class": "ClassGUIDRefDType",
    "user": "UserGUIDRefDType",
}
ROLES: Final = ("aide", "guardian", "parent", "siteAdministrator", "student", "teacher")
TEXT: Final = {"type": "string"}
DATE: Final = {"type": "string", "format": "date"}


def described(base: str, token: str) -> dict[str, Any]:
    flow = {"clientCredentials": {"tokenUrl": token, "scopes": SCOPES}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "OneRoster Rostering Service of Zvonok", "version": "1.2"},
        "servers": [{"url": base}],
        "paths": {one.path: {"get": _operation(one)} for one in ALL},
        "components": {
            "securitySchemes": {"OAuth2CC": {"type": "oauth2", "flows": flow}},
            "schemas": _schemas(),
        },
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    told: dict[str, Any] = {"description": "What was asked for.", "content": _json(_answer(one))}
    errors = set(ERRORS) - (set() if one.arguments else {"404"}) - ({"422"} if one.is_one else set())
    if not one.is_one:
        told["headers"] = {
            "X-Total-Count": {"description": "How many there are.", "required": True, "schema": {"type": "integer"}},
            "Link": {"description": "The first, previous, next and last part.", "required": True, "schema": TEXT},
        }
    refused = {code: {"description": ERRORS[code], "content": _json("imsx_StatusInfoDType")} for code in sorted(errors)}
    return {
        "operationId": one.name,
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": TEXT} for name in one.arguments),
            *_query(one),
        ],
        "security": [{"OAuth2CC": [scope]} for scope in sorted(one.scopes)],
        "responses": {"200": told, **refused},
    }


def _query(one: Endpoint) -> list[dict[str, Any]]:
    names = sorted(one.collection.by_name)
    # Names apart by commas, as the standard has it.
    chosen = {
        "name": "fields",
        "in": "query",
        "explode": False,
        "schema": {"type": "array", "items": {"type": "string", "enum": names}},
    }
    if one.is_one:
        return [chosen]
    page = {"type": "integer", "minimum": 1, "maximum": limits.oneroster_page_max, "default": limits.oneroster_page}
    offset = {"type": "integer", "minimum": 0, "maximum": limits.oneroster_offset_max, "default": 0}
    return [
        {"name": "limit", "in": "query", "schema": page},
        {"name": "offset", "in": "query", "schema": offset},
        {"name": "sort", "in": "query", "schema": TEXT},
        {"name": "orderBy", "in": "query", "schema": {"type": "string", "enum": ["asc", "desc"]}},
        {"name": "filter", "in": "query", "schema": {"type": "string", "maxLength": limits.oneroster_filter_length_max}},
        chosen,
    ]


def _answer(one: Endpoint) -> str:
    return f"Single{one.collection.schema}DType" if one.is_one else f"{one.collection.schema}SetDType"


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _schemas() -> dict[str, Any]:
    schemas: dict[str, Any] = {"RoleDType": _role(), "MetadataDType": {"type": "object"}, **_status_info()}
    for of, name in REFERENCES.items():
        kind = {"type": "string", "enum": [of]}
        schemas[name] = _object({"href": {"type": "string", "format": "uri"}, "sourcedId": TEXT, "type": kind})
    for one in COLLECTIONS:
        whole = {"$ref": f"#/components/schemas/{one.schema}DType"}
        schemas[f"{one.schema}DType"] = _whole(one)
        schemas[f"Single{one.schema}DType"] = _object({one.one: whole})
        schemas[f"{one.schema}SetDType"] = _object({one.many: {"type": "array", "items": whole}})
    return schemas


def _whole(collection: Collection) -> dict[str, Any]:
    described = {one.name: _property(one) for one in collection.properties}
    return _object(described, needed=[one.name for one in collection.properties if one.needed])


def _property(one: Property) -> dict[str, Any]:
    match one.kind:
        case Kind.DATE:
            return DATE
        case Kind.MOMENT:
            return {"type": "string", "format": "date-time"}
        case Kind.LIST:
            return {"type": "array", "items": TEXT}
        case Kind.REFERENCE:
            return {"$ref": f"#/components/schemas/{REFERENCES[one.of]}"}
        case Kind.REFERENCES:
            return {"type": "array", "items": {"$ref": f"#/components/schemas/{REFERENCES[one.of]}"}}
        case Kind.ROLES:
            return {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/RoleDType"}}
        case Kind.EXTENSIONS:
            return {"$ref": "#/components/schemas/MetadataDType"}
    return {"type": "string", "enum": list(one.words)} if one.words else TEXT


def _role() -> dict[str, Any]:
    properties = {
        "roleType": {"type": "string", "enum": ["primary", "secondary"]},
        "role": {"type": "string", "enum": list(ROLES)},
        "org": {"$ref": "#/components/schemas/OrgGUIDRefDType"},
        "beginDate": DATE,
        "endDate": DATE,
    }
    return _object(properties, needed=["roleType", "role", "org"])


def _status_info() -> dict[str, Any]:
    codes = ["invalid_filter_field", "invalid_selection_field", "unauthorisedrequest", "forbidden", "unknownobject"]
    value = {"type": "string", "enum": [*codes, "invaliddata", "server_busy"]}
    field = _object({"imsx_codeMinorFieldName": TEXT, "imsx_codeMinorFieldValue": value})
    minor = _object({"imsx_codeMinorField": {"type": "array", "minItems": 1, "items": field}})
    return {
        "imsx_StatusInfoDType": _object(
            {
                "imsx_codeMajor": {"type": "string", "enum": ["failure"]},
                "imsx_severity": {"type": "string", "enum": ["error"]},
                "imsx_description": TEXT,
                "imsx_CodeMinor": minor,
            }
        )
    }


def _object(properties: dict[str, Any], needed: list[str] | None = None) -> dict[str, Any]:
    """Closed: what is not told of is not there."""
    required = list(properties) if needed is None else needed
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
