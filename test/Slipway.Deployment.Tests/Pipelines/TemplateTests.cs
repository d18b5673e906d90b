using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Templates;
using static Slipway.Deployment.Tests.Pipelines.FakeValues;

namespace Slipway.Deployment.Tests.Pipelines;

public sealed class TemplateTests
{
    private static readonly FakeValues Values = new()
    {
        Request = Json("""{"text":"Grüße \u003c","n":1.50,"nil":null,"bad":"\ud800","deep": {"a" : [ 1 ]}}"""),
        Steps = { ["ner"] = Json("""{"entities":[{"type":"PER"}]}""") },
    };

    [Theory]
    [InlineData("null", "null")]
    [InlineData("\"$request.text\"", "\"Grüße \\u003c\"")]
    [InlineData("\"$request.n\"", "1.50")]
    [InlineData("\"$request.bad\"", "\"\\ud800\"")]
    [InlineData("\"$request.deep\"", """{"a" : [ 1 ]}""")]
    [InlineData("\"$request.missing\"", "null")]
    [InlineData("\"$request.missing?\"", "null")]
    [InlineData("\"$$request\"", "\"$request\"")]
    [InlineData("\"$$$\"", "\"$$\"")]
    [InlineData("\"a $request\"", "\"a $request\"")]
    [InlineData("""[1,"$request.n",true,null,"x",{}]""", """[1,1.50,true,null,"x",{}]""")]
    [InlineData("""["$request.nil?","$request.nil","$request.n?"]""", "[null,1.50]")]
    [InlineData(
        """{"text":"$request.text!","entities":"$steps.ner.entities","a":"$request.nil?","b":"$request.nil","$x":2}""",
        """{"text":"Grüße \u003c","entities":[{"type":"PER"}],"b":null,"$x":2}"""
    )]
    [InlineData("""{"ü\"":{"in":["$steps.ner.entities[0].type"]}}""", """{"ü\"":{"in":["PER"]}}""")]
    public void Write_Templates_HaveValuesInPlaceOfPaths(string template, string expected) =>
        Write(Template.Parse(JsonNode.Parse(template), "", Unexpected)).Should().Be(expected);

    [Theory]
    [InlineData("$request.missing!")]
    [InlineData("$request.nil!")]
    [InlineData("$steps.later!")]
    public void Write_WhatIsRequiredAndMissing_Fails(string path)
    {
        var write = () => Write(Template.Parse(new JsonObject { ["a"] = path }, "", Unexpected));
        write.Should().Throw<MissingValueException>().Which.Path.ToString().Should().Be(path);
    }

    [Fact]
    public void Parse_Mistakes_AreAllToldWithTheirPlaces()
    {
        var wrong = new List<string>();
        Template.Parse(
            JsonNode.Parse("""{"a":"$nobody","b":[1,"$request.x","$request.[0]"],"c":{"d":"$request.x y"}}"""),
            "output",
            (at, message) => wrong.Add(at + " " + message)
        );
        wrong
            .Should()
            .SatisfyRespectively(
                first => first.Should().StartWith("output.a '$nobody', column 1: '$nobody' is not known"),
                second => second.Should().StartWith("output.b[2] '$request.[0]', column 10: a name follows"),
                third => third.Should().StartWith("output.c.d '$request.x y', column 11: ' ' follows the path")
            );
    }

    [Fact]
    public void Parse_Paths_AreToldWithTheirPlaces()
    {
        var template = Template.Parse(
            JsonNode.Parse("""{"a":["$request.x"],"b.c":"$steps.s"}"""),
            "output",
            Unexpected
        );
        template
            .Paths.Select(path => $"{path.At} {path.Path}")
            .Should()
            .Equal("output.a[0] $request.x", "output[\"b.c\"] $steps.s");
    }

    [Fact]
    public void Parse_ManyOrDeepValues_AreBounded()
    {
        var wrong = new List<string>();
        JsonNode deep = new JsonArray();
        for (var i = 0; i < 100; i++)
        {
            deep = new JsonArray(deep);
        }

        Template.Parse(deep, "", (_, message) => wrong.Add(message));
        Template.Parse(
            new JsonArray([.. Enumerable.Range(0, 10_001).Select(i => (JsonNode)i)]),
            "",
            (_, message) => wrong.Add(message)
        );
        wrong.Should().Equal("a template is nested at most 64 deep", "a template has at most 10000 values");
    }

    private static string Write(Template template)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, PipelineJson.Writing))
        {
            template.Write(writer, Values);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Unexpected(string at, string message) =>
        throw new InvalidOperationException($"{at}: {message}");
}
