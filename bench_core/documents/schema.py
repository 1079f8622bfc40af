"""A model as JSON Schema (draft 7), with what each key means in both languages; knows no file and no editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from bench_core.documents.model import HEAD, DocumentModel

if TYPE_CHECKING:
    from pydantic_core import core_schema

    from bench_core.documents.shapes import Shape

KeyTexts = Mapping[type[DocumentModel], Mapping[str, tuple[str, str]]]
"""By model and key what the key means, in Chinese and English; a model also has the keys of its bases."""
DIALECT: Final = "http://json-schema.org/draft-07/schema#"
_DEFINITIONS: Final = "definitions"
_REFERENCE: Final = f"#/{_DEFINITIONS}/{{}}"


def schema_of(model: type[DocumentModel], texts: KeyTexts) -> Shape:
    """Return the schema of a kind of file.

    Args:
        model: of the kind.
        texts: what each key means.
    """
    return {"$schema": DIALECT, **_generated(model, texts)}


def schema_of_all(models: Mapping[str, type[DocumentModel]], texts: KeyTexts) -> Shape:
    """Return one schema for files of every kind: the first line of a file tells which part of it holds.

    Args:
        models: by kind.
        texts: what each key means.
    """
    definitions: Shape = {}
    rules = []
    for kind, model in models.items():
        found = _generated(model, texts, f"{kind.partition('/')[0]}.")
        definitions |= found.pop(_DEFINITIONS)
        head = {"properties": {HEAD: {"const": kind}}, "required": [HEAD]}
        rules.append({"if": head, "then": found})
    meanings = [text_of(model, HEAD, texts) or "" for model in models.values()]
    kinds = {
        "enum": list(models),
        "enumDescriptions": meanings,
        "description": "文件的种类与版本\nkind and version of the file",
    }
    return {
        "$schema": DIALECT, "type": "object", "required": [HEAD], "properties": {HEAD: kinds},
        "allOf": rules, _DEFINITIONS: definitions,
    }  # fmt: skip


def text_of(model: type[DocumentModel], key: str, texts: KeyTexts) -> str | None:
    """Return what a key of a model means, a line in each language, or None where nobody wrote it."""
    for base in model.__mro__:
        if issubclass(base, DocumentModel) and key in texts.get(base, {}):
            return "\n".join(texts[base][key])
    return None


def _generated(model: type[DocumentModel], texts: KeyTexts, prefix: str = "") -> Shape:
    """Return the schema of a model, with everything that it refers to under `definitions`.

    Args:
        model: of a kind of file.
        texts: what each key means.
        prefix: of the names of all definitions, which tells the parts of one kind from those of another.
    """

    class Generator(_Generator):
        meanings = texts

    reference = _REFERENCE.format(prefix)
    found = model.model_json_schema(by_alias=True, ref_template=f"{reference}{{model}}", schema_generator=Generator)
    definitions: Shape = found.pop("$defs", {})
    titled: Shape = {}
    top = _hoisted(found, titled, reference)
    definitions = {name: _hoisted(one, titled, reference) for name, one in definitions.items()} | titled
    return {**top, _DEFINITIONS: {f"{prefix}{name}": one for name, one in sorted(definitions.items())}}


class _Generator(GenerateJsonSchema):
    """Leaves out what an editor has no use for: null, default values, and the programmer's names and notes."""

    meanings: KeyTexts = {}  # noqa: RUF012  a class variable of pydantic's making: it calls the class itself

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Shape:
        """Leave null out: a file has no empty values."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Shape:
        """Leave the default value out."""
        return self.generate_inner(schema["schema"])

    def handle_invalid_for_json_schema(self, schema: object, error_info: str) -> Shape:  # noqa: ARG002  its signature
        """Let a text of which nobody has told the form be anything."""
        return {}

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002  pydantic's signature
        """Give no field a title made from its name."""
        return False

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> Shape:
        """Return one of several forms, by the key that tells."""
        rules = []
        for value, form in schema["choices"].items():
            told = {"properties": {schema["discriminator"]: {"const": value}}}
            rules.append({"if": told, "then": self.generate_inner(form)})
        kinds = {"type": "string", "enum": list(schema["choices"])}
        discriminator = str(schema["discriminator"])
        return {"type": "object", "required": [discriminator], "properties": {discriminator: kinds}, "allOf": rules}

    def dict_schema(self, schema: core_schema.DictSchema) -> Shape:
        """Return keys that are known one by one where there are such, else what every key looks like."""
        keys, values = self.generate_inner(schema["keys_schema"]), self.generate_inner(schema["values_schema"])
        least = {"minProperties": schema["min_length"]} if "min_length" in schema else {}
        if "enum" not in keys:
            return {"type": "object", "propertyNames": keys, "additionalProperties": values, **least}
        meanings = dict(zip(keys["enum"], keys.get("enumDescriptions", ()), strict=True))
        named = {name: {"description": meaning, **values} for name, meaning in meanings.items()}
        return {"type": "object", "properties": named, "additionalProperties": False, **least}

    def model_schema(self, schema: core_schema.ModelSchema) -> Shape:
        """Return keys with what they mean; the top of a file names its kind."""
        model: type[DocumentModel] = schema["cls"]
        found = super().model_schema(schema)
        found = {key: value for key, value in found.items() if key not in {"title", "description"}}
        properties = dict(found.get("properties", {}))
        if model.KIND:
            properties = {HEAD: {"const": model.KIND}, **properties}
            found["required"] = [HEAD, *found.get("required", ())]
        for key, value in properties.items():
            meaning = text_of(model, key, self.meanings)
            properties[key] = {"description": meaning, **value} if meaning else value
        return {**found, "properties": properties}


def _hoisted(shape: Any, titled: Shape, reference: str) -> Any:  # noqa: ANN401  JSON has no one type
    """Return a schema in which each part that has a title is a reference; the parts go to `titled`."""
    if isinstance(shape, list):
        return [_hoisted(one, titled, reference) for one in shape]
    if not isinstance(shape, dict):
        return shape
    inner = {key: _hoisted(value, titled, reference) for key, value in shape.items()}
    title = shape.get("title")
    if not isinstance(title, str):  # none, or a key of a file that is called so
        return inner
    described = {key: inner.pop(key) for key in ("description",) if key in inner}
    titled[title] = {key: value for key, value in inner.items() if key != "title"}
    return {**described, "$ref": f"{reference}{title}"}
