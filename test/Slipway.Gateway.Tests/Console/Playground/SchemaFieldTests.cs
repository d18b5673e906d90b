using System.Text.Json.Nodes;
using Slipway.Gateway.Console.Playground;

namespace Slipway.Gateway.Tests.Console.Playground;

public sealed class SchemaFieldTests
{
    [Fact]
    public void Of_ASchema_HasFieldsForWhatAFormCanShow()
    {
        var fields = Of(
            """
            {
              "text": {"type": "string", "description": "The text."},
              "score": {"type": "number"},
              "count": {"type": "integer"},
              "fast": {"type": "boolean"},
              "mode": {"type": "string", "enum": ["a", "b"]},
              "label": {"enum": ["x"]},
              "types": {"type": "array"},
              "nested": {"type": "object"},
              "odd": 7,
              "either": {"type": ["string", "null"]}
            }
            """
        );

        fields
            .Select(field => (field.Name, field.Kind))
            .Should()
            .Equal(
                ("text", SchemaFieldKind.Text),
                ("score", SchemaFieldKind.Number),
                ("count", SchemaFieldKind.Number),
                ("fast", SchemaFieldKind.YesOrNo),
                ("mode", SchemaFieldKind.Choice),
                ("label", SchemaFieldKind.Choice)
            );
        fields[0].IsRequired.Should().BeTrue();
        fields[0].Description.Should().Be("The text.");
        fields[4].Choices.Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("text", "", "\"\"")]
    [InlineData("text", "7", "\"7\"")]
    [InlineData("note", "", null)]
    [InlineData("score", "0.5", "0.5")]
    [InlineData("score", "", null)]
    [InlineData("score", "much", "\"much\"")]
    [InlineData("score", "1e999", "\"1e999\"")]
    [InlineData("fast", "true", "true")]
    [InlineData("fast", "", null)]
    [InlineData("mode", "a", "\"a\"")]
    [InlineData("mode", "", null)]
    public void Parse_WhatIsWritten_IsAValueOrLeftOut(string name, string text, string? json)
    {
        var field = Of(
                """
                {"text":{"type":"string"},"note":{"type":"string"},"score":{"type":"number"},
                 "fast":{"type":"boolean"},"mode":{"enum":["a"]}}
                """
            )
            .Single(each => each.Name == name);

        field.Parse(text)?.ToJsonString().Should().Be(json);
    }

    [Theory]
    [InlineData("""{"properties":7,"required":"text"}""")]
    [InlineData("""{}""")]
    public void Of_WhatIsNoSchema_HasNone(string schema) =>
        SchemaField.Of(JsonNode.Parse(schema)!.AsObject()).Should().BeEmpty();

    private static IReadOnlyList<SchemaField> Of(string properties) =>
        SchemaField.Of(
            new JsonObject { ["properties"] = JsonNode.Parse(properties), ["required"] = new JsonArray("text") }
        );
}
