using System.Text;
using System.Text.Json;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Tasks.Tests.Requests;

public sealed class ItemModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"text": "abc"}""", """{"length":3}""")]
    [InlineData("\"abc\"", """{"length":3}""")]
    [InlineData("""{"text": "abc", "times": 2}""", """{"length":6}""")]
    [InlineData("""{"text": ["a", "bc"], "times": 3}""", """[{"length":3},{"length":6}]""")]
    [InlineData("""{"text": []}""", "[]")]
    [InlineData("""["a", "bc"]""", """[{"length":1},{"length":2}]""")]
    [InlineData("""[{"text": "a"}, {"text": "bc", "times": 4}]""", """[{"length":1},{"length":8}]""")]
    [InlineData("[]", "[]")]
    [InlineData("\uFEFF{\"text\": \"abc\"}", """{"length":3}""")]
    [InlineData("""{"text": "👩‍🚀"}""", """{"length":5}""")]
    public async Task Json_ItsForms_AnsweredAlike(string body, string expected) =>
        (await AnswerAsync("application/json", body)).Should().Be(expected);

    [Theory]
    [InlineData("", "The body is empty*")]
    [InlineData("{", "*no JSON*(byte 1).")]
    [InlineData("{\n,", "*no JSON*(line 2, byte 0).")]
    [InlineData("7", "*'text'*a text*")]
    [InlineData("null", "null is not taken; a request is an object with 'text', 'times'.")]
    [InlineData("{}", "A request needs 'text', and may have 'times'.")]
    [InlineData("""{"txt": "a"}""", "'txt' is not known; a request has 'text', 'times'.")]
    [InlineData("""{"text": 7}""", "*'text' is to be a text*")]
    [InlineData("""{"text": null}""", "*'text'*")]
    [InlineData("""{"text": "a", "times": "x"}""", "*'times' is to be a whole number*")]
    [InlineData("""{"text": "a", "times": 10}""", "'times' is 1 to 9, not 10.")]
    [InlineData("""["a", 7]""", "Item 1: *'text'*")]
    [InlineData("""[{"text": "a"}, {}]""", "Item 1: it needs 'text', and may have 'times'.")]
    [InlineData("""[{"txt": "a"}]""", "Item 0: 'txt' is not known; an item has 'text', 'times'.")]
    [InlineData("""[["a"]]""", "Item 0: *'text'*")]
    [InlineData("""[{"text": "a"}, {"text": "a", "times": 10}]""", "Item 1: *1 to 9*")]
    [InlineData("""{"text": "\ud800"}""", "*'text' is no Unicode text*")]
    [InlineData("""{"\ud800 and more": 1, "text": "a"}""", "*name of a member is no Unicode text*")]
    [InlineData("""{"text": ["a"], "\uDC00 and more": 1}""", "*name of a member is no Unicode text*")]
    [InlineData("""[{"text": "a", "more": {"\udfff": 1}}]""", "*name of a member is no Unicode text*")]
    public async Task Json_Wrong_SaysWhatAndWhere(string body, string message) =>
        (
            await FluentActions
                .Awaiting(() => AnswerAsync("application/json", body))
                .Should()
                .ThrowAsync<ServingException>()
        )
            .WithMessage(message)
            .Which.Code.Should()
            .Be(ServingErrorCode.InvalidArgument);

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData("application/x-www-form-urlencoded", "text/plain")]
    [InlineData("application/json", null)]
    public async Task Text_WhoseTypeIsNotSaid_IsToldHowToSayIt(string mediaType, string? told)
    {
        var error = await FluentActions
            .Awaiting(() => AnswerAsync(mediaType, "Some words."))
            .Should()
            .ThrowAsync<ServingException>();
        error.Which.Message.Should().StartWith("The body is no JSON");
        error
            .Which.Message.Contains($"-H 'Content-Type: {told}'", StringComparison.Ordinal)
            .Should()
            .Be(told is not null);
    }

    [Fact]
    public async Task Json_NameThatIsNotUtf8_IsRefused()
    {
        byte[] body = [.. "{\"te"u8, 0xFF, 0xFF, .. "xt\": 1, \"text\": \"a\"}"u8];
        await FluentActions
            .Awaiting(() => AnswerAsync(new TypedRequest("application/json", body)))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*name of a member is no Unicode text*");
    }

    [Fact]
    public async Task Json_EscapedEmoji_IsText() =>
        (await AnswerAsync("application/json", """{"text": "\ud83d\ude00"}""")).Should().Be("""{"length":2}""");

    [Fact]
    public async Task Json_LongUnknownName_IsNotSentBackWhole()
    {
        var body = $$"""{"{{new string('x', 1_000_000)}}": 1}""";
        (
            await FluentActions
                .Awaiting(() => AnswerAsync("application/json", body))
                .Should()
                .ThrowAsync<ServingException>()
        )
            .Which.Message.Should()
            .StartWith("'xxxx")
            .And.Match(message => message.Length < 200);
    }

    [Fact]
    public async Task Json_MoreValuesThanAreHeld_IsTooLarge() =>
        (
            await FluentActions
                .Awaiting(() =>
                    AnswerAsync("application/json", $"[{string.Concat(Enumerable.Repeat("1,", 8_000_000))}1]")
                )
                .Should()
                .ThrowAsync<ServingException>()
        )
            .WithMessage("*8000001 values*")
            .Which.Code.Should()
            .Be(ServingErrorCode.TooLarge);

    [Fact]
    public async Task Json_DeepNesting_IsRefused() =>
        await FluentActions
            .Awaiting(() => AnswerAsync("application/json", new string('[', 100_000)))
            .Should()
            .ThrowAsync<ServingException>();

    [Fact]
    public async Task JsonLines_BadOnesAmongThem_AnsweredInTheirPlace()
    {
        var lines = """
            {"text": "abc"}
            nonsense

            {"text": "refused"}
            ["a"]
            "ab"
            {"\ud800": 1}
            {"text": "a", "times": 10}
            """;
        var answers = (await AnswerAsync("application/x-ndjson", lines)).Split('\n');
        answers.Should().HaveCount(8);
        answers[0].Should().Be("""{"length":3}""");
        answers[1].Should().StartWith("""{"error":"The line is no JSON""");
        answers[2].Should().Be("""{"error":"'text' is refused."}""");
        answers[3].Should().Contain("not a list");
        answers[4].Should().Be("""{"length":2}""");
        answers[5].Should().Contain("no Unicode text");
        answers[6].Should().Contain("1 to 9");
        answers[7].Should().BeEmpty();
    }

    [Fact]
    public async Task JsonLines_LineThatIsTooLarge_HurtsNoOther()
    {
        var lines = $"\"abc\"\n[{string.Join(',', Enumerable.Repeat(1, 100_001))}]\n\"ab\"";
        var answers = (await AnswerAsync("application/jsonl", lines)).Split('\n');
        answers[0].Should().Be("""{"length":3}""");
        answers[1].Should().StartWith("""{"error":"The request has 100001 items""");
        answers[2].Should().Be("""{"length":2}""");
    }

    [Fact]
    public async Task Json_ManyItems_AreAnsweredInTheirOrder()
    {
        var texts = Enumerable.Range(0, 25_000).Select(i => new string('a', i % 7)).ToArray();
        var answer = await AnswerAsync("application/json", JsonSerializer.Serialize(texts));
        answer.Should().Be($"[{string.Join(',', texts.Select(text => $$"""{"length":{{text.Length}}}"""))}]");
    }

    [Fact]
    public async Task JsonLines_ManyMoreThanAreComputedTogether_KeepTheirOrder()
    {
        var lines = string.Join("\r\n", Enumerable.Range(1, 1000).Select(length => $"\"{new string('a', length)}\""));
        var answers = (await AnswerAsync("application/jsonl", lines)).TrimEnd('\n').Split('\n');
        answers.Should().Equal(Enumerable.Range(1, 1000).Select(length => $$"""{"length":{{length}}}"""));
    }

    [Fact]
    public async Task JsonLines_MoreThanAreTakenAtOnce_AreRefused() =>
        (
            await FluentActions
                .Awaiting(() => AnswerAsync("application/jsonl", string.Concat(Enumerable.Repeat("1\n", 100_001))))
                .Should()
                .ThrowAsync<ServingException>()
        )
            .WithMessage("*over 100000 lines*")
            .Which.Code.Should()
            .Be(ServingErrorCode.TooLarge);

    [Fact]
    public async Task JsonLines_AllWrong_EndWithTheirCaller()
    {
        var request = new TypedRequest("application/jsonl", "1\n"u8.ToArray());
        await FluentActions
            .Awaiting(() => new LengthModel().AnswerAsync(request, new Echo(), new CancellationToken(true)).AsTask())
            .Should()
            .ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Text_Plain_IsTheSubjectAndOptionsComeFromTheAddress() =>
        (await AnswerAsync("text/plain", "a \"quoted\" text", ("times", "2"))).Should().Be("""{"length":30}""");

    [Theory]
    [InlineData("text/plain", "ab")]
    [InlineData("application/json", "\"ab\"")]
    [InlineData("application/json", "{\"text\": \"ab\"}")]
    public async Task Option_OfTheSubject_DoesNotTakeItsPlace(string type, string body) =>
        (await AnswerAsync(type, body, ("text", "other"))).Should().Be("""{"length":2}""");

    [Fact]
    public async Task Text_NotUtf8_SaysWhere()
    {
        var act = () => AnswerAsync(new TypedRequest("text/plain", new byte[] { 65, 0xFF, 66 }));
        await act.Should().ThrowAsync<ServingException>().WithMessage("*not UTF-8: byte 1*");
    }

    [Fact]
    public async Task Option_NotKnown_IsRefused() =>
        await FluentActions
            .Awaiting(() => AnswerAsync("text/plain", "abc", ("time", "2")))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*'time' is not known*");

    [Fact]
    public async Task MediaType_NotTaken_NamesThoseThatAre() =>
        await FluentActions
            .Awaiting(() => AnswerAsync("image/png", "abc"))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*'image/png' is not taken*application/json*application/jsonl*text/plain*");

    private static Task<string> AnswerAsync(string mediaType, string body, params (string, string)[] options) =>
        AnswerAsync(
            new TypedRequest(mediaType, Encoding.UTF8.GetBytes(body))
            {
                Options = options.ToDictionary(option => option.Item1, option => option.Item2),
            }
        );

    private static async Task<string> AnswerAsync(TypedRequest request)
    {
        var answer = await new LengthModel().AnswerAsync(request, new Echo(), Token);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }

    /// <summary>Gives the lengths back.</summary>
    private sealed class Echo : IModelCalls
    {
        public ModelSelector Model => new("echo", 1);

        public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
        {
            var input = request.Input("x");
            var response = new InferenceResponse();
            response.Outputs.Add(new NamedTensor("y", Tensor.From<float>(input.AsSpan<float>(), input.Shape)));
            return ValueTask.FromResult(response);
        }
    }
}
