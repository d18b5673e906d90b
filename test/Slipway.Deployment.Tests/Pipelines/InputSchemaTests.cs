using System.Text.Json.Nodes;
using Slipway.Deployment.Pipelines.Schemas;
using static Slipway.Deployment.Tests.Pipelines.FakeValues;

namespace Slipway.Deployment.Tests.Pipelines;

public sealed class InputSchemaTests
{
    private const string Schema = """
        {"type":"object","title":"for readers",
         "properties":{
           "text":{"type":"string","minLength":1,"maxLength":3},
           "n":{"type":"integer","minimum":1,"maximum":5},
           "x":{"type":["number","null"]},
           "kind":{"enum":["a",1,null]},
           "tags":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}},
           "inner":{"type":"object","required":["id"],"properties":{"id":{"type":"boolean"}},"additionalProperties":false},
           "any":true},
         "required":["text"]}
        """;

    [Theory]
    [InlineData("""{"text":"abc"}""")]
    [InlineData(
        """{"text":"äöü","n":5.0,"x":null,"kind":1.0,"tags":["a","b"],"inner":{"id":true},"any":[{}],"more":1}"""
    )]
    [InlineData("""{"text":"👍👍👍","x":1e400,"kind":null}""")]
    public void Check_WhatFits_IsTaken(string request) => Read(Schema).Check(Json(request)).Should().BeEmpty();

    [Theory]
    [InlineData("[]", "the request is of type object, not array")]
    [InlineData("{}", "the request needs 'text'")]
    [InlineData("""{"text":1}""", "'text' is of type string, not number")]
    [InlineData("""{"text":""}""", "'text' has at least 1 characters, not 0")]
    [InlineData("""{"text":"abcd"}""", "'text' has at most 3 characters, not 4")]
    [InlineData("""{"text":"a","n":1.5}""", "'n' is of type integer, not number")]
    [InlineData("""{"text":"a","n":0}""", "'n' is at least 1")]
    [InlineData("""{"text":"a","n":6}""", "'n' is at most 5")]
    [InlineData("""{"text":"a","x":"1"}""", "'x' is of type number or null, not string")]
    [InlineData("""{"text":"a","kind":"b"}""", "'kind' is one of \"a\", 1, null")]
    [InlineData("""{"text":"a","tags":[]}""", "'tags' has at least 1 elements, not 0")]
    [InlineData("""{"text":"a","tags":["a",true]}""", "'tags[1]' is of type string, not boolean")]
    [InlineData("""{"text":"a","inner":{}}""", "'inner' needs 'id'")]
    [InlineData("""{"text":"a","inner":{"id":true,"b":1}}""", "'b' is not known; known: id")]
    [InlineData(
        """{"text":"a","inner":{"id":true,"\ud800":1}}""",
        "'a name with half a surrogate pair' is not known; known: id"
    )]
    public void Check_WhatDoesNotFit_IsToldWithItsPlace(string request, string mistake) =>
        Read(Schema).Check(Json(request)).Should().Equal(mistake);

    [Fact]
    public void Check_ManyMistakes_AreToldUpToAFew()
    {
        var list = string.Join(',', Enumerable.Repeat("1", 1000));
        var schema = Read("""{"properties":{"l":{"items":{"type":"string"}}}}""");
        schema.Check(Json($$"""{"l":[{{list}}]}""")).Should().HaveCount(InputSchema.MaxMistakes);
    }

    [Fact]
    public void Parse_NoSchema_TakesAnyObject()
    {
        var schema = InputSchema.Parse(null, "", Unexpected);
        schema.Check(Json("""{"a":1}""")).Should().BeEmpty();
        schema.Check(Json("1")).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"array"}""", "input.type a pipeline takes an object: its type is 'object'")]
    [InlineData("""{"type":["object","null"]}""", "input.type a pipeline takes an object: its type is 'object'")]
    [InlineData(
        """{"properties":{"a":{"type":"text"}}}""",
        "input.properties.a.type a type is one of object, array, string, number, integer, boolean, null, or a list of these"
    )]
    [InlineData(
        """{"properties":{"a":"string"}}""",
        "input.properties.a a schema is an object, such as {type: string}"
    )]
    [InlineData("""{"properties":[]}""", "input.properties it has a schema for each member of the object, by its name")]
    [InlineData("""{"required":"a"}""", "input.required it is a list of names of members")]
    [InlineData(
        """{"properties":{"a":{"enum":[]}}}""",
        "input.properties.a.enum it is a list of the values that are taken"
    )]
    [InlineData("""{"properties":{"a":{"minimum":"1"}}}""", "input.properties.a.minimum it is a number")]
    [InlineData(
        """{"properties":{"a":{"minimum":2,"maximum":1}}}""",
        "input.properties.a.minimum it is more than maximum"
    )]
    public void Parse_SchemasThatAreNone_AreTold(string schema, string mistake)
    {
        var wrong = new List<string>();
        InputSchema.Parse((JsonObject)JsonNode.Parse(schema)!, "input", (at, message) => wrong.Add($"{at} {message}"));
        wrong.Should().Equal(mistake);
    }

    [Theory]
    [InlineData("""{"required":["t"],"properties":{"t":{"type":"string"},"n":{"type":"integer"}}}""", "t")]
    [InlineData("""{"properties":{"t":{"type":"string"}}}""", null)]
    [InlineData("""{"required":["t","n"],"properties":{"t":{"type":"string"}}}""", null)]
    [InlineData("""{"required":["t"],"properties":{"t":{"type":["string","null"]}}}""", null)]
    [InlineData("""{"required":["t"]}""", null)]
    public void Subject_TheOnlyMemberThatIsRequired_IfItIsAText(string schema, string? expected) =>
        Read(schema).Subject.Should().Be(expected);

    [Fact]
    public void Parse_NestedTooDeeply_IsTold()
    {
        var schema = new JsonObject();
        for (var i = 0; i < 40; i++)
        {
            schema = new JsonObject { ["items"] = schema };
        }

        var wrong = new List<string>();
        InputSchema.Parse(schema, "", (_, message) => wrong.Add(message));
        wrong.Should().Equal("schemas are nested at most 32 deep");
    }

    private static InputSchema Read(string schema) =>
        InputSchema.Parse((JsonObject)JsonNode.Parse(schema)!, "", Unexpected);

    private static void Unexpected(string at, string message) =>
        throw new InvalidOperationException($"{at}: {message}");
}
