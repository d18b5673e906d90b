using System.Text;
using Slipway.Errors;

namespace Slipway.Tasks.Tests.Tabular;

/// <summary>The forms of requests, and what is said of wrong ones.</summary>
public sealed class TabularRequestTests
{
    private const string Columns = """[{"name": "a"}, {"name": "b"}]""";

    [Theory]
    [InlineData("""{"a": 1, "b": 2}""", """{"value":3}""")]
    [InlineData("""{"b": 2.5, "a": 1e1}""", """{"value":12.5}""")]
    [InlineData("""[{"a": 1, "b": 2}, {"a": 3, "b": 4}]""", """[{"value":3},{"value":7}]""")]
    [InlineData("""[{"a": 1, "b": 2}]""", """[{"value":3}]""")]
    [InlineData("""{"records": [{"a": 1, "b": 2}]}""", """[{"value":3}]""")]
    [InlineData("""{"records": []}""", "[]")]
    [InlineData("[]", "[]")]
    [InlineData("[[1, 2], [3, 4]]", """[{"value":3},{"value":7}]""")]
    [InlineData("""{"a": [1, 3], "b": [2, 4]}""", """[{"value":3},{"value":7}]""")]
    [InlineData("""{"a": [1, 3], "b": 10}""", """[{"value":11},{"value":13}]""")]
    [InlineData("""{"instances": [[1, 2], {"a": 3, "b": 4}]}""", """{"predictions":[3,7]}""")]
    [InlineData("""{"dataframe_records": [{"a": 1, "b": 2}]}""", """{"predictions":[3]}""")]
    [InlineData("""{"dataframe_split": {"columns": ["b", "a"], "data": [[1, 2]]}}""", """{"predictions":[3]}""")]
    [InlineData("""{"inputs": {"a": [1], "b": [2]}}""", """{"predictions":[3]}""")]
    [InlineData("""{"inputs": {"data": {"a": [1, 3], "b": [2, 4]}}}""", "[3,7]")]
    public async Task Json_ItsForms_AreAnswered(string body, string expected)
    {
        var rig = await TabularRig.SumsAsync(Columns);
        (await rig.AnswerAsync(body)).Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"\ud800 and more": 1, "a": 1, "b": 2}""")]
    [InlineData("""[{"\udc00": 1}]""")]
    [InlineData("""{"records": [], "\ud800": 1}""")]
    [InlineData("""{"a": [1], "\ud800": [2]}""")]
    [InlineData("""{"inputs": {"\ud800 and more": 1}}""")]
    public async Task Json_NameThatIsNoText_IsRefused(string body)
    {
        var rig = await TabularRig.SumsAsync(Columns);
        (await FluentActions.Awaiting(() => rig.AnswerAsync(body)).Should().ThrowAsync<ServingException>()).WithMessage(
            "*no Unicode text*"
        );
    }

    [Theory]
    [InlineData("""{"NAME": 1}""")]
    [InlineData("""{"NAME": [1]}""")]
    [InlineData("""{"records": [], "NAME": 1}""")]
    public async Task Json_LongUnknownName_IsNotSentBackWhole(string body)
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var asked = body.Replace("NAME", new string('x', 100_000), StringComparison.Ordinal);
        (await FluentActions.Awaiting(() => rig.AnswerAsync(asked)).Should().ThrowAsync<ServingException>())
            .Which.Message.Length.Should()
            .BeLessThan(300);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("\uFEFFb,a\r\n2,1\r\n4,3")]
    [InlineData("\"a\", b \n\"1\",\" 2\"\n\n3,4\n\n")]
    public async Task Csv_WithHeader_IsAnsweredInOrder(string csv)
    {
        var rig = await TabularRig.SumsAsync(Columns);
        (await rig.AnswerAsync(csv, "text/csv")).Should().Be("""[{"value":3},{"value":7}]""");
    }

    [Fact]
    public async Task Csv_OtherDelimiter_IsSaidByOption()
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var request = new TypedRequest("text/csv", Encoding.UTF8.GetBytes("a;b\n1;2\n"));
        var wrong = await FluentActions
            .Awaiting(() => rig.AnswerAsync(request))
            .Should()
            .ThrowAsync<ServingException>();
        wrong.WithMessage("*'a;b' is not known*'?delimiter=;'*");
        var right = request with { Options = new Dictionary<string, string> { ["delimiter"] = ";" } };
        (await rig.AnswerAsync(right)).Should().Be("""[{"value":3}]""");
    }

    [Theory]
    [InlineData("text/csv", "a,b\n", "1,2\n", "")]
    [InlineData("application/json", "[", "[1,2],", "[1,2]]")]
    [InlineData("application/jsonl", "", "[1,2]\n", "")]
    public async Task Records_MoreThanAreTakenAtOnce_AreRefusedBeforeAnyIsComputed(
        string type,
        string begin,
        string record,
        string end
    )
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var body = begin + string.Concat(Enumerable.Repeat(record, 1_000_002)) + end;
        var refused = await FluentActions
            .Awaiting(() => rig.AnswerAsync(body, type))
            .Should()
            .ThrowAsync<ServingException>();
        refused.WithMessage("*over 1000000 *").Which.Code.Should().Be(ServingErrorCode.TooLarge);
        rig.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Csv_ManyRows_GoThroughTheModelInParts()
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var csv = "a,b\n" + string.Concat(Enumerable.Range(0, 2500).Select(row => $"{row},1\n"));
        var answer = await rig.AnswerAsync(csv, "text/csv", "text/csv");
        var expected = Enumerable.Range(0, 2500).Select(row => $"{row + 1}").Prepend("value");
        answer.Should().Be(string.Join("\r\n", expected) + "\r\n");
        rig.Calls.Should().Equal(1024, 1024, 452);
    }

    [Fact]
    public async Task JsonLines_WrongLines_AreAnsweredInTheirPlace()
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var answer = await rig.AnswerAsync(
            "{\"a\": 1, \"b\": 2}\n\n{\"a\": \"x\", \"b\": 2}\nnonsense\n[3, 4]\n",
            "application/jsonl"
        );
        var lines = answer.TrimEnd('\n').Split('\n');
        lines.Should().HaveCount(4);
        lines[0].Should().Be("""{"value":3}""");
        lines[1].Should().StartWith("""{"error":"'a' is \"x\", where a number is due.""");
        lines[2].Should().StartWith("""{"error":"The line is no JSON""");
        lines[3].Should().Be("""{"value":7}""");
    }

    [Theory]
    [InlineData("""{"a": 1}""", "'b' is missing.")]
    [InlineData("""{"a": 1, "b": 2, "c": 3, "d": 4}""", "'c', 'd' are not known; the columns are 'a', 'b'.")]
    [InlineData("""{"a": 1, "c": 2}""", "'c' is not known, and 'b' is missing; the columns are 'a', 'b'.")]
    [InlineData("""{"a": "1", "b": 2}""", "'a' is \"1\", where a number is due.")]
    [InlineData(
        """{"a": null, "b": true}""",
        "'a' has no value, where a number is due; 'b' is true, where a number is due."
    )]
    [InlineData(
        """[{"a": 1, "b": 2}, {"a": {}, "b": 1}, {"a": 1}]""",
        "Record 1: 'a' is {}, where a number is due. Record 2: 'b' is missing."
    )]
    [InlineData("[[1, 2], [1]]", "Record 1: it has 1 values, where 2 are due: 'a', 'b'.")]
    [InlineData("""{"a": [1, 2], "b": [1]}""", "'b' has 1 values and 'a' has 2; *")]
    [InlineData("""{"a": 1e99, "b": 1}""", "'a' is 1e99, where a number is due.")]
    [InlineData("""{"records": [], "top": 3}""", "'top' is not known beside 'records'.")]
    [InlineData("7", "7 is no record; it is an object with 'a', 'b'.")]
    public async Task Json_Wrong_SaysWhatAndWhere(string body, string message)
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var thrown = await FluentActions.Awaiting(() => rig.AnswerAsync(body)).Should().ThrowAsync<ServingException>();
        thrown.WithMessage(message).Which.Code.Should().Be(ServingErrorCode.InvalidArgument);
        rig.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("", "The CSV is empty; *'a', 'b'.")]
    [InlineData("a\n1\n", "'b' is missing.")]
    [InlineData("a,b,a\n1,2,3\n", "There are two columns 'a'.")]
    [InlineData("a,b\n1,2\n1\n", "Line 3: it has 1 fields, where the header has 2.")]
    [InlineData("a,b\n\"1\n\",2\n1,tall\n", "Line 4: 'b' is \"tall\", where a number is due.")]
    [InlineData("a,b\n1,\n", "Line 2: 'b' has no value, where a number is due.")]
    [InlineData("a,b\n\"1,2\n", "The quote that a field of line 2 begins with is not closed.")]
    [InlineData("a,b\n\"1\"x,2\n", "A field of line 2 goes on after its closing quote; *")]
    public async Task Csv_Wrong_SaysWhatAndWhere(string csv, string message)
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var thrown = await FluentActions
            .Awaiting(() => rig.AnswerAsync(csv, "text/csv"))
            .Should()
            .ThrowAsync<ServingException>();
        thrown.WithMessage(message).Which.Code.Should().Be(ServingErrorCode.InvalidArgument);
    }

    [Fact]
    public async Task Errors_OfManyRecords_AreTwentyAtMost()
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var csv = "a,b\n" + string.Concat(Enumerable.Range(0, 5000).Select(_ => "x,1\n"));
        var thrown = await FluentActions
            .Awaiting(() => rig.AnswerAsync(csv, "text/csv"))
            .Should()
            .ThrowAsync<ServingException>();
        thrown
            .Which.Message.Should()
            .Contain("Line 21: ")
            .And.NotContain("Line 22: ")
            .And.EndWith("is not looked for.");
    }

    [Fact]
    public async Task Csv_NotUtf8_IsRefused()
    {
        var rig = await TabularRig.SumsAsync(Columns);
        var request = new TypedRequest("text/csv", new byte[] { (byte)'a', (byte)',', 0xE4, (byte)'\n' });
        var thrown = await FluentActions
            .Awaiting(() => rig.AnswerAsync(request))
            .Should()
            .ThrowAsync<ServingException>();
        thrown.WithMessage("Line 1 is not UTF-8*");
    }
}
