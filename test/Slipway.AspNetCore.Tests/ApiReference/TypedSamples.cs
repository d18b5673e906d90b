using System.Text.Json;
using Slipway.AspNetCore.ApiReference;
using Slipway.Tasks;
using Slipway.Tensors;

namespace Slipway.AspNetCore.Tests.ApiReference;

/// <summary>Models that have a typed side, of every kind that a page tells apart.</summary>
internal static class TypedSamples
{
    public static ServedModel Entities { get; } =
        Model(
            "ner",
            new TypedDescription
            {
                Task = "token-classification",
                Summary = "Finds the entities that a text names.",
                RequestSchema = Json(
                    """
                    {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["text"],
                     "properties":{"text":{"type":"string"},"min_score":{"type":"number","minimum":0,"maximum":1}}}
                    """
                ),
                ResponseSchema = Json(
                    """
                    {"type":"object","required":["entities"],
                     "properties":{"entities":{"type":"array","items":{"$ref":"#/$defs/Entity"}}},
                     "$defs":{"Entity":{"type":"object","properties":{"type":{"type":"string"},"start":{"type":"integer"}}}}}
                    """
                ),
                Example = Json("""{"text": "Ada Lovelace's \"notes\" — 1843"}"""),
                MediaTypes = ["text/plain"],
                Labels = ["PER", "LOC"],
            }
        );

    public static ServedModel Pictures { get; } =
        Model(
            "pets",
            new TypedDescription
            {
                Task = "image-classification",
                Summary = "Says what a picture shows.",
                RequestSchema = Json(
                    """{"type":"object","required":["image"],"properties":{"image":{"type":"string"}}}"""
                ),
                ResponseSchema = Json("""{"type":"object","properties":{"labels":{"type":"array"}}}"""),
                Example = Json("""{"image":"data:image/png;base64,iVBORw0KGgo="}"""),
                MediaTypes = ["image/png", "image/jpeg"],
            }
        );

    public static ServedModel Table { get; } =
        Model(
            "iris",
            new TypedDescription
            {
                Task = "tabular",
                Summary = "Predicts the class of records.",
                RequestSchema = Json(
                    """
                    {"type":"object","properties":{"records":{"type":"array","items":{"type":"object",
                     "properties":{"width":{"type":"number"},"name":{"type":"string"}}}}}}
                    """
                ),
                ResponseSchema = Json("""{"type":"object"}"""),
                Example = Json("""{"records":[{"width":1.5,"name":"a, \"b\""}]}"""),
                MediaTypes = ["text/csv"],
            }
        );

    public static IReadOnlyList<ServedModel> All => [Entities, Pictures, Table];

    private static ServedModel Model(string name, TypedDescription typed) =>
        SampleModels.Model(
            name,
            [new("x", DataType.Fp32, new TensorShape(-1))],
            [new("y", DataType.Fp32, new TensorShape(-1))]
        ) with
        {
            Typed = typed,
        };

    private static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
