using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Configuration.Tests;

public sealed partial class NodeCheckerTests
{
    [Fact]
    public void Check_WhatDoesNotFit_IsAllTold()
    {
        var errors = Check(
            """{"nmae": 1, "size": "x", "when": "soon", "inner": 3, "list": {"a": 1}, "any": [1], "words": [null]}"""
        );

        errors
            .Should()
            .Equal(
                new NodeError(
                    "nmae",
                    "the key 'nmae' is not known here (did you mean 'name'?); known: name, size, when, inner, list, any, words",
                    IsKey: true
                ),
                new NodeError("size", "\"x\" is not a whole number"),
                new NodeError("when", "\"soon\" is not a while"),
                new NodeError("inner", "3 is not a mapping of keys and values"),
                new NodeError("list", "{\"a\":1} is not a list"),
                new NodeError("any", "[1] is not a mapping of keys and values"),
                new NodeError("words[0]", "the entry is empty; give it a value or remove it")
            );
    }

    [Fact]
    public void Check_ManyErrors_StopAtTheMost()
    {
        var many = string.Join(",", Enumerable.Range(0, 1000).Select(i => $"\"k{i}\":1"));

        Check($"{{{many}}}").Should().HaveCount(30);
    }

    private static IReadOnlyList<NodeError> Check(string json)
    {
        var checker = new NodeChecker(new Dictionary<string, System.Text.Json.Serialization.Metadata.JsonTypeInfo>())
        {
            MostErrors = 30,
            Forms = new Dictionary<Type, string> { [typeof(TimeSpan)] = "a while" },
        };
        checker.Check(JsonNode.Parse(json), CheckedContext.Default.Checked, "");
        return checker.Errors;
    }

    private sealed record Inner(string? X);

    private sealed record Checked(
        string? Name,
        int Size,
        TimeSpan When,
        Inner? Inner,
        List<string>? List,
        JsonObject? Any,
        List<string>? Words
    );

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Checked))]
    private sealed partial class CheckedContext : JsonSerializerContext;
}
