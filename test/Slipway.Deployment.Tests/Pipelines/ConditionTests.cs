using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Conditions;
using static Slipway.Deployment.Tests.Pipelines.FakeValues;

namespace Slipway.Deployment.Tests.Pipelines;

public sealed class ConditionTests
{
    private static readonly FakeValues Values = new()
    {
        Request = Json(
            """
            {"language":"de","n":2,"zero":0,"half":0.5,"big":1e400,"yes":true,"no":false,"nil":null,"empty":"","list":["a",1],
             "none":[],"object":{"b":1,"a":[1]},"bare":{},"escaped":"\u0064e","bad":"\ud800"}
            """
        ),
        Response = Json("""{"a":[1.0],"b":1}"""),
        Steps = { ["topic"] = Json("""{"label":"tweet","score":0.93}""") },
    };

    [Theory]
    [InlineData("$request.language == \"de\"")]
    [InlineData("$request.language == 'de'")]
    [InlineData("$request.escaped == 'de'")]
    [InlineData("'\\u0064e' == $request.language")]
    [InlineData("$request.language != 'en'")]
    [InlineData("$request.language != 2")]
    [InlineData("$request.n == 2.0")]
    [InlineData("$request.n >= 2 && $request.n <= 2")]
    [InlineData("$request.n < 10")]
    [InlineData("$request.half > -1e3")]
    [InlineData("$request.language < 'en'")]
    [InlineData("$steps.topic.score >= 0.9 && $steps.topic.label == 'tweet'")]
    [InlineData("$request.object == $response")]
    [InlineData("$request.nil == null")]
    [InlineData("$request.missing == null")]
    [InlineData("$steps.other.label == $request.nil")]
    [InlineData("$request.yes")]
    [InlineData("$request.n")]
    [InlineData("$request.big")]
    [InlineData("$request.list")]
    [InlineData("$request.object")]
    [InlineData("$request.bad")]
    [InlineData("!$request.no")]
    [InlineData("!$request.zero && !$request.empty && !$request.none && !$request.bare && !$request.nil")]
    [InlineData("exists($request.no)")]
    [InlineData("exists($request.empty)")]
    [InlineData("!exists($request.nil) && !exists($request.missing)")]
    [InlineData("contains($request.list, 'a') && contains($request.list, 1)")]
    [InlineData("contains($request.language, 'e')")]
    [InlineData("contains('de en fr', $request.language)")]
    [InlineData("!contains($request.list, 'b')")]
    [InlineData("!contains($request.n, 2)")]
    [InlineData("!contains($request.bad, 'a')")]
    [InlineData("length($request.list) == 2 && length($request.object) == 2 && length($request.language) == 2")]
    [InlineData("length($request.none) == 0")]
    [InlineData("length($request.n) == null")]
    [InlineData("$request.no || $request.yes")]
    [InlineData("$request.yes || $request.no && $request.no")]
    [InlineData("!($request.yes && $request.no)")]
    [InlineData("!!$request.yes")]
    [InlineData("  $request.yes\n\t&&true")]
    [InlineData("$request.bad != $request.language")]
    public void Holds_WhatIsTrue_Holds(string text) => Condition.Parse(text).Holds(Values).Should().BeTrue();

    [Theory]
    [InlineData("$request.language == 'en'")]
    [InlineData("$request.n == '2'")]
    [InlineData("$request.n < 'a'")]
    [InlineData("$request.n > $request.missing")]
    [InlineData("$request.missing < 1")]
    [InlineData("$request.yes > $request.no")]
    [InlineData("$request.list <= $request.list")]
    [InlineData("$request.nil != null")]
    [InlineData("$request.bad == $request.bad")]
    [InlineData("$request.missing")]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("''")]
    [InlineData("($request.yes || $request.no) && $request.no")]
    public void Holds_WhatIsFalse_DoesNot(string text) => Condition.Parse(text).Holds(Values).Should().BeFalse();

    [Theory]
    [InlineData("", 1, "missing before the end")]
    [InlineData("$request.a ==", 14, "missing before the end")]
    [InlineData("$request.a = 1", 12, "write ==")]
    [InlineData("$request.a == de", 15, "a text stands in quotes")]
    [InlineData("$request.a == 1 and $request.b", 17, "write && for and")]
    [InlineData("$request.a or $request.b", 12, "write || for or")]
    [InlineData("not $request.a", 1, "write ! for not")]
    [InlineData("$request.a & 1", 12, "write && for and")]
    [InlineData("$request.a | 1", 12, "write || for or")]
    [InlineData("1 < $request.a < 3", 16, "two comparisons are put together")]
    [InlineData("($request.a", 12, "a ')' is missing before the end")]
    [InlineData("$request.a)", 11, "follows a whole condition")]
    [InlineData("($request.a) == 1", 16, "is not compared")]
    [InlineData("upper($request.a) == 'A'", 1, "'upper' is not known")]
    [InlineData("length(3) == 1", 8, "a path begins with $")]
    [InlineData("exists($request.a) == true", 20, "two comparisons")]
    [InlineData("$request.a == exists($request.b)", 15, "stands by itself")]
    [InlineData("contains($request.a)", 20, "a comma between")]
    [InlineData("$request.a == 01", 15, "not a number as JSON writes it")]
    [InlineData("$request.a == 1e", 15, "not a number as JSON writes it")]
    [InlineData("$request.a == '\\ud800'", 15, "half a surrogate pair")]
    [InlineData("$request.a == 'x", 15, "no closing quote")]
    [InlineData("$requets.a", 1, "'$requets' is not known")]
    [InlineData("$request.a?", 11, "exists(…)")]
    [InlineData("$request.a! && true", 11, "exists(…)")]
    public void Parse_WhatIsNoCondition_IsRefusedWithItsColumn(string text, int column, string message)
    {
        var parse = () => Condition.Parse(text);
        parse.Should().Throw<PipelineSyntaxException>().WithMessage($"*{message}*").Which.Column.Should().Be(column);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('!')]
    public void Parse_NestedTooDeeply_IsRefused(char bracket)
    {
        var parse = () => Condition.Parse(new string(bracket, 3999));
        parse.Should().Throw<PipelineSyntaxException>().WithMessage("*nested more than 32 deep*");
    }

    [Fact]
    public void Parse_ManyInARow_IsRead()
    {
        var condition = Condition.Parse(string.Join("||", Enumerable.Repeat("0", 1300)) + "||1");
        condition.Holds(Values).Should().BeTrue();
        var parse = () => Condition.Parse(new string('1', 4001));
        parse.Should().Throw<PipelineSyntaxException>().WithMessage("*longer than 4000*");
    }
}
