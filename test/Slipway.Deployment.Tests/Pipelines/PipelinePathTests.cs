using System.Text.Json;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Paths;
using static Slipway.Deployment.Tests.Pipelines.FakeValues;

namespace Slipway.Deployment.Tests.Pipelines;

public sealed class PipelinePathTests
{
    private static readonly FakeValues Values = new()
    {
        Request = Json(
            """{"text":"Hi","n":0,"items":[{"a":[1,2]},{"b":3},{"a":[]}],"odd name":7,"":8,"no":null,"ünï":9}"""
        ),
        Response = Json("[[10,11],[12]]"),
        Failed = Json("""["topic"]"""),
        Steps = { ["ner"] = Json("""{"entities":[{"text":"A"},{"text":"B"},{}]}"""), ["a.b"] = Json("true") },
    };

    [Theory]
    [InlineData("$request.text", "\"Hi\"")]
    [InlineData("$request.n", "0")]
    [InlineData("$request.no", "null")]
    [InlineData("$request.items[0].a[1]", "2")]
    [InlineData("$request.items[-1]", """{"a":[]}""")]
    [InlineData("$request[\"odd name\"]", "7")]
    [InlineData("$request['odd name']", "7")]
    [InlineData("$request[\"\"]", "8")]
    [InlineData("$request.ünï", "9")]
    [InlineData("$request[\"\\u00fcn\\u00ef\"]", "9")]
    [InlineData("$response[1][0]", "12")]
    [InlineData("$failed[0]", "\"topic\"")]
    [InlineData("$steps.ner.entities[1].text", "\"B\"")]
    [InlineData("$steps[\"a.b\"]", "true")]
    [InlineData("$steps.ner.entities[*].text", """["A","B",null]""")]
    [InlineData("$request.items[*].a[*]", "[[1,2],null,[]]")]
    [InlineData("$response[*][0]", "[10,12]")]
    [InlineData("$response[*][*]", "[[10,11],[12]]")]
    public void Find_WhatIsThere_IsFound(string path, string expected) =>
        PipelinePath.Parse(path).Find(Values).GetRawText().Should().Be(expected);

    [Theory]
    [InlineData("$request.nobody")]
    [InlineData("$request.text.length")]
    [InlineData("$request.text[0]")]
    [InlineData("$request.items.a")]
    [InlineData("$request.items[3]")]
    [InlineData("$request.items[-4]")]
    [InlineData("$request.no.thing")]
    [InlineData("$request[*]")]
    [InlineData("$request.text[*].a")]
    [InlineData("$steps.later")]
    [InlineData("$steps.later.x[*]")]
    public void Find_WhatIsNotThere_IsNothing(string path) =>
        PipelinePath.Parse(path).Find(Values).ValueKind.Should().Be(JsonValueKind.Undefined);

    [Theory]
    [InlineData("$request", PathPresence.Null)]
    [InlineData("$request.a!", PathPresence.Required)]
    [InlineData("$steps.x[0]?", PathPresence.Optional)]
    public void Parse_MarksOfPresence_AreKept(string path, PathPresence expected)
    {
        PipelinePath.Parse(path).Presence.Should().Be(expected);
        PipelinePath.Parse(path).ToString().Should().Be(path);
    }

    [Theory]
    [InlineData("request", 1, "begins with $")]
    [InlineData("$", 1, "'$' is not known")]
    [InlineData("$5.00", 1, "$$ stands for a dollar")]
    [InlineData("$req.x", 1, "'$req' is not known")]
    [InlineData("$steps", 7, "followed by the name of a step")]
    [InlineData("$steps[0]", 10, "followed by the name of a step")]
    [InlineData("$request.", 10, "not the end")]
    [InlineData("$request..a", 10, "a name follows the dot, not '.'")]
    [InlineData("$request.0", 10, "[\"odd name\"]")]
    [InlineData("$request[", 10, "in brackets stands")]
    [InlineData("$request[0", 11, "a ']' is missing before the end")]
    [InlineData("$request[x]", 10, "in brackets stands")]
    [InlineData("$request[-]", 10, "in brackets stands")]
    [InlineData("$request[1234567890]", 10, "in brackets stands")]
    [InlineData("$request[\"a]", 10, "no closing quote")]
    [InlineData("$request[\"a\\x\"]", 12, "a backslash stands before")]
    [InlineData("$request[\"\\u12g4\"]", 13, "four hexadecimal digits")]
    [InlineData("$request.a and more", 11, "texts are not put together")]
    [InlineData("$request.a!!", 12, "follows the path")]
    public void Parse_WhatIsNoPath_IsRefusedWithItsColumn(string text, int column, string message)
    {
        var parse = () => PipelinePath.Parse(text);
        parse.Should().Throw<PipelineSyntaxException>().WithMessage($"*{message}*").Which.Column.Should().Be(column);
    }

    [Fact]
    public void Parse_LongPaths_AreRefused()
    {
        var deep = () => PipelinePath.Parse("$request" + string.Concat(Enumerable.Repeat(".a", 33)));
        deep.Should().Throw<PipelineSyntaxException>().WithMessage("*at most 32 parts*");
        var full = PipelinePath.Parse("$request" + string.Concat(Enumerable.Repeat(".a", 32)));
        full.Segments.Should().HaveCount(32);
        var @long = () => PipelinePath.Parse("$request." + new string('a', 1000));
        @long.Should().Throw<PipelineSyntaxException>().WithMessage("*longer than 1000*");
    }

    /// <summary>JSON may have half a surrogate pair in a name or a text, which no string can hold.</summary>
    [Fact]
    public void Find_HalvesOfSurrogatePairs_AreNoFailure()
    {
        var values = new FakeValues { Request = Json("""{"\ud800":1,"x":"\udc00","list":["\ud800"]}""") };
        PipelinePath.Parse("$request.x").Find(values).GetRawText().Should().Be("\"\\udc00\"");
        PipelinePath.Parse("$request.list[*]").Find(values).GetRawText().Should().Be("[\"\\ud800\"]");
        PipelinePath.Parse("$request.list[0]").Find(values).GetRawText().Should().Be("\"\\ud800\"");
        PipelinePath.Parse("$request.missing").Find(values).ValueKind.Should().Be(JsonValueKind.Undefined);
    }
}
