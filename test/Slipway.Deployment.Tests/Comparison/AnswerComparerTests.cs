using System.Text;
using Slipway.Deployment.Comparison;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Comparison;

public sealed class AnswerComparerTests
{
    private static readonly AgreementGate Defaults = new();

    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{ "b": [1, 2], "a": 1 }""")]
    [InlineData("""{"data":[0.5,1000.0]}""", """{"data":[0.5009,1000.9]}""")]
    [InlineData("""{"data":[1e-9]}""", """{"data":[-1e-9]}""")]
    [InlineData("""{"data":[1]}""", """{"data":[1.0001]}""")]
    [InlineData("""{"data":[NaN, Infinity, -Infinity]}""", """{"data":[NaN,Infinity,-Infinity]}""")]
    [InlineData("""{"id":"x","outputs":[{"took_ms":3}]}""", """{"outputs":[{"took_ms":9}],"model_version":"2"}""")]
    [InlineData("""{"text":"caf\u00e9 \"NaN\" \\"}""", """{"text":"café \"NaN\" \\"}""")]
    [InlineData("""["NaN",NaN]""", """["NaN", NaN]""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":3,"a":2}""")]
    [InlineData("no JSON", "no JSON")]
    [InlineData("", "")]
    [InlineData("null", " null ")]
    public void Difference_OfAnswersThatSayTheSame_IsNone(string expected, string actual) =>
        Difference(expected, actual).Should().BeNull();

    [Theory]
    [InlineData("""{"a":{"b":[1,0.5]}}""", """{"a":{"b":[1,0.6]}}""", "a.b[1] should be 0.5 and is 0.6")]
    [InlineData("""{"start":5000}""", """{"start":5001}""", "start should be 5000 and is 5001")]
    [InlineData(
        """[9007199254740993]""",
        """[9007199254740992]""",
        "[0] should be 9007199254740993 and is 9007199254740992"
    )]
    [InlineData("""{"data":[NaN]}""", """{"data":[0]}""", "data[0] should be NaN and is 0")]
    [InlineData("""{"data":[1e300]}""", """{"data":[Infinity]}""", "data[0] should be 1e300 and is Infinity")]
    [InlineData("""{"data":[-Infinity]}""", """{"data":[Infinity]}""", "data[0] should be -Infinity and is Infinity")]
    [InlineData("""{"label":"cat"}""", """{"label":"Cat"}""", "label should be 'cat' and is 'Cat'")]
    [InlineData("""{"label":"1"}""", """{"label":1}""", "label should be '1' and is 1")]
    [InlineData("""{"a":null}""", """{"a":{}}""", "a should be null and is an object")]
    [InlineData("""{"a":true}""", """{"a":false}""", "a should be true and is false")]
    [InlineData("""{"a":[[1,2],[3]]}""", """{"a":[[1,2],[3,4]]}""", "a[1] should have 1 elements and has 2")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", "b is missing")]
    [InlineData("""{"a":1}""", """{"a":1,"b":{"c":2}}""", "b should not be there")]
    [InlineData("1", "2", "the answer should be 1 and is 2")]
    [InlineData("abc", "abd", "the answers are not both JSON and differ from byte 2 on (of 3 and 3)")]
    [InlineData("{}", "", "the answers are not both JSON and differ from byte 0 on (of 2 and 0)")]
    public void Difference_OfAnswersThatDiffer_SaysWhereAndHow(string expected, string actual, string difference) =>
        Difference(expected, actual).Should().Be(difference);

    [Fact]
    public void Difference_WithToleranceOfOne_LetsWholeNumbersBeOneApart()
    {
        var rules = new AgreementGate { NumberTolerance = 1 };
        Difference("[100]", "[101]", rules).Should().BeNull();
        Difference("[100]", "[102]", rules).Should().NotBeNull();
    }

    [Fact]
    public void Difference_WithoutTolerance_IsOfTheLastDigit() =>
        Difference("[0.1]", "[0.10000000000000001]", new AgreementGate { NumberTolerance = 0 }).Should().BeNull();

    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""")]
    [InlineData("""{"\ud800":1}""", """{"\ud801":1}""")]
    [InlineData("""{"a":"\udc""", """{"a":"\ud""")]
    [InlineData("-NaN", "1NaN")]
    [InlineData("[1e99999999999999]", "[-1e99999999999999]")]
    public void Difference_OfHostileAnswers_IsToldAndNotThrown(string expected, string actual) =>
        Difference(expected, actual).Should().NotBeNull();

    [Fact]
    public void Difference_NestedWithoutEnd_IsOfBytes()
    {
        var deep = new string('[', 100_000);
        Difference(deep, deep + "]").Should().StartWith("the answers are not both JSON");
    }

    [Fact]
    public void Difference_OverTheLargest_IsOfBytes()
    {
        var large = "[" + new string(' ', AnswerComparer.LargestJson);
        Difference(large + "1]", large + "1 ]").Should().StartWith("the answers are not both JSON");
    }

    [Fact]
    public void Difference_WithLongNamesAndValues_IsShort()
    {
        var name = new string('n', 10_000);
        var open = string.Concat(Enumerable.Repeat($$"""{"{{name}}":""", 20));
        var close = new string('}', 20);
        var difference = Difference($"{open}\"{name}\"{close}", $"{open}\"{name}!\"{close}");
        difference.Should().StartWith("….n").And.Contain("should be 'nnn");
        difference!.Length.Should().BeLessThan(500);
    }

    private static string? Difference(string expected, string actual, AgreementGate? rules = null) =>
        AnswerComparer.Difference(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual), rules ?? Defaults);
}
