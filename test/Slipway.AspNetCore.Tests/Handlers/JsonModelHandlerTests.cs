using System.ComponentModel;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.Errors;
using Slipway.Handlers;

namespace Slipway.AspNetCore.Tests.Handlers;

/// <summary>Handlers of objects, over the typed API and the tensor protocols.</summary>
public sealed class JsonModelHandlerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        """{"title": "Sum", "lines": [{"text": "a", "price": 1.5}, {"text": "b", "price": 2}]}""",
        """{"title":"Sum","total":3.5,"first":{"text":"a","price":1.5}}"""
    )]
    [InlineData(
        """[{"title": "A"}, {"title": "Bücher", "lines": []}]""",
        """[{"title":"A","total":0},{"title":"Bücher","total":0}]"""
    )]
    [InlineData("""{"title": ["A", "B"]}""", """[{"title":"A","total":0},{"title":"B","total":0}]""")]
    [InlineData("\"A\"", """{"title":"A","total":0}""")]
    public async Task Typed_Objects_ComeAndGo(string request, string expected)
    {
        await using var application = await StartAsync();
        var (status, body) = await PostAsync(application, request);
        status.Should().Be(HttpStatusCode.OK, body);
        body.Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"title": "A", "lines": [{"text": "a"}]}""", "'lines[0]' needs 'price'.")]
    [InlineData("""{"title": "A", "lines": [{"text": "a", "price": "x"}]}""", "'lines[0].price' is to be a number.")]
    [InlineData("""{"title": "A", "lines": [{"text": "a", "price": 1, "tax": 2}]}""", "'lines[0].tax' is not known.")]
    [InlineData("""{"title": "A", "line": []}""", "'line' is not known; a request has 'title', 'lines'.")]
    [InlineData("""{"lines": []}""", "A request needs 'title', and may have 'lines'.")]
    [InlineData("""{"title": null}""", "'title' is to be a text.")]
    [InlineData("""[{"title": "A"}, {"title": "fail"}]""", "No such title.")]
    public async Task Typed_Wrong_SaysWhatAndWhere(string request, string message)
    {
        await using var application = await StartAsync();
        var (status, body) = await PostAsync(application, request);
        status.Should().Be(HttpStatusCode.BadRequest);
        JsonDocument.Parse(body).RootElement.GetProperty("error").GetString().Should().Be(message);
    }

    [Fact]
    public async Task Typed_JsonLines_WrongOnesAreAnsweredInTheirPlace()
    {
        await using var application = await StartAsync();
        var (_, body) = await PostAsync(
            application,
            "{\"title\": \"A\"}\n{\"title\": \"fail\"}\n{\"title\": 3}\n",
            "application/jsonl"
        );
        body.Should()
            .Be(
                """
                {"title":"A","total":0}
                {"error":"No such title."}
                {"error":"'title' is to be a text."}

                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public async Task Tensors_TextsOfObjects_AreAnsweredByTexts()
    {
        await using var application = await StartAsync();
        var (status, body) = await PostAsync(
            application,
            """{"inputs": [{"name": "request", "datatype": "BYTES", "shape": [2], "data": ["{\"title\":\"A\"}", "{\"title\":\"B\"}"]}]}""",
            path: "/v2/models/sums/infer"
        );
        status.Should().Be(HttpStatusCode.OK, body);
        JsonDocument
            .Parse(body)
            .RootElement.GetProperty("outputs")[0]
            .GetProperty("data")
            .EnumerateArray()
            .Select(text => text.GetString())
            .Should()
            .Equal("""{"title":"A","total":0}""", """{"title":"B","total":0}""");
        (status, body) = await PostAsync(
            application,
            """{"inputs": [{"name": "request", "datatype": "BYTES", "shape": [2], "data": ["{\"title\":\"A\"}", "{}"]}]}""",
            path: "/v2/models/sums/infer"
        );
        status.Should().Be(HttpStatusCode.BadRequest);
        body.Should().Contain("Request 1: ").And.Contain("title");
    }

    [Fact]
    public async Task OpenApi_Handler_IsDescribedByItsTypes()
    {
        await using var application = await StartAsync();
        var document = await application.Http.GetStringAsync("/openapi.json", Token);
        document.Should().Contain("What is paid for.").And.Contain("Adds up lines.");
    }

    [Fact]
    public async Task Rows_Handler_AreRecords()
    {
        await using var application = await TestApplication.StartAsync(server => server.AddModel<Repeating>("repeat"));
        var (_, body) = await PostAsync(application, """{"text": "ab", "times": 2}""", path: "/models/repeat");
        body.Should().Be("""{"text":"abab","length":4}""");
        (_, body) = await PostAsync(
            application,
            """[{"text": "ab"}, {"text": "c", "times": 3}]""",
            path: "/models/repeat"
        );
        body.Should().Be("""[{"text":"ab","length":2},{"text":"ccc","length":3}]""");
        (_, body) = await PostAsync(application, "text,times\nx,2\n", "text/csv", "/models/repeat");
        body.Should().Be("""[{"text":"xx","length":2}]""");
        (_, body) = await PostAsync(application, "plain", "text/plain", "/models/repeat");
        body.Should().Be("""{"text":"plain","length":5}""");
        (_, body) = await PostAsync(application, """{"txt": "ab"}""", path: "/models/repeat");
        body.Should().Be("""{"error":"'txt' is not known, and 'text' is missing; the columns are 'text', 'times'."}""");
    }

    private static Task<TestApplication> StartAsync() =>
        TestApplication.StartAsync(server => server.AddModel<SumHandler>("sums"));

    private static async Task<(HttpStatusCode, string)> PostAsync(
        TestApplication application,
        string body,
        string type = "application/json",
        string path = "/models/sums"
    )
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await application.Http.PostAsync(path, content, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    internal sealed record Bill(string Title, IReadOnlyList<BillLine>? Lines = null);

    [Description("What is paid for.")]
    internal sealed record BillLine(string Text, double Price);

    internal sealed record Sum(string Title, double Total, BillLine? First = null);

    internal sealed class SumHandler()
        : JsonModelHandler<Bill, Sum>(JsonHandlerTestContext.Default.Bill, JsonHandlerTestContext.Default.Sum)
    {
        public override Bill Example => new("Sum", [new BillLine("a", 1)]);

        public override string Subject => "title";

        public override string Summary => "Adds up lines.";

        protected override ValueTask<Sum> PredictAsync(Bill input, CancellationToken cancellationToken) =>
            input.Title == "fail"
                ? throw ServingException.InvalidArgument("No such title.")
                : new(
                    new Sum(
                        input.Title,
                        input.Lines?.Sum(line => line.Price) ?? 0,
                        input.Lines is [var first, ..] ? first : null
                    )
                );
    }

    internal sealed record Repeat([Tensor("text")] string Value, int Times = 1);

    internal sealed record Repeated(string Text, int Length);

    internal sealed class Repeating : ModelHandler<Repeat, Repeated>
    {
        protected override ValueTask<Repeated> PredictAsync(Repeat input, CancellationToken cancellationToken)
        {
            var text = string.Concat(Enumerable.Repeat(input.Value, input.Times));
            return new(new Repeated(text, text.Length));
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(JsonModelHandlerTests.Bill))]
[JsonSerializable(typeof(JsonModelHandlerTests.Sum))]
internal sealed partial class JsonHandlerTestContext : JsonSerializerContext;
