using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Handlers;

/// <summary>The sample of information extraction, and whether its card tells the truth about it.</summary>
public sealed class FactsSampleTests(FactsSampleTests.FactsServer server) : IClassFixture<FactsSampleTests.FactsServer>
{
    private static readonly string Folder = Checkout.Sample("facts");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("due on 3 May 2024", "date", "2024-05-03", 7)]
    [InlineData("am 1. März 2023", "date", "2023-03-01", 3)]
    [InlineData("on 4/5/2024", "date", "2024-04-05", 3)]
    [InlineData("on 2024-02-29 at noon", "date", "2024-02-29", 3)]
    [InlineData("it costs €2,5 Mio.", "amount", "2500000 EUR", 9)]
    [InlineData("a loss of -$12.50", "amount", "-12.5 USD", 10)]
    [InlineData("🎉 up 12.5%", "percent", "12.5", 6)]
    [InlineData("(see https://a.example/b(c)).", "url", "https://a.example/b(c)", 5)]
    [InlineData("Mail Ada.Byron@Example.ORG.", "email", "Ada.Byron@example.org", 5)]
    [InlineData("tel. +49 (0)30 901820", "phone", "+4930901820", 5)]
    [InlineData("pay GB82 WEST 1234 5698 7654 32 now", "iban", "GB82WEST12345698765432", 4)]
    [InlineData("USt-IdNr. DE136695976", "vat_id", "DE136695976", 10)]
    public async Task Fields_InTheirWords_HaveOneForm(string text, string type, string value, int start)
    {
        using var answer = await AskAsync(JsonSerializer.Serialize(text));
        var field = answer.RootElement.GetProperty("fields").EnumerateArray().Should().ContainSingle().Subject;
        Key(field).Should().Be($"{type} {value}");
        field.GetProperty("start").GetInt32().Should().Be(start);
        text[start..field.GetProperty("end").GetInt32()].Should().Be(field.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("on 31/02/2024 or 2023-02-29")]
    [InlineData("version 1.2.3 of 10.0.0.1")]
    [InlineData("DE89 3704 0044 0532 0130 01")]
    [InlineData("DE136695977")]
    [InlineData("a@b and @c.de")]
    public async Task Fields_WhatIsNone_IsNotFound(string text)
    {
        using var answer = await AskAsync(JsonSerializer.Serialize(text));
        answer.RootElement.GetProperty("fields").EnumerateArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Relations_WithEvidenceAndScore_AreExplained()
    {
        using var answer = await AskAsync(
            """{"text": "Ada Byron now works for Acme.", "entities": [{"type": "PER", "start": 0, "end": 9, "score": 0.9}, {"type": "ORG", "start": 24, "end": 28}]}"""
        );
        var relation = answer.RootElement.GetProperty("relations").EnumerateArray().Should().ContainSingle().Subject;
        relation.GetProperty("type").GetString().Should().Be("works_for");
        relation.GetProperty("rule").GetString().Should().Be("works_for/verb");
        relation.GetProperty("subject").GetProperty("text").GetString().Should().Be("Ada Byron");
        relation.GetProperty("evidence").GetProperty("end").GetInt32().Should().Be(28);
        // Its weight, one word passed over, and the score of the person.
        relation.GetProperty("score").GetDouble().Should().BeApproximately(0.95 * 0.95 * 0.9, 1e-4);
    }

    [Theory]
    [InlineData(
        """{"text": "a", "entities": [{"type": "PER", "start": 0, "end": 9}]}""",
        "'entities[0]' goes from 0 to 9*1 UTF-16*"
    )]
    [InlineData("""{"text": "a", "entities": [{"type": "PER", "start": 0}]}""", "'entities[0]' needs 'end'.")]
    [InlineData("""{"texts": "a"}""", "'texts' is not known*")]
    public async Task Requests_Wrong_SaysWhat(string request, string message)
    {
        var (status, body) = await PostAsync(request, "application/json");
        status.Should().Be(HttpStatusCode.BadRequest);
        using var document = JsonDocument.Parse(body);
        document.RootElement.GetProperty("error").GetString().Should().Match(message);
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("1,", 2)]
    [InlineData("a@a.", 4)]
    [InlineData("www.a", 5)]
    [InlineData("+1 ", 3)]
    [InlineData(")", 1)]
    public async Task Texts_OfAMegabyte_AreAnswered(string piece, int length)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / length));
        var (status, _) = await PostAsync(text, "text/plain");
        status.Should().Be(HttpStatusCode.OK);
        (status, _) = await PostAsync(text + new string('x', 10), "text/plain");
        status.Should().Be(text.Length > 999_990 ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.OK);
    }

    [Fact]
    public async Task Entities_OfTheSampleThatFindsThem_AreRelated()
    {
        await using var ner = await ServerProcess.StartAsync(Checkout.Sample("ner"));
        await using var facts = await ServerProcess.StartProgramAsync(
            Checkout.SampleProgram("Facts"),
            "--ner",
            $"{ner.HttpUrl}/models/ner"
        );
        using var content = new StringContent("Charles Babbage lived in London.", Encoding.UTF8, "text/plain");
        using var response = await server.Http.PostAsync(new Uri($"{facts.HttpUrl}/models/facts"), content, Token);
        var body = await response.Content.ReadAsStringAsync(Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK, body);
        using var answer = JsonDocument.Parse(body);
        var relation = answer.RootElement.GetProperty("relations").EnumerateArray().Should().ContainSingle().Subject;
        relation.GetProperty("type").GetString().Should().Be("lives_in");
        relation.GetProperty("object").GetProperty("text").GetString().Should().Be("London");
    }

    [Fact]
    public async Task Entities_OfAModelThatHasNone_SaysWhatItAnswers()
    {
        await using var iris = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        await using var facts = await ServerProcess.StartProgramAsync(
            Checkout.SampleProgram("Facts"),
            "--ner",
            $"{iris.HttpUrl}/models/iris"
        );
        using var content = new StringContent("Charles Babbage lived in London.", Encoding.UTF8, "text/plain");
        using var response = await server.Http.PostAsync(new Uri($"{facts.HttpUrl}/models/facts"), content, Token);
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("it answers 400, 'text' is not known");
    }

    [Fact]
    public async Task OpenApi_Sample_IsDescribed()
    {
        var document = await server.Http.GetStringAsync("/openapi.json", Token);
        document.Should().Contain("/models/facts").And.Contain("The rule that matched.");
    }

    [Theory]
    [InlineData("development")]
    [InlineData("test")]
    public async Task Card_ItsFigures_AreThoseOfTheEvaluation(string split)
    {
        var sentences = File.ReadLines(Path.Combine(Folder, "evaluation.jsonl"))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Where(sentence => sentence.GetProperty("split").GetString() == split)
            .ToList();
        var (_, body) = await PostAsync(string.Join('\n', sentences.Select(Request)), "application/jsonl");
        var counts = new SortedDictionary<string, (int Right, int Wrong, int Missed)>(StringComparer.Ordinal);
        foreach (var (sentence, line) in sentences.Zip(body.TrimEnd('\n').Split('\n')))
        {
            Count(Expected(sentence).ToList(), Found(JsonSerializer.Deserialize<JsonElement>(line)).ToList(), counts);
        }

        var card = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (var (type, (right, wrong, missed)) in counts)
        {
            card.Should()
                .Contain($"| {split} | {type} | {right + missed} | {Share(right, wrong)} | {Share(right, missed)} |");
        }
    }

    private static string Request(JsonElement sentence)
    {
        var text = sentence.GetProperty("text").GetString()!;
        var from = 0;
        var entities = new List<object>();
        foreach (var entity in sentence.GetProperty("entities").EnumerateArray())
        {
            var words = entity[1].GetString()!;
            var start = text.IndexOf(words, from, StringComparison.Ordinal);
            from = start + words.Length;
            entities.Add(
                new Dictionary<string, object>
                {
                    ["type"] = entity[0].GetString()!,
                    ["start"] = start,
                    ["end"] = from,
                }
            );
        }

        return JsonSerializer.Serialize(new Dictionary<string, object> { ["text"] = text, ["entities"] = entities });
    }

    private static IEnumerable<string> Expected(JsonElement sentence) =>
        sentence
            .GetProperty("fields")
            .EnumerateArray()
            .Concat(sentence.GetProperty("relations").EnumerateArray())
            .Select(row => string.Join(' ', row.EnumerateArray().Select(word => word.GetString())));

    private static IEnumerable<string> Found(JsonElement answer) =>
        answer
            .GetProperty("fields")
            .EnumerateArray()
            .Select(Key)
            .Concat(
                answer
                    .GetProperty("relations")
                    .EnumerateArray()
                    .Select(relation =>
                        $"{relation.GetProperty("type").GetString()} {Words(relation, "subject")} {Words(relation, "object")}"
                    )
            );

    private static string Words(JsonElement relation, string side) =>
        relation.GetProperty(side).GetProperty("text").GetString()!;

    private static string Key(JsonElement field)
    {
        var currency = field.TryGetProperty("currency", out var code) ? $" {code.GetString()}" : "";
        return $"{field.GetProperty("type").GetString()} {field.GetProperty("value").GetString()}{currency}";
    }

    private static void Count(
        List<string> expected,
        List<string> found,
        SortedDictionary<string, (int Right, int Wrong, int Missed)> counts
    )
    {
        foreach (var fact in found)
        {
            var isRight = expected.Remove(fact);
            var (right, wrong, missed) = counts.GetValueOrDefault(Type(fact));
            counts[Type(fact)] = isRight ? (right + 1, wrong, missed) : (right, wrong + 1, missed);
        }

        foreach (var fact in expected)
        {
            var (right, wrong, missed) = counts.GetValueOrDefault(Type(fact));
            counts[Type(fact)] = (right, wrong, missed + 1);
        }

        static string Type(string fact) => fact[..fact.IndexOf(' ')];
    }

    private static string Share(int right, int others) =>
        right + others == 0 ? "–" : ((double)right / (right + others)).ToString("0.00", CultureInfo.InvariantCulture);

    private async Task<JsonDocument> AskAsync(string body)
    {
        var (status, answer) = await PostAsync(body, "application/json");
        status.Should().Be(HttpStatusCode.OK, answer);
        return JsonDocument.Parse(answer);
    }

    private async Task<(HttpStatusCode, string)> PostAsync(string body, string type)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await server.Http.PostAsync("/models/facts", content, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>The sample as a process.</summary>
    public sealed class FactsServer : IAsyncLifetime
    {
        private ServerProcess? _process;

        public HttpClient Http { get; } = new();

        public async ValueTask InitializeAsync()
        {
            _process = await ServerProcess.StartProgramAsync(Checkout.SampleProgram("Facts"));
            Http.BaseAddress = new Uri(_process.HttpUrl);
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            if (_process is not null)
                await _process.DisposeAsync();
        }
    }
}
