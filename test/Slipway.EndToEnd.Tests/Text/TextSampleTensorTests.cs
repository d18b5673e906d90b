using System.Text;
using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Text;

/// <summary>The samples that take text answer, over the tensor protocols, as the scripts that trained them did.</summary>
public sealed class TextSampleTensorTests(TextSamplesFixture samples) : IClassFixture<TextSamplesFixture>
{
    private const int Characters = 20;
    private const int Tags = 9;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    // Logarithms of probabilities, down to that of 1e-30.
    [InlineData("ner", "meeting", 1e-3)]
    [InlineData("ner", "three-texts", 1e-3)]
    // Through the importer of Keras files; the script computed them with numpy.
    [InlineData("topic", "one-text", 1e-5)]
    [InlineData("topic", "three-texts", 1e-5)]
    public async Task Infer_RecordedRequest_AnswersAsTheTrainingDid(string model, string name, double tolerance)
    {
        var expected = await ReadAsync(model, $"{name}.expected.json");

        var answer = await InferAsync(model, await ReadAsync(model, $"{name}.json"));

        var (actual, wanted) = (answer["outputs"]![0]!, expected["outputs"]![0]!);
        actual["name"]!.GetValue<string>().Should().Be(wanted["name"]!.GetValue<string>());
        Numbers(actual["shape"]!).Should().Equal(Numbers(wanted["shape"]!));
        AssertClose(Numbers(actual["data"]!), Numbers(wanted["data"]!), tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public async Task Infer_NerWithMorePadding_AnswersTheSame(int more)
    {
        var request = await ReadAsync("ner", "three-texts.json");
        var shape = Numbers(request["inputs"]![0]!["shape"]!);
        var (rows, words) = ((int)shape[0], (int)shape[1]);
        var before = Numbers((await InferAsync("ner", request))["outputs"]![0]!["data"]!);

        Pad(request["inputs"]![0]!, rows, words, more, 1);
        Pad(request["inputs"]![1]!, rows, words, more, Characters);
        var after = Numbers((await InferAsync("ner", request))["outputs"]![0]!["data"]!);

        for (var row = 0; row < rows; row++)
        {
            AssertClose(
                after.AsSpan(row * (words + more) * Tags, words * Tags).ToArray(),
                before.AsSpan(row * words * Tags, words * Tags).ToArray(),
                1e-3
            );
        }
    }

    [Fact]
    public async Task Infer_NerRowWithoutWords_LeavesTheOthersAlone()
    {
        var request = await ReadAsync("ner", "meeting.json");
        var alone = Numbers((await InferAsync("ner", request))["outputs"]![0]!["data"]!);
        foreach (var input in request["inputs"]!.AsArray())
        {
            var data = Numbers(input!["data"]!);
            input["data"] = Array([.. data, .. new double[data.Length]]);
            var shape = Numbers(input["shape"]!);
            input["shape"] = Array([2, .. shape[1..]]);
        }

        var answer = Numbers((await InferAsync("ner", request))["outputs"]![0]!["data"]!);

        AssertClose(answer[..alone.Length], alone, 1e-3);
        answer[alone.Length..].Should().OnlyContain(value => value == 0);
    }

    private static void Pad(JsonNode input, int rows, int words, int more, int width)
    {
        var data = Numbers(input["data"]!);
        var padded = new List<double>();
        for (var row = 0; row < rows; row++)
        {
            padded.AddRange(data.AsSpan(row * words * width, words * width));
            padded.AddRange(new double[more * width]);
        }

        input["data"] = Array(padded);
        input["shape"]![1] = words + more;
    }

    private static JsonArray Array(IEnumerable<double> values) =>
        [.. values.Select(value => JsonValue.Create((long)value))];

    private static void AssertClose(double[] actual, double[] expected, double tolerance)
    {
        actual.Should().HaveSameCount(expected);
        actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max().Should().BeLessThan(tolerance);
    }

    private static double[] Numbers(JsonNode list) => [.. list.AsArray().Select(value => value!.GetValue<double>())];

    private static async Task<JsonNode> ReadAsync(string model, string file) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Checkout.Sample(model), "requests", file), Token))!;

    private async Task<JsonNode> InferAsync(string model, JsonNode request)
    {
        using var body = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await samples.Http.PostAsync($"/v2/models/{model}/infer", body, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonNode.Parse(text)!;
    }
}
